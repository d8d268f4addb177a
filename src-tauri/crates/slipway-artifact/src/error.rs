//! Why a file could not be read as a build, each reason with the sentence that a person sees. Facts that are merely worrying
//! (unsigned, debug certificate, split) are no errors: they stand in the [`crate::Build`].

use std::io;

use slipway_model::{Problem, ProblemKind, Sentence};
use thiserror::Error;

use crate::Container;

/// The end of an attempt to read a build. `file` is the file's name without its folders, cleaned for display.
#[derive(Debug, Error)]
#[non_exhaustive]
pub enum InspectError {
    #[error("{file}: there is no such file")]
    Missing { file: String },
    #[error("{file}: the link leads to {target}, where nothing is")]
    LinkToNowhere { file: String, target: String },
    #[error("{file}: a folder, not a file")]
    Folder { file: String },
    #[error("{file}: a pipe, socket or device, not a file")]
    NotAFile { file: String },
    #[error("{file}: may not be read")]
    Unreadable { file: String, source: io::Error },
    #[error("{file}: reading failed")]
    ReadFailed { file: String, source: io::Error },
    #[error("{file}: 0 bytes")]
    Empty { file: String },
    #[error("{file}: neither an Android package nor an app for Apple's systems")]
    NotABuild { file: String },
    #[error("{file}: the end is missing")]
    Truncated { file: String },
    #[error("{file}: {container:?}, which is no app that is read here")]
    OtherKind { file: String, container: Container },
    #[error("{file}: damaged: {what}")]
    Broken { file: String, what: String },
    #[error("{file}: uses ZIP64, which Android does not read")]
    Zip64 { file: String },
    #[error("{file}: {entry} is in the file twice")]
    Duplicate { file: String, entry: String },
    #[error("{file}: {entry} unpacks to more than {cap} bytes")]
    Bomb {
        file: String,
        entry: String,
        cap: u64,
    },
    #[error("{file}: {what}")]
    TooMuch { file: String, what: String },
    #[error("{file}: no AndroidManifest.xml")]
    NoManifest { file: String },
    #[error("{file}: a bundle without a base module")]
    NoBase { file: String },
    #[error("{file}: the manifest is source text, not the compiled form of a built app")]
    PlainManifest { file: String },
    #[error("{file}: the manifest is unreadable: {what}")]
    BadManifest { file: String, what: String },
    #[error("{file}: no Payload folder with an app and its Info.plist")]
    NoInfo { file: String },
    #[error("{file}: what it says about itself is unreadable: {what}")]
    BadInfo { file: String, what: String },
    #[error("{file}: built for the simulator")]
    Simulator { file: String },
    #[error("{file}: built for {system}")]
    OtherSystem { file: String, system: String },
    #[error("{file}: {entry} is packed in a way that is not read")]
    Packing { file: String, entry: String },
    #[error("{file}: an archive without Distribution or PackageInfo")]
    NoDescription { file: String },
    #[error("{file}: changed while it was read")]
    Changed { file: String },
    #[error("{file}: takes too long to read")]
    TooSlow { file: String },
    #[error("{file}: reading was stopped")]
    Cancelled { file: String },
    #[error("{file}: the reader itself failed")]
    Ours { file: String },
}

impl InspectError {
    /// What happened and what to do next, as every room shows it.
    pub fn problem(&self) -> Problem {
        let (kind, advice) = self.advice();
        Problem::new(kind, advice.with("file", self.file())).because(self)
    }

