//! A xar whose every field can be wrong.

use std::io::Write as _;

use flate2::{Compression, write::ZlibEncoder};
use sha1::Digest as _;

pub(crate) fn zlib(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = ZlibEncoder::new(Vec::new(), Compression::best());
    encoder.write_all(bytes).unwrap();
    encoder.finish().unwrap()
}

#[derive(Clone, Default)]
pub(crate) struct Xar {
    /// Inside `<toc>`, behind the checksum.
    pub(crate) table: String,
    /// Behind the checksum of 20 bytes.
    pub(crate) heap: Vec<u8>,
    pub(crate) head_len: Option<u16>,
    pub(crate) packed_len: Option<u64>,
    pub(crate) table_len: Option<u64>,
    pub(crate) without_checksum: bool,
    pub(crate) wrong_checksum: bool,
}

const CHECKSUM_LEN: usize = 20;

impl Xar {
    pub(crate) fn new() -> Self {
        Self::default()
    }

    /// A packed file at the top.
    pub(crate) fn with(self, name: &str, data: &[u8]) -> Self {
        let (xar, file) = self.packed(name, data);
        xar.text(&file)
    }

    /// A stored file at the top.
    pub(crate) fn stored(mut self, name: &str, data: &[u8]) -> Self {
        let file = file(
            name,
            "application/octet-stream",
            self.next(),
            data.len(),
            data.len(),
        );
        self.heap.extend(data);
        self.text(&file)
    }

    /// A packed file in a folder at the top.
    pub(crate) fn below(self, folder: &str, name: &str, data: &[u8]) -> Self {
        let (xar, file) = self.packed(name, data);
        xar.text(&format!(
            "<file id=\"9\"><type>directory</type><name>{folder}</name>{file}</file>"
        ))
    }

    /// Puts that into the table as it is.
    pub(crate) fn text(mut self, text: &str) -> Self {
        self.table.push_str(text);
        self
    }

    pub(crate) fn signed(self) -> Self {
        self.text("<signature style=\"RSA\"><offset>0</offset><size>1</size></signature>")
    }

    fn packed(mut self, name: &str, data: &[u8]) -> (Self, String) {
        let packed = zlib(data);
        let file = file(
            name,
            "application/x-gzip",
            self.next(),
            packed.len(),
            data.len(),
        );
        self.heap.extend(packed);
        (self, file)
    }

    /// Where in the heap the next file comes.
    pub(crate) fn next(&self) -> usize {
        CHECKSUM_LEN + self.heap.len()
    }

    pub(crate) fn finish(&self) -> Vec<u8> {
        let checksum = if self.without_checksum {
            ""
        } else {
            "<checksum style=\"sha1\"><offset>0</offset><size>20</size></checksum>"
        };
        let table = format!(
            "<?xml version=\"1.0\" encoding=\"UTF-8\"?><xar><toc>{checksum}{}</toc></xar>",
            self.table
        );
        self.around(table.as_bytes())
    }

    /// The archive with those bytes for a table.
    pub(crate) fn around(&self, table: &[u8]) -> Vec<u8> {
        let packed = zlib(table);
        let mut digest = sha1::Sha1::digest(&packed).to_vec();
        if self.wrong_checksum {
            digest[0] ^= 1;
        }
        let mut bytes = b"xar!".to_vec();
        bytes.extend(self.head_len.unwrap_or(28).to_be_bytes());
        bytes.extend(1_u16.to_be_bytes());
        bytes.extend(self.packed_len.unwrap_or(packed.len() as u64).to_be_bytes());
        bytes.extend(self.table_len.unwrap_or(table.len() as u64).to_be_bytes());
        bytes.extend(1_u32.to_be_bytes());
        bytes.extend(packed);
        bytes.extend(digest);
        bytes.extend(&self.heap);
        bytes
    }
}

pub(crate) fn file(name: &str, style: &str, at: usize, len: usize, size: usize) -> String {
    format!(
        "<file id=\"1\"><data><length>{len}</length><encoding style=\"{style}\"/><offset>{at}</offset><size>{size}</size></data>
            <type>file</type><name>{name}</name></file>"
    )
}
