//! Which bytes of the file a content digest is over: everything before the signing block, the central directory, and the end record
//! as if the signing block were not there [AOSP].

use std::ops::Range;

use crate::zip::Footer;

/// Offset of the directory's offset in the end record.
const DIRECTORY_OFFSET_AT: usize = 16;

#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Layout {
    /// Entries, up to the signing block.
    pub(super) body: Range<u64>,
    pub(super) directory: Range<u64>,
    /// The end record with the directory's offset replaced by the signing block's.
    pub(super) footer: Vec<u8>,
}

impl Layout {
    pub(crate) fn new(block_at: u64, footer: &Footer) -> Self {
        let mut record = footer.record.clone();
        // The offset fits: the directory stands behind the block, and its own offset has 32 bits.
        let offset = (block_at as u32).to_le_bytes();
        if let Some(field) = record.get_mut(DIRECTORY_OFFSET_AT..DIRECTORY_OFFSET_AT + 4) {
            field.copy_from_slice(&offset);
        }
        Self {
            body: 0..block_at,
            directory: footer.directory_at..footer.at,
            footer: record,
        }
    }

    /// Bytes that the digest is over.
    pub(super) fn len(&self) -> u64 {
        let length = |range: &Range<u64>| range.end - range.start;
        length(&self.body) + length(&self.directory) + self.footer.len() as u64
    }
}

/// The part of `bytes`, which stand at `at`, that lies in `range`; with its offset.
pub(super) fn within<'a>(range: &Range<u64>, at: u64, bytes: &'a [u8]) -> (u64, &'a [u8]) {
    let end = at + bytes.len() as u64;
    let from = range.start.clamp(at, end);
    let to = range.end.clamp(from, end);
    let part = bytes.get((from - at) as usize..(to - at) as usize);
    (from, part.unwrap_or_default())
}

#[cfg(test)]
mod tests {
    use super::within;

    #[test]
    fn cuts_a_block_to_a_range() {
        let bytes = [10, 11, 12, 13];
        assert_eq!(within(&(0..100), 10, &bytes), (10, &bytes[..]));
        assert_eq!(within(&(11..13), 10, &bytes), (11, &[11, 12][..]));
        assert_eq!(within(&(0..10), 10, &bytes), (10, &[][..]));
        assert_eq!(within(&(14..20), 10, &bytes).1, &[] as &[u8]);
        assert_eq!(within(&(12..12), 10, &bytes).1, &[] as &[u8]);
    }
}
