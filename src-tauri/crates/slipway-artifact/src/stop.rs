//! Why the stages gave up, before the file's name is added: stages know bytes, not paths.

use std::io;

use thiserror::Error;

use crate::{
    Container, InspectError, apple::XarError, budget::Halt, digest::PassError, markup::MarkupError,
    plist::PlistError, xml::XmlError, zip::ZipError,
};

#[derive(Debug, Error)]
pub(crate) enum Stop {
    #[error(transparent)]
    Zip(#[from] ZipError),
    #[error(transparent)]
    Manifest(#[from] XmlError),
    #[error(transparent)]
    Pass(#[from] PassError),
    #[error(transparent)]
    Info(#[from] PlistError),
    #[error(transparent)]
    Xar(#[from] XarError),
    #[error("its description is unreadable: {0}")]
    Description(MarkupError),
    #[error("{0:?}, which is no app that is read here")]
    Other(Container),
    #[error("ZIP64")]
    Zip64,
    #[error("{0} is there twice")]
    Duplicate(String),
    #[error("no manifest")]
    NoManifest,
    #[error("no base module")]
    NoBase,
    #[error("the manifest names no package")]
    NoPackage,
    #[error("no app with an Info.plist")]
    NoInfo,
    #[error("{0}")]
    Unsaid(&'static str),
    #[error("for the simulator")]
    Simulator,
    #[error("for {0}")]
    OtherSystem(String),
    #[error("{0} is packed in a way that is not read")]
    Packing(String),
    #[error("a xar without a description of what it installs")]
    NoDescription,
}

impl Stop {
    /// The error that leaves the crate, about that file.
    pub(crate) fn about(self, file: &str) -> InspectError {
        let file = file.to_owned();
        match self {
            Self::Zip(error) => zip(error, file),
            Self::Manifest(XmlError::Halt(halt)) => halted(halt, file),
            Self::Manifest(XmlError::PlainText) => InspectError::PlainManifest { file },
            Self::Manifest(error) => InspectError::BadManifest {
                file,
                what: error.to_string(),
            },
            Self::NoPackage => InspectError::BadManifest {
                what: self.to_string(),
                file,
            },
            Self::Pass(PassError::Io(error)) => io(error, file),
            Self::Pass(PassError::Halt(halt)) => halted(halt, file),
            Self::Pass(PassError::Lost) => InspectError::Ours { file },
            Self::Other(container) => InspectError::OtherKind { file, container },
            Self::Zip64 => InspectError::Zip64 { file },
            Self::Duplicate(entry) => InspectError::Duplicate { file, entry },
            Self::NoManifest => InspectError::NoManifest { file },
            Self::NoBase => InspectError::NoBase { file },
            Self::Info(PlistError::Halt(halt)) => halted(halt, file),
            Self::Info(error) => InspectError::BadInfo {
                file,
                what: error.to_string(),
            },
            Self::Unsaid(_) => InspectError::BadInfo {
                what: self.to_string(),
                file,
            },
            Self::NoInfo => InspectError::NoInfo { file },
            Self::Simulator => InspectError::Simulator { file },
            Self::OtherSystem(system) => InspectError::OtherSystem { file, system },
            Self::Packing(entry) => InspectError::Packing { file, entry },
            Self::NoDescription => InspectError::NoDescription { file },
            Self::Description(_) => InspectError::Broken {
                what: self.to_string(),
                file,
            },
            Self::Xar(error) => xar(error, file),
        }
    }
}

fn zip(error: ZipError, file: String) -> InspectError {
    match error {
        ZipError::NoFooter => InspectError::NotABuild { file },
        ZipError::Truncated => InspectError::Truncated { file },
        ZipError::Broken(what) => InspectError::Broken { file, what },
        ZipError::Bomb { entry, cap } => InspectError::Bomb { file, entry, cap },
        ZipError::TooMuch(what) => InspectError::TooMuch { file, what },
        ZipError::Io(error) => io(error, file),
        ZipError::Halt(halt) => halted(halt, file),
    }
}

fn xar(error: XarError, file: String) -> InspectError {
    match error {
        XarError::Truncated => InspectError::Truncated { file },
        XarError::Broken(_) | XarError::Table(_) => InspectError::Broken {
            what: error.to_string(),
            file,
        },
        XarError::Bomb { entry, cap } => InspectError::Bomb { file, entry, cap },
        XarError::Packing(entry) => InspectError::Packing { file, entry },
        XarError::Io(error) => io(error, file),
        XarError::Halt(halt) => halted(halt, file),
    }
}

fn halted(halt: Halt, file: String) -> InspectError {
    match halt {
        Halt::Cancelled => InspectError::Cancelled { file },
        Halt::TooSlow => InspectError::TooSlow { file },
    }
}

/// An end that comes too early means that the file became shorter; everything else is the disk's.
fn io(source: io::Error, file: String) -> InspectError {
    match source.kind() {
        io::ErrorKind::UnexpectedEof => InspectError::Truncated { file },
        io::ErrorKind::PermissionDenied => InspectError::Unreadable { file, source },
        _ => InspectError::ReadFailed { file, source },
    }
}
