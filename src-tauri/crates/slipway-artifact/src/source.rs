//! The opened file, read by offset. Nothing here keeps more of it than was asked for.

use std::{fs::File, io};

use rawzip::{FileReader, ReaderAt as _};

pub(crate) struct Source {
    file: FileReader,
    size: u64,
}

impl Source {
    /// `size` is the length that the file had when it was opened; bytes beyond it are not read.
    pub(crate) fn new(file: File, size: u64) -> Self {
        Self {
            file: FileReader::from(file),
            size,
        }
    }

    /// Bytes.
    pub(crate) fn size(&self) -> u64 {
        self.size
    }

    /// Fills the buffer from `at`. Fails with [`io::ErrorKind::UnexpectedEof`] where the file does not reach that far.
    pub(crate) fn fill(&self, mut at: u64, mut buffer: &mut [u8]) -> io::Result<()> {
        while !buffer.is_empty() {
            match self.file.read_at(buffer, at) {
                Ok(0) => return Err(io::ErrorKind::UnexpectedEof.into()),
                Ok(count) => {
                    at += count as u64;
                    buffer = buffer.get_mut(count..).unwrap_or_default();
                }
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                Err(error) => return Err(error),
            }
        }
        Ok(())
    }

    /// A copy of `len` bytes at `at`; the range is held against the file's size before anything is allocated.
    pub(crate) fn bytes(&self, at: u64, len: usize) -> io::Result<Vec<u8>> {
        let end = at.checked_add(len as u64);
        if end.is_none_or(|end| end > self.size) {
            return Err(io::ErrorKind::UnexpectedEof.into());
        }
        let mut bytes = vec![0; len];
        self.fill(at, &mut bytes)?;
        Ok(bytes)
    }
}
