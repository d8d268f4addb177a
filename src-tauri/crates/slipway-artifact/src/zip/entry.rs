//! One entry's bytes. Sizes and method come from the central directory; what the local header says otherwise makes the entry *odd*
//! (a known trick against analysis) but does not stop the reading, as it does not stop Android.

use std::io::{self, Read};

use flate2::{Crc, read::DeflateDecoder};

use crate::{
    bytes::{u16_at, u32_at},
    source::Source,
    zip::{Entry, Zip, ZipError, locate::WRAP, shown},
};

const LOCAL: u32 = 0x0403_4b50;
const LOCAL_LEN: usize = 30;
/// Bit 0: encrypted. Nothing in an APK really is; Android ignores it [AOSP].
const ENCRYPTED: u16 = 1;
/// Bit 3: sizes follow the data instead of standing in the local header.
const SIZES_FOLLOW: u16 = 1 << 3;
/// Deflate cannot do better than about 1032 to 1, but honest files stay far below.
const RATIO_MAX: u64 = 1000;
const RATIO_FREE: u64 = 1024 * 1024;
const BLOCK: usize = 64 * 1024;
/// Places that a wrapped offset may mean: files of 64 GiB.
const WRAPS_MAX: usize = 16;

/// An unpacked entry.
#[derive(Debug)]
pub(crate) struct Content {
    pub(crate) bytes: Vec<u8>,
    /// Local header and directory disagree, or the bytes do not have the checksum they should have.
    pub(crate) odd: bool,
}

pub(crate) struct Local {
    pub(crate) data_at: u64,
    odd: bool,
}

/// Reads the local header and finds the data behind it.
pub(crate) fn local(zip: &Zip<'_>, entry: &Entry, name: &[u8]) -> Result<Local, ZipError> {
    let footer = zip.footer();
    let outside = || broken("an entry is outside of the file");
    let at = header_at(zip, entry, name).ok_or_else(outside)?;
    let header = zip.source().bytes(at, LOCAL_LEN).map_err(|_| outside())?;
    let field = |at| u16_at(&header, at).unwrap_or_default();
    if u32_at(&header, 0) != Some(LOCAL) {
        return Err(broken("an entry is not where it should be"));
    }
    let data_at = at + (LOCAL_LEN as u64) + u64::from(field(26)) + u64::from(field(28));
    let end = data_at.checked_add(entry.compressed);
    if end.is_none_or(|end| end > footer.directory_at) {
        return Err(broken("an entry reaches into the directory"));
    }
    let differs = |at, size| match u32_at(&header, at) {
        // In a ZIP64 the size may stand in an extra field of this header too; the directory's is taken.
        Some(u32::MAX) if footer.zip64 => false,
        local => local.map(u64::from) != Some(size),
    };
    let sizes_differ = field(6) & SIZES_FOLLOW == 0
        && (differs(18, entry.compressed) || differs(22, entry.uncompressed));
    let odd = sizes_differ
        || field(8) != entry.method
        || !matches!(entry.method, 0 | 8)
        || entry.flags & ENCRYPTED != 0;
    Ok(Local { data_at, odd })
}

pub(crate) fn read(
    zip: &Zip<'_>,
    name: &[u8],
    entry: &Entry,
    cap: u64,
) -> Result<Content, ZipError> {
    let bomb = || ZipError::Bomb {
        entry: shown(name),
        cap,
    };
    let size = entry.uncompressed;
    let packed = entry.compressed;
    if size > cap || (size > RATIO_FREE && size / RATIO_MAX > packed) {
        return Err(bomb());
    }
    let local = local(zip, entry, name)?;
    same_name(zip, entry, name)?;
    let bytes = if entry.is_stored() {
        if size != packed {
            return Err(broken("a stored entry has two sizes"));
        }
        stored(zip, local.data_at, packed)?
    } else {
        match inflate(zip, local.data_at, packed, size) {
            // An unknown method may stand over plain bytes; Android would have refused, others show the app.
            Err(ZipError::Broken(_)) if entry.method != 8 && size == packed => {
                stored(zip, local.data_at, packed)?
            }
            other => other?,
        }
    };
    let mut crc = Crc::new();
    crc.update(&bytes);
    Ok(Content {
        odd: local.odd || crc.sum() != entry.crc,
        bytes,
    })
}

fn header_at(zip: &Zip<'_>, entry: &Entry, name: &[u8]) -> Option<u64> {
    let footer = zip.footer();
    let first = entry.local_at.checked_add(footer.prepended)?;
    if !footer.wrapped {
        return Some(first);
    }
    // Of the places that the offset may mean, the one where this entry's header stands.
    let places = (0..=footer.directory_at / WRAP).map(|times| first + times * WRAP);
    places.take(WRAPS_MAX).find(|&at| {
        let header = zip.source().bytes(at, LOCAL_LEN + name.len());
        header.is_ok_and(|header| {
            u32_at(&header, 0) == Some(LOCAL) && header.get(LOCAL_LEN..) == Some(name)
        })
    })
}

/// Android refuses an entry whose local header bears another name [AOSP].
fn same_name(zip: &Zip<'_>, entry: &Entry, name: &[u8]) -> Result<(), ZipError> {
    let two_names = || broken("an entry has two names");
    let at = header_at(zip, entry, name).ok_or_else(two_names)?;
    let header = zip.source().bytes(at, LOCAL_LEN)?;
    let len = usize::from(u16_at(&header, 26).unwrap_or_default());
    if len != name.len() || zip.source().bytes(at + LOCAL_LEN as u64, len)? != name {
        return Err(two_names());
    }
    Ok(())
}

fn stored(zip: &Zip<'_>, at: u64, len: u64) -> Result<Vec<u8>, ZipError> {
    zip.budget().check()?;
    Ok(zip.source().bytes(at, len as usize)?)
}

fn inflate(zip: &Zip<'_>, at: u64, packed: u64, size: u64) -> Result<Vec<u8>, ZipError> {
    let packed = io::BufReader::with_capacity(BLOCK, Range::new(zip.source(), at, packed));
    let mut unpacked = DeflateDecoder::new(packed).take(size + 1);
    // The declared size is only believed as far as bytes arrive.
    let mut bytes = Vec::with_capacity(size.min(RATIO_FREE) as usize);
    loop {
        zip.budget().check()?;
        let got = (&mut unpacked)
            .take(1024 * 1024)
            .read_to_end(&mut bytes)
            .map_err(|error| match error.kind() {
                io::ErrorKind::InvalidInput
                | io::ErrorKind::InvalidData
                | io::ErrorKind::UnexpectedEof => broken("an entry cannot be unpacked"),
                _ => ZipError::Io(error),
            })?;
        if got == 0 {
            break;
        }
    }
    if bytes.len() as u64 != size {
        return Err(broken("an entry unpacks to another size"));
    }
    Ok(bytes)
}

/// A stretch of the file as a stream.
struct Range<'a> {
    source: &'a Source,
    at: u64,
    left: u64,
}

impl<'a> Range<'a> {
    fn new(source: &'a Source, at: u64, len: u64) -> Self {
        Self {
            source,
            at,
            left: len,
        }
    }
}

impl Read for Range<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let len = buffer
            .len()
            .min(usize::try_from(self.left).unwrap_or(usize::MAX));
        let Some(buffer) = buffer.get_mut(..len) else {
            return Ok(0);
        };
        self.source.fill(self.at, buffer)?;
        self.at += len as u64;
        self.left -= len as u64;
        Ok(len)
    }
}

fn broken(what: &str) -> ZipError {
    ZipError::Broken(what.to_owned())
}
