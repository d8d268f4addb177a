//! The content digest of the fs-verity algorithms [AOSP]: a tree of SHA-256 over pages of 4096 bytes, each hash salted with eight zero
//! bytes; the digest is the root followed by the length of what it is over. The three parts are one stream here. One open page per
//! level is kept, so memory does not grow with the file.

use sha2::{Digest as _, Sha256};

use crate::digest::{Layout, Sink, layout::within};

const PAGE: usize = 4096;
const SALT: [u8; 8] = [0; 8];

pub(super) struct Verity {
    layout: Layout,
    /// The page that is being filled on each level; level 0 is the content.
    levels: Vec<Vec<u8>>,
}

impl Verity {
    pub(super) fn new(layout: Layout) -> Self {
        Self {
            layout,
            levels: vec![Vec::with_capacity(PAGE)],
        }
    }

    fn add(&mut self, level: usize, mut bytes: &[u8]) {
        while !bytes.is_empty() {
            if self.levels.len() == level {
                self.levels.push(Vec::with_capacity(PAGE));
            }
            let Some(page) = self.levels.get_mut(level) else {
                return;
            };
            let (now, later) = bytes.split_at(bytes.len().min(PAGE - page.len()));
            page.extend_from_slice(now);
            bytes = later;
            if page.len() == PAGE {
                let digest = hash(page);
                page.clear();
                self.add(level + 1, &digest);
            }
        }
    }
}

impl Sink for Verity {
    fn feed(&mut self, at: u64, bytes: &[u8]) {
        for part in [self.layout.body.clone(), self.layout.directory.clone()] {
            let (_, bytes) = within(&part, at, bytes);
            self.add(0, bytes);
        }
    }

    fn finish(mut self: Box<Self>) -> Vec<u8> {
        let len = self.layout.len();
        let footer = std::mem::take(&mut self.layout.footer);
        self.add(0, &footer);
        let mut level = 0;
        // The last page of each level is filled up with zeros. Digests begin on level 1; the level above it that holds a single one
        // holds the root.
        let root = loop {
            let Some(page) = self.levels.get_mut(level) else {
                break Vec::new();
            };
            let mut page = std::mem::take(page);
            let top = level + 1 == self.levels.len();
            if top && level > 1 && page.len() == 32 {
                break page;
            }
            if !page.is_empty() {
                page.resize(PAGE, 0);
                let digest = hash(&page);
                self.add(level + 1, &digest);
            }
            level += 1;
        };
        [root, len.to_le_bytes().to_vec()].concat()
    }
}

fn hash(page: &[u8]) -> [u8; 32] {
    let mut hash = Sha256::new();
    hash.update(SALT);
    hash.update(page);
    hash.finalize().into()
}
