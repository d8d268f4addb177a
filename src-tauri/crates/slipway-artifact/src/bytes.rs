//! Checked reads of little-endian bytes. Every layout of an Android package is read through these, so that no offset, length or
//! count from the file is ever trusted.

/// The `len` bytes at `at`, or `None` when they are not all there.
pub(crate) fn part(bytes: &[u8], at: usize, len: usize) -> Option<&[u8]> {
    bytes.get(at..at.checked_add(len)?)
}

pub(crate) fn u16_at(bytes: &[u8], at: usize) -> Option<u16> {
    part(bytes, at, 2)?.try_into().ok().map(u16::from_le_bytes)
}

pub(crate) fn u32_at(bytes: &[u8], at: usize) -> Option<u32> {
    part(bytes, at, 4)?.try_into().ok().map(u32::from_le_bytes)
}

pub(crate) fn u64_at(bytes: &[u8], at: usize) -> Option<u64> {
    part(bytes, at, 8)?.try_into().ok().map(u64::from_le_bytes)
}

/// A 32-bit size or offset as an index.
pub(crate) fn size_at(bytes: &[u8], at: usize) -> Option<usize> {
    u32_at(bytes, at)?.try_into().ok()
}

/// Reads one value after the other; used for the length-prefixed sequences of signatures.
#[derive(Clone, Copy)]
pub(crate) struct Cursor<'a>(&'a [u8]);

impl<'a> Cursor<'a> {
    pub(crate) fn new(bytes: &'a [u8]) -> Self {
        Self(bytes)
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    pub(crate) fn rest(&self) -> &'a [u8] {
        self.0
    }

    pub(crate) fn take(&mut self, len: usize) -> Option<&'a [u8]> {
        let (head, tail) = self.0.split_at_checked(len)?;
        self.0 = tail;
        Some(head)
    }

    pub(crate) fn u32(&mut self) -> Option<u32> {
        let value = u32_at(self.0, 0)?;
        self.take(4)?;
        Some(value)
    }

    /// The bytes behind a 32-bit length.
    pub(crate) fn prefixed(&mut self) -> Option<&'a [u8]> {
        let mut ahead = *self;
        let len = ahead.u32()?.try_into().ok()?;
        let body = ahead.take(len)?;
        *self = ahead;
        Some(body)
    }
}

#[cfg(test)]
mod tests {
    use super::{Cursor, part, u16_at, u32_at};

    #[test]
    fn reads_nothing_that_is_not_there() {
        assert_eq!(part(&[1, 2, 3], 1, 2), Some(&[2, 3][..]));
        assert_eq!(part(&[1, 2, 3], 2, 2), None);
        assert_eq!(part(&[1, 2, 3], usize::MAX, 2), None);
        assert_eq!(u16_at(&[1, 2, 3], 1), Some(0x0302));
        assert_eq!(u32_at(&[1, 2, 3], 0), None);
    }

    #[test]
    fn a_prefix_longer_than_the_rest_is_nothing_and_moves_nothing() {
        let mut cursor = Cursor::new(&[2, 0, 0, 0, 7, 8, 9, 0, 0, 0, 1]);
        assert_eq!(cursor.prefixed(), Some(&[7, 8][..]));
        assert_eq!(cursor.prefixed(), None);
        assert_eq!(cursor.rest().len(), 5);
    }
}
