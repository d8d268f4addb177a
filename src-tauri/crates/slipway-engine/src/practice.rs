//! Practice as a program of its own, for the command line and for any other client: serve it, print the invitation, end it.

use std::{net::SocketAddr, path::PathBuf};

use slipway_model::{Problem, ProblemKind, Sentence};
use slipway_practice::{Options, Practice, PracticeError, WorldAt};

/// How to serve it.
#[derive(Clone, Debug)]
pub struct PracticeOptions {
    /// `None`: in memory, gone with the process.
    pub world: Option<PathBuf>,
    /// Where the proxy listens; a loopback address, port 0 for a free one.
    pub listen: SocketAddr,
    /// One more place for the certificate of its authority.
    pub ca_out: Option<PathBuf>,
    /// Builds whose apps every store is to know.
    pub adopt: Vec<PathBuf>,
    /// How much faster than in a real store reviews and processing are; `None`: practice's own measure.
    pub review_pace: Option<f64>,
}

/// A practice that this process serves. Ends when it is stopped or dropped.
pub struct ServedPractice {
    practice: Practice,
    line: String,
}

impl std::fmt::Debug for ServedPractice {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        out.debug_struct("ServedPractice").finish_non_exhaustive()
    }
}

/// # Errors
/// The world is served already, the address cannot be had, or a build cannot be adopted; the causes say which.
pub async fn serve_practice(options: PracticeOptions) -> Result<ServedPractice, Problem> {
    let fresh = Options::default();
    let practice = Practice::start(Options {
        world: options.world.map_or(WorldAt::Memory, WorldAt::Dir),
        listen: options.listen,
        ca_out: options.ca_out,
        adopt: options.adopt,
        review_pace: options.review_pace.unwrap_or(fresh.review_pace),
        ..fresh
    })
    .await
    .map_err(|error| not_served(&error))?;
    let line = serde_json::to_string(practice.invitation()).map_err(|error| {
        Problem::new(ProblemKind::Ours, Sentence::new("practice.broken")).because(&error)
    })?;
    Ok(ServedPractice { practice, line })
}

fn not_served(error: &PracticeError) -> Problem {
    let sentence = match error {
        PracticeError::NotLoopback(address) => {
            Sentence::new("practice.not-loopback").with("address", address)
        }
        PracticeError::Listen { address, .. } => {
            Sentence::new("practice.address-taken").with("address", address)
        }
        PracticeError::AlreadyServed { address } => {
            Sentence::new("practice.already-served").with("file", address.display())
        }
        PracticeError::NoAnswer { folder } => {
            Sentence::new("practice.no-answer").with("folder", folder.display())
        }
        PracticeError::File { path, .. } => {
            Sentence::new("practice.file").with("file", path.display())
        }
        PracticeError::Newer { .. } => Sentence::new("practice.newer"),
        PracticeError::Build { path, .. } => {
            Sentence::new("practice.build").with("file", path.display())
        }
        PracticeError::AlreadyThere { package } | PracticeError::NothingBelow { package } => {
            Sentence::new("practice.not-adopted").with("package", package)
        }
        _ => Sentence::new("practice.broken"),
    };
    Problem::new(ProblemKind::BadInput, sentence).because(error)
}

impl ServedPractice {
    /// The invitation, as one line of JSON.
    pub fn line(&self) -> &str {
        &self.line
    }

    /// Closes every connection and returns when nothing runs any more.
    pub async fn stop(self) {
        self.practice.stop().await;
    }
}
