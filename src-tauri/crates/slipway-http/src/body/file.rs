//! A file, or a slice of one, as a body: read in large pieces on a thread of its own, never held in memory as a whole, and
//! proven to be the same file from the first byte to the last.

use std::{
    fs::{File, Metadata},
    io::{self, Read as _, Seek as _, SeekFrom},
    path::{Path, PathBuf},
    sync::{Arc, OnceLock},
    time::SystemTime,
};

use bytes::Bytes;
use md5::{Digest as _, Md5};
use tokio::sync::mpsc;

/// Bytes per read.
const READ: u64 = 512 * 1024;

/// Pieces that are read ahead of the line.
const AHEAD: usize = 2;

/// A file that will be sent. Nothing is opened before the request is sent, and each attempt opens it anew.
#[derive(Clone, Debug)]
pub struct FileBody {
    path: PathBuf,
    size: u64,
    offset: u64,
    length: u64,
    sum: Option<Sum>,
}

/// The MD5 of the bytes that really went out, for a store that answers with its own.
#[derive(Clone, Debug, Default)]
pub struct Sum(Arc<OnceLock<[u8; 16]>>);

impl Sum {
    /// `None` until the last byte was read.
    pub fn md5(&self) -> Option<[u8; 16]> {
        self.0.get().copied()
    }
}

impl FileBody {
    /// The whole file. `size` is what was found when the file was checked: another size at sending time is
    /// [`crate::TroubleKind::FileChanged`] before any byte leaves, a change while it is read is found before the last one does.
    pub fn new(path: impl Into<PathBuf>, size: u64) -> Self {
        Self {
            path: path.into(),
            size,
            offset: 0,
            length: size,
            sum: None,
        }
    }

    /// Sums up what is read of it. For one sending: the next one gets a [`Sum`] of its own.
    #[must_use]
    pub fn summed(mut self, sum: &Sum) -> Self {
        self.sum = Some(sum.clone());
        self
    }

    /// Only these bytes of it. A slice that reaches over the end of the file is cut there.
    #[must_use]
    pub fn slice(mut self, offset: u64, length: u64) -> Self {
        self.offset = offset.min(self.size);
        self.length = length.min(self.size - self.offset);
        self
    }

    /// Bytes that will be sent.
    pub fn length(&self) -> u64 {
        self.length
    }

    /// Blocking: opens the file and holds it against what was expected.
    pub(crate) fn open(self) -> Result<OpenFile, FileChanged> {
        let changed = |why| FileChanged::new(&self.path, why);
        let mut file = File::open(&self.path).map_err(|error| changed(Why::Io(error)))?;
        let found = Mark::of(&file.metadata().map_err(|error| changed(Why::Io(error)))?);
        if !found.is_file {
            return Err(changed(Why::NotAFile));
        }
        if found.size != self.size {
            return Err(changed(Why::Size {
                expected: self.size,
                found: found.size,
            }));
        }
        file.seek(SeekFrom::Start(self.offset))
            .map_err(|error| changed(Why::Io(error)))?;
        Ok(OpenFile {
            path: self.path,
            file,
            mark: found,
            left: self.length,
            sum: self.sum.map(|sum| (Md5::new(), sum)),
        })
    }
}

/// What an open file must keep while it is read. The handle holds the inode, so a file that replaces it cannot slip in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Mark {
    is_file: bool,
    size: u64,
    modified: Option<SystemTime>,
}

impl Mark {
    fn of(metadata: &Metadata) -> Self {
        Self {
            is_file: metadata.is_file(),
            size: metadata.len(),
            modified: metadata.modified().ok(),
        }
    }
}

/// A file that was found to be the expected one, placed at its first byte to send.
#[derive(Debug)]
pub(crate) struct OpenFile {
    path: PathBuf,
    file: File,
    mark: Mark,
    left: u64,
    sum: Option<(Md5, Sum)>,
}

pub(crate) type Pieces = mpsc::Receiver<Result<Bytes, FileChanged>>;

impl OpenFile {
    /// Starts reading on a blocking thread, which ends with the file, with an error, or when the receiver is dropped.
    pub(crate) fn read(mut self) -> Pieces {
        let (pieces, receiver) = mpsc::channel(AHEAD);
        tokio::task::spawn_blocking(move || {
            while self.left > 0 {
                let piece = self.next_piece();
                let failed = piece.is_err();
                if pieces.blocking_send(piece).is_err() || failed {
                    return;
                }
            }
        });
        receiver
    }

    /// The next bytes. The last ones are given out only if the file is still the one that was opened.
    fn next_piece(&mut self) -> Result<Bytes, FileChanged> {
        let wanted = self.left.min(READ);
        let mut piece = Vec::with_capacity(usize::try_from(wanted).unwrap_or_default());
        (&self.file)
            .take(wanted)
            .read_to_end(&mut piece)
            .map_err(|error| FileChanged::new(&self.path, Why::Io(error)))?;
        if piece.len() as u64 != wanted {
            return Err(FileChanged::new(&self.path, Why::WhileRead));
        }
        self.left -= wanted;
        if let Some((md5, _)) = &mut self.sum {
            md5.update(&piece);
        }
        if self.left == 0 {
            let now = self
                .file
                .metadata()
                .map(|metadata| Mark::of(&metadata))
                .map_err(|error| FileChanged::new(&self.path, Why::Io(error)))?;
            if now != self.mark {
                return Err(FileChanged::new(&self.path, Why::WhileRead));
            }
            if let Some((md5, sum)) = self.sum.take() {
                // A sum that is used twice keeps the first: the caller was told.
                let _ = sum.0.set(md5.finalize().into());
            }
        }
        Ok(Bytes::from(piece))
    }
}

