//! What can go wrong with practice itself. A store's refusals are not errors here: they are answers that a play gives.

use std::{io, net::SocketAddr, path::PathBuf};

use axum::response::{IntoResponse, Response};
use http::StatusCode;

/// Why a world could not be opened, served, joined or changed.
#[derive(Debug, thiserror::Error)]
pub enum PracticeError {
    #[error("practice is offered on this computer only; {0} is not a loopback address")]
    NotLoopback(SocketAddr),
    #[error("cannot listen on {address}")]
    Listen {
        address: SocketAddr,
        source: io::Error,
    },
    /// Another process serves this world; its invitation is in that file.
    #[error("this practice world is already served; its address is in {}", address.display())]
    AlreadyServed { address: PathBuf },
    /// The world is locked by a process that does not answer.
    #[error("the practice world in {} is in use by a process that does not answer", folder.display())]
    NoAnswer { folder: PathBuf },
    #[error("cannot use {}", path.display())]
    File { path: PathBuf, source: io::Error },
    #[error(
        "the practice world was written by a newer version (schema {found}, this version knows {known})"
    )]
    Newer { found: i64, known: i64 },
    #[error("cannot make certificates for practice")]
    Certificates(#[source] Box<dyn std::error::Error + Send + Sync>),
    #[error("cannot read the build {}", path.display())]
    Build {
        path: PathBuf,
        source: Box<dyn std::error::Error + Send + Sync>,
    },
    /// A store knows the package already. A second adoption would hide a wrong build.
    #[error("practice already has an app with the package {package}")]
    AlreadyThere { package: String },
    /// Version code 0 has no version below it that could be live.
    #[error("the build of {package} has version code 0; nothing lower can be live")]
    NothingBelow { package: String },
    #[error("practice plays no store named {0}")]
    NoSuchStore(String),
    #[error("that knob can do nothing: {0}")]
    BadKnob(String),
    #[error("a clock does not run backwards or stand still: {0}")]
    BadRate(f64),
    #[error("a clock cannot be moved that far")]
    OutOfTime,
    #[error(transparent)]
    World(#[from] WorldError),
}

/// Reading or writing the world's database failed. As an answer it is HTTP 500 in practice's own words, unlike any store's.
#[derive(Debug, thiserror::Error)]
pub enum WorldError {
    #[error("the practice world's database failed")]
    Database(#[from] rusqlite::Error),
    #[error("a record of the practice world cannot be read or written as JSON")]
    Json(#[from] serde_json::Error),
    #[error("a file of the practice world cannot be used")]
    File(#[from] io::Error),
    /// A play met something in its own records that it never writes.
    #[error("the practice world contradicts itself: {0}")]
    Broken(String),
}

impl IntoResponse for WorldError {
    fn into_response(self) -> Response {
        tracing::error!(error = ?self, "practice failed");
        let words = format!("practice itself failed: {self}\n");
        (StatusCode::INTERNAL_SERVER_ERROR, words).into_response()
    }
}
