//! Which file, in which state. Not a digest: it says cheaply whether a file that was read is still that file.

use std::{fs, io, path::Path, time::UNIX_EPOCH};

use serde::{Deserialize, Serialize};

/// Size, time of the last write and file number. Two equal identities of one path are taken for the same content.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct FileIdentity {
    /// Bytes.
    pub size: u64,
    /// Nanoseconds since 1970, UTC; negative before.
    pub mtime_ns: i64,
    /// The file system's number of the file; 0 where it has none.
    pub inode: u64,
}

impl FileIdentity {
    /// Asks the file system about what the path leads to, links followed.
    ///
    /// # Errors
    /// Whatever the file system answers: not there, not allowed, a link to nowhere.
    pub fn of(path: &Path) -> io::Result<Self> {
        fs::metadata(path).map(|metadata| Self::read(&metadata))
    }

    pub(crate) fn read(metadata: &fs::Metadata) -> Self {
        Self {
            size: metadata.len(),
            mtime_ns: metadata.modified().map_or(0, nanoseconds),
            inode: inode(metadata),
        }
    }
}

fn nanoseconds(time: std::time::SystemTime) -> i64 {
    let clamp = |duration: std::time::Duration| i64::try_from(duration.as_nanos());
    match time.duration_since(UNIX_EPOCH) {
        Ok(after) => clamp(after).unwrap_or(i64::MAX),
        Err(before) => clamp(before.duration()).map_or(i64::MIN, |value| -value),
    }
}

#[cfg(unix)]
fn inode(metadata: &fs::Metadata) -> u64 {
    std::os::unix::fs::MetadataExt::ino(metadata)
}

#[cfg(not(unix))]
fn inode(_: &fs::Metadata) -> u64 {
    0
}

#[cfg(test)]
mod tests {
    use super::FileIdentity;

    #[test]
    fn a_rewritten_or_replaced_file_is_another_one() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.apk");
        std::fs::write(&path, b"one").unwrap();
        let first = FileIdentity::of(&path).unwrap();
        assert_eq!(first, FileIdentity::of(&path).unwrap());
        std::fs::write(&path, b"longer").unwrap();
        assert_ne!(first, FileIdentity::of(&path).unwrap());
        let other = folder.path().join("b.apk");
        std::fs::write(&other, b"one").unwrap();
        std::fs::rename(&other, &path).unwrap();
        assert_ne!(first, FileIdentity::of(&path).unwrap());
    }

    #[test]
    fn survives_being_kept() {
        let identity = FileIdentity {
            size: 3,
            mtime_ns: -5,
            inode: 9,
        };
        let kept = serde_json::to_string(&identity).unwrap();
        assert_eq!(kept, r#"{"size":3,"mtime_ns":-5,"inode":9}"#);
        assert_eq!(
            serde_json::from_str::<FileIdentity>(&kept).unwrap(),
            identity
        );
    }
}
