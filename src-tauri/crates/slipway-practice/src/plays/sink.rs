//! A request body on its way to disk: counted and hashed as it passes, never held in memory.
//! Not for bodies that are read as text or JSON; those are small and capped where they are read.

use std::{
    io,
    path::{Path, PathBuf},
};

use md5::Md5;
use sha2::{Digest as _, Sha256};
use tokio::{
    fs::File,
    io::{AsyncWriteExt as _, BufWriter},
};

/// Bytes collected before the disk is asked.
const BUFFER: usize = 1 << 20;

/// The digest that a store's protocol compares.
pub(super) enum Digester {
    Md5(Md5),
    Sha256(Sha256),
}

impl Digester {
    pub(super) fn md5() -> Self {
        Self::Md5(Md5::default())
    }

    pub(super) fn sha256() -> Self {
        Self::Sha256(Sha256::default())
    }

    pub(super) fn update(&mut self, bytes: &[u8]) {
        match self {
            Self::Md5(md5) => md5.update(bytes),
            Self::Sha256(sha256) => sha256.update(bytes),
        }
    }

    /// Lower-case hex.
    pub(super) fn finish(self) -> String {
        match self {
            Self::Md5(md5) => hex::encode(md5.finalize()),
            Self::Sha256(sha256) => hex::encode(sha256.finalize()),
        }
    }
}

/// A file being received.
pub(super) struct Sink {
    file: BufWriter<File>,
    scrap: Scrap,
    digester: Digester,
    bytes: u64,
}

/// A file that arrived whole. It is removed with this value: a store reads what it wants to know and keeps no bytes.
#[derive(Debug)]
pub(super) struct Received {
    scrap: Scrap,
    pub(super) bytes: u64,
    /// Lower-case hex of the digest that the sink was opened with.
    pub(super) digest: String,
}

impl Sink {
    /// Opens `path` afresh.
    pub(super) async fn open(path: &Path, digester: Digester) -> io::Result<Self> {
        Ok(Self {
            file: BufWriter::with_capacity(BUFFER, File::create(path).await?),
            scrap: Scrap(path.to_owned()),
            digester,
            bytes: 0,
        })
    }

    /// Bytes so far.
    pub(super) fn bytes(&self) -> u64 {
        self.bytes
    }

    pub(super) async fn write(&mut self, chunk: &[u8]) -> io::Result<()> {
        self.bytes += chunk.len() as u64;
        self.digester.update(chunk);
        self.file.write_all(chunk).await
    }

    /// Flushes and closes.
    pub(super) async fn finish(mut self) -> io::Result<Received> {
        self.file.flush().await?;
        Ok(Received {
            scrap: self.scrap,
            bytes: self.bytes,
            digest: self.digester.finish(),
        })
    }
}

impl Received {
    pub(super) fn path(&self) -> &Path {
        &self.scrap.0
    }

    /// Lets the file stay where it is; whoever knows its path removes it. The folder goes with the world.
    pub(super) fn leave(mut self) {
        self.scrap.0 = PathBuf::new();
    }
}

/// A file that goes with its owner, so that half an upload never stays behind.
#[derive(Debug)]
struct Scrap(PathBuf);

impl Drop for Scrap {
    fn drop(&mut self) {
        if self.0.as_os_str().is_empty() {
            return;
        }
        let _ = std::fs::remove_file(&self.0);
    }
}
