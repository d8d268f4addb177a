//! From a path to an open, ordinary file that is not empty; each other thing that a path can lead to is told apart.

use std::{
    fs::{self, File},
    io,
    path::Path,
};

use slipway_model::text::clean_line;

use crate::{FileIdentity, InspectError};

/// The file and its identity at this moment. `name` is what errors call it.
pub(crate) fn open(path: &Path, name: &str) -> Result<(File, FileIdentity), InspectError> {
    let file = || name.to_owned();
    let cannot = |error| refusal(path, name, error);
    // Asked before opening: opening a pipe would wait for its other end.
    let metadata = fs::metadata(path).map_err(cannot)?;
    if metadata.is_dir() {
        return Err(InspectError::Folder { file: file() });
    }
    if !metadata.is_file() {
        return Err(InspectError::NotAFile { file: file() });
    }
    let opened = File::open(path).map_err(cannot)?;
    let identity = FileIdentity::read(&opened.metadata().map_err(cannot)?);
    if identity.size == 0 {
        return Err(InspectError::Empty { file: file() });
    }
    Ok((opened, identity))
}

fn refusal(path: &Path, name: &str, source: io::Error) -> InspectError {
    let file = name.to_owned();
    match source.kind() {
        io::ErrorKind::NotFound | io::ErrorKind::NotADirectory => match fs::read_link(path) {
            Ok(target) => InspectError::LinkToNowhere {
                file,
                target: clean_line(&target.to_string_lossy()),
            },
            Err(_) => InspectError::Missing { file },
        },
        io::ErrorKind::PermissionDenied => InspectError::Unreadable { file, source },
        _ => InspectError::ReadFailed { file, source },
    }
}
