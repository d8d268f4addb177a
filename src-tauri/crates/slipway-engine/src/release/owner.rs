//! Who runs a release: the process that holds the exclusive lock on `releases/<id>.lock`. The kernel frees it however the
//! process ends, so a lock that can be taken means that nobody runs that release.

use std::{
    fs::{self, File, OpenOptions, TryLockError},
    io,
    path::{Path, PathBuf},
    thread,
    time::Duration,
};

/// Held for as long as this process runs the release.
#[derive(Debug)]
pub(crate) struct Owner {
    _file: File,
}

impl Owner {
    /// Takes the release, or answers `None` when somebody (this process included) already has it.
    pub(crate) fn take(releases: &Path, id: &str) -> io::Result<Option<Self>> {
        fs::create_dir_all(releases)?;
        let file = open(releases, id)?;
        // Somebody's look at the lock holds it for a moment; only a lock that stays is an owner.
        for _ in 0..5 {
            match file.try_lock() {
                Ok(()) => return Ok(Some(Self { _file: file })),
                Err(TryLockError::WouldBlock) => thread::sleep(Duration::from_millis(10)),
                Err(TryLockError::Error(error)) => return Err(error),
            }
        }
        Ok(None)
    }
}

/// Whether any process runs this release at present.
pub(crate) fn is_owned(releases: &Path, id: &str) -> bool {
    let Ok(file) = File::open(path(releases, id)) else {
        return false;
    };
    matches!(file.try_lock_shared(), Err(TryLockError::WouldBlock))
}

fn open(releases: &Path, id: &str) -> io::Result<File> {
    OpenOptions::new()
        .read(true)
        .write(true)
        .create(true)
        .truncate(false)
        .open(path(releases, id))
}

fn path(releases: &Path, id: &str) -> PathBuf {
    releases.join(format!("{id}.lock"))
}

#[cfg(test)]
mod tests {
    use super::{Owner, is_owned};

    #[test]
    fn one_owner_at_a_time_and_none_after_the_last() {
        let folder = tempfile::tempdir().unwrap();
        assert!(!is_owned(folder.path(), "r1"));
        let owner = Owner::take(folder.path(), "r1").unwrap();
        assert!(owner.is_some());
        assert!(is_owned(folder.path(), "r1"));
        assert!(Owner::take(folder.path(), "r1").unwrap().is_none());
        assert!(Owner::take(folder.path(), "r2").unwrap().is_some());
        drop(owner);
        assert!(!is_owned(folder.path(), "r1"));
        assert!(Owner::take(folder.path(), "r1").unwrap().is_some());
    }
}
