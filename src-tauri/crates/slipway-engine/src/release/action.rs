//! What a person may do to a release, or to one store's share of it.

use serde::{Deserialize, Serialize};

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Action {
    /// Close the connection within a second; go no further.
    Stop,
    /// Try the failed step again.
    Retry,
    /// Leave this store out.
    Skip,
    /// Go on with an interrupted or stopped release.
    Resume,
    /// A person's decision to repeat a step of which nobody can tell whether it happened.
    SendAgain,
    /// Ask the store once more whether an unclear step happened.
    LookAgain,
}
