//! The content digest over chunks of 1 MiB [AOSP]: each of the three parts is cut into chunks by itself;
//! chunk digest = H(0xa5, length, chunk); result = H(0x5a, number of chunks, all chunk digests).

use std::ops::Range;

use sha2::{Digest, digest::Output};

use crate::digest::{Layout, Sink, layout::within};

const CHUNK: u64 = 1024 * 1024;

pub(super) struct Chunked<D: Digest> {
    layout: Layout,
    whole: D,
    chunk: Option<Open<D>>,
}

/// A chunk that is being filled.
struct Open<D> {
    hash: D,
    left: u64,
}

impl<D: Digest + Send> Chunked<D> {
    pub(super) fn new(layout: Layout) -> Self {
        let count = |range: &Range<u64>| (range.end - range.start).div_ceil(CHUNK);
        let footer = 0..layout.footer.len() as u64;
        let chunks = count(&layout.body) + count(&layout.directory) + count(&footer);
        let mut whole = D::new();
        whole.update([0x5a]);
        whole.update((chunks as u32).to_le_bytes());
        Self {
            layout,
            whole,
            chunk: None,
        }
    }

    /// Takes the bytes of one part that follow those before; `part` is the part's whole range.
    fn add(&mut self, part: &Range<u64>, mut at: u64, mut bytes: &[u8]) {
        while !bytes.is_empty() {
            let open = self.chunk.get_or_insert_with(|| {
                let len = CHUNK.min(part.end - at);
                let mut hash = D::new();
                hash.update([0xa5]);
                hash.update((len as u32).to_le_bytes());
                Open { hash, left: len }
            });
            let (now, later) = bytes.split_at(bytes.len().min(open.left as usize));
            open.hash.update(now);
            open.left -= now.len() as u64;
            at += now.len() as u64;
            bytes = later;
            if open.left == 0 {
                self.close();
            }
        }
    }

    fn close(&mut self) {
        if let Some(open) = self.chunk.take() {
            let digest: Output<D> = open.hash.finalize();
            self.whole.update(digest);
        }
    }
}

impl<D: Digest + Send> Sink for Chunked<D> {
    fn feed(&mut self, at: u64, bytes: &[u8]) {
        for part in [self.layout.body.clone(), self.layout.directory.clone()] {
            let (at, bytes) = within(&part, at, bytes);
            self.add(&part, at, bytes);
        }
    }

    fn finish(mut self: Box<Self>) -> Vec<u8> {
        let footer = std::mem::take(&mut self.layout.footer);
        self.add(&(0..footer.len() as u64), 0, &footer);
        self.whole.finalize().to_vec()
    }
}