/// The file is not, or no longer, the one that was checked.
#[derive(Debug, thiserror::Error)]
#[error("{} is not the file that was checked", path.display())]
pub(crate) struct FileChanged {
    path: PathBuf,
    #[source]
    why: Why,
}

impl FileChanged {
    fn new(path: &Path, why: Why) -> Self {
        Self {
            path: path.to_owned(),
            why,
        }
    }

    /// The thread that opens files ended before it could say anything.
    pub(crate) fn unread(stopped: tokio::task::JoinError) -> Self {
        Self::new(Path::new(""), Why::Io(io::Error::other(stopped)))
    }

    pub(crate) fn path(&self) -> &Path {
        &self.path
    }
}

#[derive(Debug, thiserror::Error)]
enum Why {
    #[error("it cannot be read")]
    Io(#[source] io::Error),
    #[error("it is not a file")]
    NotAFile,
    #[error("it had {expected} bytes and now has {found}")]
    Size { expected: u64, found: u64 },
    #[error("it changed while it was read")]
    WhileRead,
}

#[cfg(test)]
mod tests {
    use std::io::Write as _;

    use super::{FileBody, READ, Sum};

    fn file(length: usize) -> (tempfile::NamedTempFile, Vec<u8>) {
        let bytes: Vec<u8> = (0..length).map(|at| (at % 251) as u8).collect();
        let mut file = tempfile::NamedTempFile::new().unwrap();
        file.write_all(&bytes).unwrap();
        file.flush().unwrap();
        (file, bytes)
    }

    async fn read(body: FileBody) -> Result<Vec<u8>, String> {
        let mut pieces = body.open().map_err(|error| error.to_string())?.read();
        let mut all = Vec::new();
        while let Some(piece) = pieces.recv().await {
            all.extend_from_slice(&piece.map_err(|error| error.to_string())?);
        }
        Ok(all)
    }

    #[tokio::test]
    async fn the_sum_is_of_the_slice_and_there_when_all_of_it_was_read() {
        let (file, _) = file(0);
        std::fs::write(file.path(), b"--abcdefghijkl--").unwrap();
        let sum = Sum::default();
        let body = FileBody::new(file.path(), 16).slice(2, 12).summed(&sum);
        assert_eq!(sum.md5(), None);
        assert_eq!(read(body).await.unwrap(), b"abcdefghijkl");
        // MD5 of `abcdefghijkl`.
        let expected = 0x9fc9_d606_9120_30dc_a865_82ed_6259_5cf7_u128;
        assert_eq!(sum.md5(), Some(expected.to_be_bytes()));
    }

    #[tokio::test]
    async fn reads_the_whole_or_a_slice() {
        let length = 3 * READ as usize + 17;
        let (file, bytes) = file(length);
        let body = FileBody::new(file.path(), length as u64);
        assert_eq!(read(body.clone()).await.unwrap(), bytes);

        let slice = body.clone().slice(READ - 1, READ + 2);
        assert_eq!(slice.length(), READ + 2);
        assert_eq!(
            read(slice).await.unwrap(),
            bytes[READ as usize - 1..2 * READ as usize + 1]
        );
        assert_eq!(body.clone().slice(length as u64 - 3, 100).length(), 3);
        assert_eq!(body.slice(length as u64 + 3, 100).length(), 0);
    }

    #[tokio::test]
    async fn another_size_is_another_file() {
        let (file, bytes) = file(100);
        let error = read(FileBody::new(file.path(), bytes.len() as u64 + 1)).await;
        assert!(error.unwrap_err().contains("not the file that was checked"));
    }

    #[tokio::test]
    async fn a_folder_and_a_missing_path_are_refused() {
        let folder = tempfile::tempdir().unwrap();
        let size = folder.path().metadata().unwrap().len();
        assert!(FileBody::new(folder.path(), size).open().is_err());
        assert!(
            FileBody::new(folder.path().join("gone.apk"), 1)
                .open()
                .is_err()
        );
    }

    #[tokio::test]
    async fn a_change_while_reading_withholds_the_last_piece() {
        let length = 8 * READ as usize;
        let (mut file, _) = file(length);
        let mut pieces = FileBody::new(file.path(), length as u64)
            .open()
            .unwrap()
            .read();
        let first = pieces.recv().await.unwrap().unwrap();
        file.write_all(b"more").unwrap();
        file.flush().unwrap();
        let mut received = first.len();
        let ended = loop {
            match pieces.recv().await {
                Some(Ok(piece)) => received += piece.len(),
                Some(Err(error)) => break error,
                None => panic!("the change went unnoticed"),
            }
        };
        assert_eq!(ended.path(), file.path());
        assert!(received < length);
    }
}
