//! Where a world lies on disk: folder, database, lock, and the invitation beside it. Only the owner of the folder may read them.

use std::{
    fs::{self, DirBuilder, File, OpenOptions, TryLockError},
    io::{self, Write as _},
    path::{Path, PathBuf},
};

use rusqlite::Connection;
use tempfile::TempDir;

use crate::error::{PracticeError, WorldError};

pub(super) struct Opened {
    pub(super) connection: Connection,
    pub(super) folder: Option<PathBuf>,
    pub(super) blobs: PathBuf,
    pub(super) scratch: Option<TempDir>,
    pub(super) lock: Option<File>,
}

/// The file that tells other processes where the world is served.
pub(crate) fn invitation_file(folder: &Path) -> PathBuf {
    folder.join("practice.json")
}

pub(super) fn in_memory() -> Result<Opened, PracticeError> {
    let scratch = TempDir::with_prefix("slipway-practice-").map_err(WorldError::File)?;
    Ok(Opened {
        connection: Connection::open_in_memory().map_err(WorldError::Database)?,
        folder: None,
        blobs: scratch.path().to_owned(),
        scratch: Some(scratch),
        lock: None,
    })
}

pub(super) fn in_folder(folder: &Path) -> Result<Opened, PracticeError> {
    let blobs = folder.join("uploads");
    make_private_folder(&blobs).map_err(|source| PracticeError::File {
        path: folder.to_owned(),
        source,
    })?;
    let lock = take_lock(folder)?;
    // Bodies of a process that was killed; no document points to a body that has not been read to its end.
    remove_files(&blobs).map_err(WorldError::File)?;
    let database = folder.join("practice.sqlite");
    private_file(&database).map_err(|source| PracticeError::File {
        path: database.clone(),
        source,
    })?;
    Ok(Opened {
        connection: Connection::open(&database).map_err(WorldError::Database)?,
        folder: Some(folder.to_owned()),
        blobs,
        scratch: None,
        lock: Some(lock),
    })
}

/// Writes a file that only its owner may read, all of it or nothing.
pub(crate) fn write_private(path: &Path, bytes: &[u8]) -> io::Result<()> {
    let folder = path
        .parent()
        .filter(|folder| !folder.as_os_str().is_empty());
    let mut file = tempfile::NamedTempFile::new_in(folder.unwrap_or(Path::new(".")))?;
    file.write_all(bytes)?;
    file.persist(path)?;
    Ok(())
}

fn take_lock(folder: &Path) -> Result<File, PracticeError> {
    let path = folder.join("practice.lock");
    let unusable = |source| PracticeError::File {
        path: path.clone(),
        source,
    };
    let file = private_file(&path).map_err(unusable)?;
    match file.try_lock() {
        Ok(()) => {}
        Err(TryLockError::WouldBlock) => {
            return Err(PracticeError::AlreadyServed {
                address: invitation_file(folder),
            });
        }
        Err(TryLockError::Error(source)) => return Err(unusable(source)),
    }
    // What lies here was written by a process that has ended.
    match fs::remove_file(invitation_file(folder)) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => Err(unusable(error)),
        _ => Ok(file),
    }
}

fn make_private_folder(folder: &Path) -> io::Result<()> {
    let mut builder = DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(folder)
}

/// Opens a file for writing and makes it when it is not there, readable by its owner alone.
fn private_file(path: &Path) -> io::Result<File> {
    let mut options = OpenOptions::new();
    options.read(true).write(true).create(true).truncate(false);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(path)
}

fn remove_files(folder: &Path) -> io::Result<()> {
    for item in fs::read_dir(folder)? {
        fs::remove_file(item?.path())?;
    }
    Ok(())
}
