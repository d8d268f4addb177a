//! Where a process keeps everything, and how it reaches practice. Chosen by the caller (`--home`, `SLIPWAY_HOME`, the system's
//! data folder); nothing here reads the environment.

use std::{fmt, path::PathBuf, sync::Arc};

use slipway_http::Deadlines;

use crate::release::Event;

/// What [`crate::Engine::open`] needs to know. Make one with [`Home::new`] and change the fields that differ.
#[non_exhaustive]
#[derive(Clone)]
pub struct Home {
    /// Both worlds live below it, each in a folder of its own.
    pub folder: PathBuf,
    pub practice: PracticeAt,
    pub practice_accounts: PracticeAccounts,
    /// Shown in the window and in records.
    pub version: String,
    /// Look after reviews in the background as soon as a world is open.
    pub watch_reviews: bool,
    /// Limits on silence; `None` for those that suit real lines. Tests set them short.
    pub deadlines: Option<Deadlines>,
    /// Called with each journal event right after it is safely on disk and before anything follows from it. For records kept
    /// elsewhere and for the suite that ends the process at every border of the journal.
    pub journal_watch: Option<JournalWatch>,
}

/// See [`Home::journal_watch`].
pub type JournalWatch = Arc<dyn Fn(&Event) + Send + Sync>;

impl Home {
    /// A home that serves its own practice, with practice accounts made by hand, as the window wants it.
    pub fn new(folder: impl Into<PathBuf>, version: impl Into<String>) -> Self {
        Self {
            folder: folder.into(),
            practice: PracticeAt::Own,
            practice_accounts: PracticeAccounts::ByHand,
            version: version.into(),
            watch_reviews: true,
            deadlines: None,
            journal_watch: None,
        }
    }
}

impl fmt::Debug for Home {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.debug_struct("Home")
            .field("folder", &self.folder)
            .field("practice", &self.practice)
            .field("practice_accounts", &self.practice_accounts)
            .field("version", &self.version)
            .finish_non_exhaustive()
    }
}

/// Who plays the stores of the practice world.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum PracticeAt {
    /// This process serves practice below the home, or joins the process that already does.
    Own,
    /// A stand-alone practice; the file holds the one line that it printed.
    Joined(PathBuf),
}

/// Where the practice world's accounts come from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PracticeAccounts {
    /// From practice's invitation, in memory: nothing to set up, no keyring needed. For the command line.
    Given,
    /// By a person following the guide, kept in a keyring service of practice's own. For the window, so that it can be rehearsed.
    ByHand,
}
