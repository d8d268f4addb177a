//! xar, the archive that an installer package is: a head of 28 bytes, a table of contents in packed XML, and a heap of files [store
//! reference 13.2]. Only the files that describe the package are read, which are at the top or one folder below.

use std::io::{self, Read as _};

use flate2::read::ZlibDecoder;
use sha2::Digest as _;
use thiserror::Error;

use crate::{
    budget::{Budget, Halt},
    markup::{Markup, MarkupError, Tag},
    source::Source,
    zip::shown,
};

const MAGIC: &[u8] = b"xar!";
const HEAD_LEN: usize = 28;
/// Tables of real packages have some kilobytes.
const TABLE_PACKED_MAX: u64 = 4 * 1024 * 1024;
const TABLE_MAX: u64 = 16 * 1024 * 1024;

#[derive(Debug, Error)]
pub(crate) enum XarError {
    #[error("its end is missing")]
    Truncated,
    #[error("{0}")]
    Broken(&'static str),
    #[error("its table of contents is unreadable: {0}")]
    Table(MarkupError),
    #[error("{entry} unpacks to more than {cap} bytes")]
    Bomb { entry: String, cap: u64 },
    #[error("{0} is packed in a way that is not read")]
    Packing(String),
    #[error(transparent)]
    Io(#[from] io::Error),
    #[error(transparent)]
    Halt(#[from] Halt),
}

/// Whether the file begins as a xar does.
pub(crate) fn is_xar(source: &Source) -> io::Result<bool> {
    let len = source.size().min(MAGIC.len() as u64) as usize;
    Ok(source.bytes(0, len)? == MAGIC)
}

pub(crate) struct Xar<'a> {
    source: &'a Source,
    heap_at: u64,
    table: Markup,
}

impl<'a> Xar<'a> {
    pub(crate) fn open(source: &'a Source, budget: &Budget<'_>) -> Result<Self, XarError> {
        if source.size() < HEAD_LEN as u64 {
            return Err(XarError::Truncated);
        }
        let head = source.bytes(0, HEAD_LEN)?;
        let field = |at: usize, len: usize| {
            let bytes = head.get(at..at + len).unwrap_or_default();
            bytes
                .iter()
                .fold(0_u64, |all, &byte| all << 8 | u64::from(byte))
        };
        let (head_len, packed_len, table_len) = (field(4, 2), field(8, 8), field(16, 8));
        if head_len < HEAD_LEN as u64 {
            return Err(XarError::Broken("its head is too short"));
        }
        let bomb = || XarError::Bomb {
            entry: "toc".to_owned(),
            cap: TABLE_MAX,
        };
        if packed_len > TABLE_PACKED_MAX || table_len > TABLE_MAX {
            return Err(bomb());
        }
        let heap_at = head_len + packed_len;
        if heap_at > source.size() {
            return Err(XarError::Truncated);
        }
        let packed = source.bytes(head_len, packed_len as usize)?;
        let table = unpack(&packed, table_len)
            .ok_or(XarError::Broken("its table of contents cannot be unpacked"))?;
        let table = Markup::parse(&table, budget).map_err(|error| match error {
            MarkupError::Halt(halt) => XarError::Halt(halt),
            other => XarError::Table(other),
        })?;
        let xar = Self {
            source,
            heap_at,
            table,
        };
        xar.table_is_whole(&packed)?;
        Ok(xar)
    }

    fn toc(&self) -> Option<Tag<'_>> {
        self.table.root()?.child("toc")
    }

    /// Whether somebody put a signature into the table; what it is worth is Apple's to say.
    pub(crate) fn is_signed(&self) -> bool {
        let signature = |tag: Tag<'_>| matches!(tag.name(), "signature" | "x-signature");
        self.toc().is_some_and(|toc| toc.children().any(signature))
    }

    /// The files of that name at the top, or in a folder at the top; in the table's order.
    pub(crate) fn files(&self, wanted: &str, below: bool) -> Vec<File<'_>> {
        let is_file = |tag: &Tag<'_>| tag.name() == "file";
        let top = self.toc().into_iter().flat_map(Tag::children);
        top.filter(is_file)
            .flat_map(|tag| {
                let inside = below.then(|| tag.children().filter(is_file));
                let itself = (!below).then_some(tag);
                inside.into_iter().flatten().chain(itself)
            })
            .filter(|tag| tag.child("name").is_some_and(|name| name.text() == wanted))
            .map(File)
            .collect()
    }

    /// A file's bytes, at most so many.
    pub(crate) fn read(&self, file: File<'_>, cap: u64) -> Result<Vec<u8>, XarError> {
        let unclear = || XarError::Broken("its table of contents does not say where a file is");
        let data = file.0.child("data").ok_or_else(unclear)?;
        let number = |name: &str| data.child(name)?.text().parse::<u64>().ok();
        let at = number("offset").ok_or_else(unclear)?;
        let len = number("length").ok_or_else(unclear)?;
        let size = number("size").ok_or_else(unclear)?;
        if size > cap || len > cap {
            return Err(XarError::Bomb {
                entry: file.name(),
                cap,
            });
        }
        let packed = self.heap(at, len)?;
        let style = data
            .child("encoding")
            .and_then(|tag| tag.attribute("style"));
        match style {
            None | Some("application/octet-stream") if size == len => Ok(packed),
            None | Some("application/octet-stream") => {
                Err(XarError::Broken("a stored file has two sizes"))
            }
            // A stream of zlib, whatever its name says [store reference 13.2].
            Some("application/x-gzip") => {
                unpack(&packed, size).ok_or(XarError::Broken("a file cannot be unpacked"))
            }
            Some(_) => Err(XarError::Packing(file.name())),
        }
    }

    fn heap(&self, at: u64, len: u64) -> Result<Vec<u8>, XarError> {
        let from = self.heap_at.checked_add(at);
        let end = from.and_then(|from| from.checked_add(len));
        match (from, end) {
            (Some(from), Some(end)) if end <= self.source.size() => {
                Ok(self.source.bytes(from, len as usize)?)
            }
            _ => Err(XarError::Truncated),
        }
    }

    /// The table as it stands must have the checksum that is kept with it, where it is one that is known here.
    fn table_is_whole(&self, packed: &[u8]) -> Result<(), XarError> {
        let Some(checksum) = self.toc().and_then(|toc| toc.child("checksum")) else {
            return Ok(());
        };
        let digest = match checksum.attribute("style") {
            Some("sha1") => sha1::Sha1::digest(packed).to_vec(),
            Some("sha256") => sha2::Sha256::digest(packed).to_vec(),
            _ => return Ok(()),
        };
        let at = checksum
            .child("offset")
            .and_then(|tag| tag.text().parse().ok());
        let at = at.ok_or(XarError::Broken("its checksum is not where it says"))?;
        if self.heap(at, digest.len() as u64)? != digest {
            return Err(XarError::Broken("its table of contents was changed"));
        }
        Ok(())
    }
}

/// A file in the table.
#[derive(Clone, Copy)]
pub(crate) struct File<'a>(Tag<'a>);

impl File<'_> {
    fn name(self) -> String {
        let name = self.0.child("name").map(Tag::text).unwrap_or_default();
        shown(name.as_bytes())
    }
}

/// Exactly so many bytes out of a zlib stream.
fn unpack(packed: &[u8], size: u64) -> Option<Vec<u8>> {
    let mut bytes = Vec::new();
    ZlibDecoder::new(packed)
        .take(size + 1)
        .read_to_end(&mut bytes)
        .ok()?;
    (bytes.len() as u64 == size).then_some(bytes)
}