    fn advice(&self) -> (ProblemKind, Sentence) {
        use ProblemKind::{BadArtifact, BadInput};
        match self {
            Self::Missing { .. } => (BadInput, Sentence::new("artifact.missing")),
            Self::LinkToNowhere { target, .. } => (
                BadInput,
                Sentence::new("artifact.link-to-nowhere").with("target", target),
            ),
            Self::Folder { .. } => (BadInput, Sentence::new("artifact.folder")),
            Self::NotAFile { .. } => (BadInput, Sentence::new("artifact.not-a-file")),
            Self::Unreadable { .. } => (BadInput, Sentence::new("artifact.unreadable")),
            Self::ReadFailed { .. } => (BadInput, Sentence::new("artifact.read-failed")),
            Self::Empty { .. } => (BadArtifact, Sentence::new("artifact.empty")),
            Self::NotABuild { .. } => (BadArtifact, Sentence::new("artifact.not-a-build")),
            Self::Truncated { .. } => (BadArtifact, Sentence::new("artifact.truncated")),
            Self::OtherKind { container, .. } => (BadArtifact, container.advice()),
            Self::Broken { .. } => (BadArtifact, Sentence::new("artifact.broken")),
            Self::Zip64 { .. } => (BadArtifact, Sentence::new("artifact.zip64")),
            Self::Duplicate { entry, .. } => (
                BadArtifact,
                Sentence::new("artifact.duplicate-entry").with("entry", entry),
            ),
            Self::Bomb { entry, .. } => (
                BadArtifact,
                Sentence::new("artifact.bomb").with("entry", entry),
            ),
            Self::TooMuch { .. } => (BadArtifact, Sentence::new("artifact.too-much")),
            Self::NoManifest { .. } => (BadArtifact, Sentence::new("artifact.no-manifest")),
            Self::NoBase { .. } => (BadArtifact, Sentence::new("artifact.no-base")),
            Self::PlainManifest { .. } => (BadArtifact, Sentence::new("artifact.plain-manifest")),
            Self::BadManifest { .. } => (BadArtifact, Sentence::new("artifact.bad-manifest")),
            Self::NoInfo { .. } => (BadArtifact, Sentence::new("artifact.no-info-plist")),
            Self::BadInfo { .. } => (BadArtifact, Sentence::new("artifact.bad-description")),
            Self::Simulator { .. } => (BadArtifact, Sentence::new("artifact.simulator")),
            Self::OtherSystem { system, .. } => (
                BadArtifact,
                Sentence::new("artifact.other-system").with("system", system),
            ),
            Self::Packing { entry, .. } => (
                BadArtifact,
                Sentence::new("artifact.unknown-packing").with("entry", entry),
            ),
            Self::NoDescription { .. } => (BadArtifact, Sentence::new("artifact.no-description")),
            Self::Changed { .. } => (BadArtifact, Sentence::new("artifact.changed")),
            Self::TooSlow { .. } => (BadArtifact, Sentence::new("artifact.too-slow")),
            Self::Cancelled { .. } => (ProblemKind::Cancelled, Sentence::new("artifact.cancelled")),
            Self::Ours { .. } => (ProblemKind::Ours, Sentence::new("artifact.ours")),
        }
    }

    fn file(&self) -> &str {
        match self {
            Self::Missing { file }
            | Self::LinkToNowhere { file, .. }
            | Self::Folder { file }
            | Self::NotAFile { file }
            | Self::Unreadable { file, .. }
            | Self::ReadFailed { file, .. }
            | Self::Empty { file }
            | Self::NotABuild { file }
            | Self::Truncated { file }
            | Self::OtherKind { file, .. }
            | Self::Broken { file, .. }
            | Self::Zip64 { file }
            | Self::Duplicate { file, .. }
            | Self::Bomb { file, .. }
            | Self::TooMuch { file, .. }
            | Self::NoManifest { file }
            | Self::NoBase { file }
            | Self::PlainManifest { file }
            | Self::BadManifest { file, .. }
            | Self::NoInfo { file }
            | Self::BadInfo { file, .. }
            | Self::Simulator { file }
            | Self::OtherSystem { file, .. }
            | Self::Packing { file, .. }
            | Self::NoDescription { file }
            | Self::Changed { file }
            | Self::TooSlow { file }
            | Self::Cancelled { file }
            | Self::Ours { file } => file,
        }
    }
}
