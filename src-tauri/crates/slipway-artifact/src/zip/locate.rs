//! Where the ZIP's last record and its central directory are.

use crate::{
    bytes::{u16_at, u32_at, u64_at},
    source::Source,
    zip::ZipError,
};

const FOOTER: u32 = 0x0605_4b50;
const FOOTER_LEN: usize = 22;
const COMMENT_MAX: usize = 65_535;
const ENTRY: u32 = 0x0201_4b50;
const ZIP64_LOCATOR: u32 = 0x0706_4b50;
const ZIP64_LOCATOR_LEN: usize = 20;
const ZIP64_FOOTER: u32 = 0x0606_4b50;
const ZIP64_FOOTER_LEN: usize = 56;
/// What an offset of 32 bits cannot say.
pub(super) const WRAP: u64 = 1 << 32;

/// The end-of-central-directory record and what it says, checked against the file.
#[derive(Debug)]
pub(crate) struct Footer {
    /// Offset of the record.
    pub(crate) at: u64,
    /// The record itself, with its comment.
    pub(crate) record: Vec<u8>,
    pub(crate) directory_at: u64,
    pub(crate) directory_len: u64,
    pub(crate) entries: u64,
    /// Bytes that somebody put before the ZIP without telling it; every offset in the file is off by as many.
    pub(crate) prepended: u64,
    pub(crate) zip64: bool,
    /// The file is too big for offsets of 32 bits and has no others: each stands for a place modulo 4 GiB. Xcode writes such archives
    /// [store reference 13.1].
    pub(crate) wrapped: bool,
}

impl Footer {
    /// Android's rule: from the end backwards, the first record whose comment ends exactly at the end of the file [AOSP]. A comment
    /// may hold a false record; the rule passes over it.
    pub(crate) fn locate(source: &Source) -> Result<Self, ZipError> {
        let size = source.size();
        let len = size.min((FOOTER_LEN + COMMENT_MAX) as u64) as usize;
        let tail_at = size - len as u64;
        let tail = source.bytes(tail_at, len)?;
        let Some(found) = (0..=len.saturating_sub(FOOTER_LEN))
            .rev()
            .find(|&at| ends_here(&tail, at))
        else {
            let head = source.bytes(0, size.min(4) as usize)?;
            return Err(if head == b"PK\x03\x04" {
                ZipError::Truncated
            } else {
                ZipError::NoFooter
            });
        };
        let record = tail.get(found..).unwrap_or_default().to_vec();
        let at = tail_at + found as u64;
        let claim = zip64_claim(source, at)?;
        let zip64 = claim.is_some();
        let (entries, directory_len, directory_at) = claim
            .or_else(|| classic_claim(&record))
            .ok_or_else(|| broken("its last record is cut off"))?;
        let shift = shift(source, at, directory_at, directory_len)?;
        let wrapped = !zip64 && shift > 0 && shift % WRAP == 0;
        Ok(Self {
            at,
            record,
            directory_at: directory_at + shift,
            directory_len,
            entries,
            prepended: if wrapped { 0 } else { shift },
            zip64,
            wrapped,
        })
    }

    /// Offset of the first byte after the directory.
    pub(crate) fn directory_end(&self) -> u64 {
        self.directory_at + self.directory_len
    }
}

fn ends_here(tail: &[u8], at: usize) -> bool {
    u32_at(tail, at) == Some(FOOTER)
        && u16_at(tail, at + 20)
            .is_some_and(|comment| at + FOOTER_LEN + usize::from(comment) == tail.len())
}

/// Number of entries, length and offset of the directory.
type Claim = (u64, u64, u64);

fn classic_claim(record: &[u8]) -> Option<Claim> {
    Some((
        u16_at(record, 10)?.into(),
        u32_at(record, 12)?.into(),
        u32_at(record, 16)?.into(),
    ))
}

/// Big bundles are packed as ZIP64, and an iOS archive is named the better for it; Android's own reader does not know it [AOSP].
fn zip64_claim(source: &Source, footer_at: u64) -> Result<Option<Claim>, ZipError> {
    let Some(locator_at) = footer_at.checked_sub(ZIP64_LOCATOR_LEN as u64) else {
        return Ok(None);
    };
    let locator = source.bytes(locator_at, ZIP64_LOCATOR_LEN)?;
    if u32_at(&locator, 0) != Some(ZIP64_LOCATOR) {
        return Ok(None);
    }
    let at = u64_at(&locator, 8).unwrap_or(u64::MAX);
    let record = source
        .bytes(at, ZIP64_FOOTER_LEN)
        .map_err(|_| broken("its ZIP64 record is outside of the file"))?;
    if u32_at(&record, 0) != Some(ZIP64_FOOTER) {
        return Err(broken("its ZIP64 record is something else"));
    }
    let claim = || {
        Some((
            u64_at(&record, 32)?,
            u64_at(&record, 40)?,
            u64_at(&record, 48)?,
        ))
    };
    Ok(claim())
}

/// How far the directory is behind the place that was named, judged by where one really begins.
fn shift(source: &Source, footer_at: u64, at: u64, len: u64) -> Result<u64, ZipError> {
    let end = at
        .checked_add(len)
        .filter(|&end| end <= footer_at)
        .ok_or_else(|| broken("its directory reaches beyond its end"))?;
    let begins_at = |at: u64| -> Result<bool, ZipError> {
        let head = source.bytes(at, 4)?;
        Ok(u32_at(&head, 0) == Some(ENTRY))
    };
    if len < 4 || begins_at(at)? {
        return Ok(0);
    }
    if begins_at(footer_at - len)? {
        return Ok(footer_at - end);
    }
    Err(broken("its directory is not where it should be"))
}

fn broken(what: &str) -> ZipError {
    ZipError::Broken(what.to_owned())
}
