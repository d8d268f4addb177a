//! The central directory, kept as its own bytes plus a small record per entry. Directories and the cap of 200 000 entries bound it.

use crate::{
    budget::Budget,
    bytes::{part, u16_at, u32_at, u64_at},
    source::Source,
    zip::{Footer, ZipError},
};

const RECORD: u32 = 0x0201_4b50;
const RECORD_LEN: usize = 46;
/// A field of 32 bits whose value stands in the ZIP64 extra field instead.
const ELSEWHERE: u64 = u32::MAX as u64;
const ZIP64_EXTRA: u16 = 1;
/// Largest directory that is read: 200 000 entries with long names stay below it.
const LEN_MAX: u64 = 64 * 1024 * 1024;
const ENTRIES_MAX: u64 = 200_000;
/// What a count of 16 bits cannot say.
const COUNT_WRAP: u64 = 1 << 16;

/// How many entries a directory has.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Count {
    /// As many as its record says; what follows is ignored, as Android ignores it [AOSP].
    Declared,
    /// As many as there are: the record's count may have wrapped.
    Whole,
}

/// What the central directory says about one entry.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Entry {
    name_at: u32,
    name_len: u16,
    pub(crate) flags: u16,
    pub(crate) method: u16,
    pub(crate) crc: u32,
    pub(crate) compressed: u64,
    pub(crate) uncompressed: u64,
    pub(crate) local_at: u64,
}

impl Entry {
    /// Method 0; everything else is deflate to Android [AOSP].
    pub(crate) fn is_stored(&self) -> bool {
        self.method == 0
    }
}

pub(crate) struct Directory {
    bytes: Vec<u8>,
    entries: Vec<Entry>,
    /// Indexes into `entries`, in the order of the names' bytes, then of the file.
    by_name: Vec<u32>,
}

impl Directory {
    pub(crate) fn read(
        source: &Source,
        footer: &Footer,
        budget: &Budget<'_>,
        count: Count,
    ) -> Result<Self, ZipError> {
        if footer.directory_len > LEN_MAX {
            return Err(ZipError::TooMuch(format!(
                "its directory has {} bytes",
                footer.directory_len
            )));
        }
        if footer.entries > ENTRIES_MAX {
            return Err(ZipError::TooMuch(format!(
                "it has {} entries",
                footer.entries
            )));
        }
        let bytes = source.bytes(footer.directory_at, footer.directory_len as usize)?;
        let mut entries =
            Vec::with_capacity((footer.entries as usize).min(bytes.len() / RECORD_LEN));
        let mut at = 0;
        for number in 0.. {
            let is_last = match count {
                Count::Declared => number == footer.entries,
                Count::Whole => u32_at(bytes.get(at..).unwrap_or_default(), 0) != Some(RECORD),
            };
            if is_last {
                break;
            }
            if number == ENTRIES_MAX {
                return Err(ZipError::TooMuch("it has too many entries".to_owned()));
            }
            if number % 1024 == 0 {
                budget.check()?;
            }
            let (entry, len) = entry(&bytes, at, footer.zip64).ok_or_else(|| {
                ZipError::Broken(format!(
                    "entry {} of {} of its directory is unreadable",
                    number + 1,
                    footer.entries
                ))
            })?;
            entries.push(entry);
            at += len;
        }
        // The count of 16 bits wraps, and must fit what is there all the same.
        if entries.len() as u64 % COUNT_WRAP != footer.entries % COUNT_WRAP {
            return Err(ZipError::Broken(
                "its directory has another number of entries than it says".to_owned(),
            ));
        }
        let mut by_name: Vec<u32> = (0..entries.len() as u32).collect();
        by_name.sort_by_key(|&index| {
            let entry = entries.get(index as usize);
            (entry.map(|entry| name(&bytes, entry)), index)
        });
        Ok(Self {
            bytes,
            entries,
            by_name,
        })
    }

    /// The name that the directory has for one of its entries.
    pub(crate) fn name(&self, entry: &Entry) -> &[u8] {
        name(&self.bytes, entry)
    }

    pub(crate) fn entries(&self) -> impl Iterator<Item = (&[u8], &Entry)> {
        self.entries
            .iter()
            .map(|entry| (name(&self.bytes, entry), entry))
    }

    /// The entry of that name; of several the first in the file.
    pub(crate) fn find(&self, wanted: &[u8]) -> Option<&Entry> {
        let at = self
            .by_name
            .partition_point(|&index| self.name_of(index) < wanted);
        let &index = self.by_name.get(at)?;
        (self.name_of(index) == wanted)
            .then(|| self.entries.get(index as usize))
            .flatten()
    }

    pub(crate) fn duplicates(&self) -> impl Iterator<Item = &[u8]> {
        self.by_name
            .chunk_by(|&a, &b| self.name_of(a) == self.name_of(b))
            .filter(|same| same.len() > 1)
            .filter_map(|same| same.first().map(|&index| self.name_of(index)))
    }

    fn name_of(&self, index: u32) -> &[u8] {
        self.entries
            .get(index as usize)
            .map_or(&[], |entry| name(&self.bytes, entry))
    }
}

fn name<'a>(bytes: &'a [u8], entry: &Entry) -> &'a [u8] {
    part(bytes, entry.name_at as usize, entry.name_len.into()).unwrap_or_default()
}

/// One record and its length. Extra fields are only looked at in a ZIP64: Android's own reader knows neither [AOSP], and must not be
/// shown another size than it sees.
fn entry(bytes: &[u8], at: usize, zip64: bool) -> Option<(Entry, usize)> {
    let record = bytes.get(at..)?;
    if u32_at(record, 0)? != RECORD {
        return None;
    }
    let name_len = u16_at(record, 28)?;
    let extra_len = usize::from(u16_at(record, 30)?);
    let extra_at = RECORD_LEN + usize::from(name_len);
    let len = extra_at + extra_len + usize::from(u16_at(record, 32)?);
    part(record, 0, len)?;
    let mut entry = Entry {
        name_at: u32::try_from(at + RECORD_LEN).ok()?,
        name_len,
        flags: u16_at(record, 8)?,
        method: u16_at(record, 10)?,
        crc: u32_at(record, 16)?,
        compressed: u32_at(record, 20)?.into(),
        uncompressed: u32_at(record, 24)?.into(),
        local_at: u32_at(record, 42)?.into(),
    };
    if zip64 {
        entry.widen(part(record, extra_at, extra_len)?);
    }
    Some((entry, len))
}

impl Entry {
    /// Takes what does not fit into 32 bits from the ZIP64 extra field: in this order, and only what is marked (APPNOTE 4.5.3).
    fn widen(&mut self, extra: &[u8]) {
        let Some(wide) = extra_field(extra, ZIP64_EXTRA) else {
            return;
        };
        let mut at = 0;
        for field in [
            &mut self.uncompressed,
            &mut self.compressed,
            &mut self.local_at,
        ] {
            if *field == ELSEWHERE
                && let Some(value) = u64_at(wide, at)
            {
                *field = value;
                at += 8;
            }
        }
    }
}

/// The body of the first extra field of that kind.
fn extra_field(mut extra: &[u8], kind: u16) -> Option<&[u8]> {
    loop {
        let body = part(extra, 4, u16_at(extra, 2)?.into())?;
        if u16_at(extra, 0)? == kind {
            return Some(body);
        }
        extra = extra.get(4 + body.len()..)?;
    }
}
