//! Digests of the file, all from one pass over it: MD5, SHA-1 and SHA-256 of the whole, which stores ask for, and the content digests
//! that signature schemes v2 and later promise. Knows bytes and offsets, not what they mean.

mod chunked;
mod layout;
mod pass;
mod verity;

pub(crate) use layout::Layout;
pub(crate) use pass::{PassError, Read, read_through};

/// How a content digest is made from the file [AOSP].
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Construction {
    /// SHA-256 over the digests of chunks of 1 MiB.
    Chunks256,
    /// Root of a SHA-256 tree over pages of 4 KiB.
    Verity,
    /// SHA-512 over the digests of chunks of 1 MiB.
    Chunks512,
}

impl Construction {
    /// Of several, a device holds the file against the strongest.
    pub(crate) fn strength(self) -> u8 {
        match self {
            Self::Chunks256 => 0,
            Self::Verity => 1,
            Self::Chunks512 => 2,
        }
    }
}

/// A content digest that a signer vouches for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Promise {
    pub(crate) construction: Construction,
    pub(crate) digest: Vec<u8>,
}

impl Promise {
    pub(crate) fn new(construction: Construction, digest: &[u8]) -> Self {
        Self {
            construction,
            digest: digest.to_vec(),
        }
    }
}

/// Something that is fed the file from its first byte to its last.
trait Sink: Send {
    /// The next bytes and their offset in the file.
    fn feed(&mut self, at: u64, bytes: &[u8]);

    fn finish(self: Box<Self>) -> Vec<u8>;
}
