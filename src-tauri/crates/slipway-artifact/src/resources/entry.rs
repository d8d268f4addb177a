//! One type chunk of a resource table: all values of one type (string, mipmap …) for one configuration.

use crate::{
    axml::{Chunk, Raw},
    bytes::{size_at, u16_at, u32_at},
    resources::Config,
};

const SPARSE: u8 = 1;
const SHORT_OFFSETS: u8 = 2;
const COMPLEX: u16 = 1;
const COMPACT: u16 = 8;
/// Where the configuration stands in the chunk.
const CONFIG_AT: usize = 20;

pub(super) struct TypeChunk<'a> {
    pub(super) number: u8,
    flags: u8,
    count: usize,
    table: &'a [u8],
    entries: &'a [u8],
    pub(super) config: Config,
}

impl<'a> TypeChunk<'a> {
    pub(super) fn parse(chunk: &Chunk<'a>) -> Option<Self> {
        let bytes = chunk.bytes;
        Some(Self {
            number: *bytes.get(8)?,
            flags: *bytes.get(9)?,
            count: size_at(bytes, 12)?,
            table: bytes.get(chunk.header..)?,
            entries: bytes.get(size_at(bytes, 16)?..)?,
            config: Config::parse(bytes.get(CONFIG_AT..)?),
        })
    }

    /// The simple value of one entry; `None` when this configuration has none or a complex one.
    pub(super) fn value(&self, number: u16) -> Option<Raw> {
        let entry = self.entries.get(self.offset(number)?..)?;
        let flags = u16_at(entry, 2)?;
        if flags & COMPACT != 0 {
            // Key, flags with the type in the high byte, data: no value structure of its own [AOSP].
            return Some(Raw {
                kind: (flags >> 8) as u8,
                data: u32_at(entry, 4)?,
            });
        }
        if flags & COMPLEX != 0 {
            return None;
        }
        let value = entry.get(usize::from(u16_at(entry, 0)?)..)?;
        Some(Raw {
            kind: *value.get(3)?,
            data: u32_at(value, 4)?,
        })
    }

    fn offset(&self, number: u16) -> Option<usize> {
        let index = usize::from(number);
        if self.flags & SPARSE != 0 {
            return self.sparse_offset(number);
        }
        if index >= self.count {
            return None;
        }
        if self.flags & SHORT_OFFSETS != 0 {
            let offset = u16_at(self.table, index * 2)?;
            return (offset != u16::MAX).then(|| usize::from(offset) * 4);
        }
        let offset = u32_at(self.table, index * 4)?;
        (offset != u32::MAX).then(|| usize::try_from(offset).ok())?
    }

    /// Pairs of entry number and offset / 4, in the order of the numbers.
    fn sparse_offset(&self, number: u16) -> Option<usize> {
        let table = self
            .table
            .get(..self.count.checked_mul(4)?)
            .unwrap_or(self.table);
        let pair = |at: usize| Some((u16_at(table, at * 4)?, u16_at(table, at * 4 + 2)?));
        let (mut low, mut high) = (0, table.len() / 4);
        while low < high {
            let middle = low + (high - low) / 2;
            match pair(middle)? {
                (found, offset) if found == number => return Some(usize::from(offset) * 4),
                (found, _) if found < number => low = middle + 1,
                _ => high = middle,
            }
        }
        None
    }
}

#[cfg(test)]
mod tests {
    use super::TypeChunk;
    use crate::axml::{Chunk, Raw};

    /// A type chunk with a configuration of 16 bytes, its offset table, then one entry per `entries`.
    fn value(flags: u8, count: u32, table: &[u8], entries: &[u8], number: u16) -> Option<Raw> {
        let header = 20 + 16;
        let mut bytes = vec![1, 2, header, 0, 0, 0, 0, 0, 1, flags, 0, 0];
        bytes.extend(count.to_le_bytes());
        bytes.extend((u32::from(header) + table.len() as u32).to_le_bytes());
        bytes.extend([16, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0]);
        bytes.extend(table);
        bytes.extend(entries);
        let chunk = Chunk {
            kind: 0x0201,
            header: header.into(),
            bytes: &bytes,
        };
        TypeChunk::parse(&chunk)?.value(number)
    }

    const PLAIN: &[u8] = &[8, 0, 0, 0, 0, 0, 0, 0, 8, 0, 0, 3, 42, 0, 0, 0];
    const FOUND: Option<Raw> = Some(Raw { kind: 3, data: 42 });

    #[test]
    fn reads_all_kinds_of_tables() {
        let wide = [0xff, 0xff, 0xff, 0xff, 0, 0, 0, 0];
        assert_eq!(value(0, 2, &wide, PLAIN, 1), FOUND);
        assert_eq!(value(0, 2, &wide, PLAIN, 0), None);
        assert_eq!(value(2, 2, &[0xff, 0xff, 0, 0], PLAIN, 1), FOUND);
        assert_eq!(value(2, 2, &[0xff, 0xff, 0, 0], PLAIN, 0), None);
        let sparse = [7, 0, 0, 0, 9, 0, 0, 0, 200, 0, 0, 0];
        assert_eq!(value(1, 3, &sparse, PLAIN, 9), FOUND);
        assert_eq!(value(1, 3, &sparse, PLAIN, 8), None);
    }

    #[test]
    fn reads_compact_entries_and_skips_complex_ones() {
        let compact = [0, 0, 8, 3, 42, 0, 0, 0];
        assert_eq!(value(0, 1, &[0; 4], &compact, 0), FOUND);
        let complex = [16, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0];
        assert_eq!(value(0, 1, &[0; 4], &complex, 0), None);
    }

    #[test]
    fn offsets_and_counts_beyond_the_chunk_are_nothing() {
        assert_eq!(value(0, u32::MAX, &[0, 0, 0, 0x7f], PLAIN, 0), None);
        assert_eq!(value(0, u32::MAX, &[0; 4], PLAIN, 60_000), None);
        assert_eq!(value(1, u32::MAX, &[9, 0, 0xfe, 0xff], PLAIN, 9), None);
    }
}
