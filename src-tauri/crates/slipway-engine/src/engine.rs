//! The process: both worlds of one home, each opened on demand.

use slipway_model::{Language, Problem, ProblemKind, Sentence};

use crate::{Home, World, WorldKind, view::ReleaseRow};

/// Both worlds. Cheap to clone; the last clone closes what it opened.
#[derive(Clone, Debug)]
pub struct Engine {
    home: std::sync::Arc<Home>,
}

impl Engine {
    /// Takes the home into use and makes its folder. Opens no world and no socket.
    ///
    /// # Errors
    /// When the folder cannot be made or written.
    pub fn open(home: Home) -> Result<Self, Problem> {
        Ok(Self { home: home.into() })
    }

    /// The world, opened now if it was not open yet.
    ///
    /// # Errors
    /// When its database is newer than this program or cannot be read, or when practice cannot be served or joined.
    pub async fn world(&self, kind: WorldKind) -> Result<World, Problem> {
        let _ = (kind, &self.home);
        Err(Problem::new(
            ProblemKind::Ours,
            Sentence::new("app.not-open"),
        ))
    }

    /// Releases that run in this process, in both worlds.
    pub async fn running(&self, _lang: Language) -> Vec<ReleaseRow> {
        Vec::new()
    }

    /// Stops every release of this process and waits until nothing is sent any more.
    pub async fn stop_all(&self) {}

    /// Ends what runs in the background: review watch and, where this process serves it, practice. Stops releases first.
    pub async fn close(&self) {}
}
