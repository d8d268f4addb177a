//! How the process ends. Scripts act on the number, so it is decided in one place.

use slipway_engine::view::{ReleaseView, StoreRun};

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Exit {
    AllSubmitted = 0,
    SomeFailed = 1,
    AllFailed = 2,
    BadInput = 3,
    /// At least one unclear or waiting for a person; wins over failures.
    NeedsPerson = 4,
    Stopped = 5,
}

impl Exit {
    pub(crate) fn code(self) -> std::process::ExitCode {
        std::process::ExitCode::from(self as u8)
    }

    /// The end of a release, from how each store ended.
    pub(crate) fn of(release: &ReleaseView) -> Self {
        let states: Vec<&str> = release
            .stores
            .iter()
            .map(|StoreRun { state, .. }| state.as_str())
            .collect();
        let count = |word: &str| states.iter().filter(|state| **state == word).count();
        if states.iter().any(|state| {
            matches!(
                *state,
                "unclear" | "waiting" | "interrupted" | "running" | "to-do"
            )
        }) {
            Self::NeedsPerson
        } else if count("stopped") > 0 {
            Self::Stopped
        } else if count("failed") == 0 && count("submitted") > 0 {
            Self::AllSubmitted
        } else if count("submitted") > 0 {
            Self::SomeFailed
        } else {
            Self::AllFailed
        }
    }
}
