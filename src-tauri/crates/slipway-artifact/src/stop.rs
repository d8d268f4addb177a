//! Why the stages gave up, before the file's name is added: stages know bytes, not paths.

use std::io;

use thiserror::Error;

use crate::{
    Container, InspectError, budget::Halt, digest::PassError, xml::XmlError, zip::ZipError,
};

#[derive(Debug, Error)]
pub(crate) enum Stop {
    #[error(transparent)]
    Zip(#[from] ZipError),
    #[error(transparent)]
    Manifest(#[from] XmlError),
    #[error(transparent)]
    Pass(#[from] PassError),
    #[error("{0:?}, neither APK nor AAB")]
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
        }
    }
}

fn zip(error: ZipError, file: String) -> InspectError {
    match error {
        ZipError::NoFooter => InspectError::NotAnApk { file },
        ZipError::Truncated => InspectError::Truncated { file },
        ZipError::Broken(what) => InspectError::Broken { file, what },
        ZipError::Bomb { entry, cap } => InspectError::Bomb { file, entry, cap },
        ZipError::TooMuch(what) => InspectError::TooMuch { file, what },
        ZipError::Io(error) => io(error, file),
        ZipError::Halt(halt) => halted(halt, file),
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
