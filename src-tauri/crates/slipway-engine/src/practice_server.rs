//! Practice on its own, for other programs and for people who rehearse with several tools: the same stores that the practice world
//! uses, served until stopped. Not for the practice world itself, which opens its own (`world/rehearsal.rs`).

use std::{net::SocketAddr, path::PathBuf};

use serde::Serialize;
use slipway_model::{Problem, ProblemKind, Sentence};
use slipway_practice::{Options, Practice, PracticeError, WorldAt};

/// How to serve.
#[derive(Clone, Debug)]
pub struct PracticeSettings {
    /// Folder of the world; `None` for one that is forgotten at the end.
    pub world: Option<PathBuf>,
    /// A loopback address; port 0 takes a free one.
    pub listen: SocketAddr,
    /// One more place for the CA certificate (PEM).
    pub ca_out: Option<PathBuf>,
    /// Builds whose apps the stores are to have, live one version lower.
    pub adopt: Vec<PathBuf>,
    /// How much faster than the real ones reviews and processing are.
    pub review_pace: f64,
}

/// All stores, served by this process.
pub struct PracticeServer(Practice);

impl PracticeServer {
    /// Opens or makes the world and serves it.
    ///
    /// # Errors
    /// A sentence for a folder in use, an address that is taken or not this machine's own, and a build that cannot be adopted.
    pub async fn start(settings: PracticeSettings) -> Result<Self, Problem> {
        let options = Options {
            world: settings.world.map_or(WorldAt::Memory, WorldAt::Dir),
            listen: settings.listen,
            ca_out: settings.ca_out,
            adopt: settings.adopt,
            review_pace: settings.review_pace,
            ..Options::default()
        };
        Practice::start(options).await.map(Self).map_err(|error| problem(&error))
    }

    /// Where it is and with which keys: the one line that other programs read.
    pub fn invitation(&self) -> impl Serialize + '_ {
        self.0.invitation()
    }

    /// Closes every connection; the world can be opened again afterwards.
    pub async fn stop(self) {
        self.0.stop().await;
    }
}

fn problem(error: &PracticeError) -> Problem {
    let sentence = match error {
        PracticeError::NotLoopback(address) => Sentence::new("practice.not-loopback").with("address", address),
        PracticeError::Listen { address, .. } => Sentence::new("practice.address-taken").with("address", address),
        PracticeError::AlreadyServed { address } => Sentence::new("practice.already-served").with("file", address.display()),
        PracticeError::NoAnswer { folder } => Sentence::new("practice.no-answer").with("folder", folder.display()),
        PracticeError::File { path, .. } => Sentence::new("practice.file").with("file", path.display()),
        PracticeError::Newer { .. } => Sentence::new("practice.newer"),
        PracticeError::Build { path, .. } => Sentence::new("practice.build").with("file", path.display()),
        PracticeError::AlreadyThere { package } | PracticeError::NothingBelow { package } => {
            Sentence::new("practice.not-adopted").with("package", package)
        }
        _ => Sentence::new("practice.broken"),
    };
    Problem::new(ProblemKind::BadInput, sentence).because(error)
}
