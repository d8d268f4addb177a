//! What practice handed out over the wire and must be found nowhere afterwards: tokens, signs and signatures of upload addresses. Kept
//! beside the records that make them work, for whoever looks for leaks. The keys that a person copies are in the invitation.

use serde::{Deserialize, Serialize};

use crate::{
    error::{PracticeError, WorldError},
    frame::Frame,
    stage::Stage,
};

/// The kind of a document about something handed out; its key is the value.
const HANDED_OUT: &str = "handed-out";

/// One secret, as it left.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct HandedOut {
    pub store: String,
    /// `access token`
    pub what: String,
    pub value: String,
}

impl Stage<'_> {
    /// Remembers that this secret went to the caller.
    pub(crate) fn hand_out(&mut self, what: &str, value: &str) -> Result<(), WorldError> {
        self.put(HANDED_OUT, value, &what)
    }
}

/// Everything that any store handed out.
pub(crate) fn all(frame: &Frame) -> Result<Vec<HandedOut>, PracticeError> {
    frame.world.across(|stages| {
        let mut all = Vec::new();
        for play in &frame.plays {
            let handed = stages.of(play.id()).all::<String>(HANDED_OUT)?;
            all.extend(handed.into_iter().map(|(value, what)| HandedOut {
                store: play.id().to_owned(),
                what,
                value,
            }));
        }
        Ok(all)
    })
}
