//! The binary form: a table of offsets at the end, objects that name each other by their number. Layout as in Apple's published
//! CFBinaryPList.c and Python's plistlib [2 tools]. An object is read where it stands when it is asked for; nothing is collected.

use jiff::{SignedDuration, Timestamp};

use crate::bytes::part;

const TRAILER_LEN: usize = 32;
/// 2001-01-01T00:00:00Z, from which dates are counted.
const EPOCH: i64 = 978_307_200;

#[derive(Clone, Copy)]
struct Table<'a> {
    bytes: &'a [u8],
    offsets: &'a [u8],
    offset_len: usize,
    reference_len: usize,
}

/// One object of a list.
#[derive(Clone, Copy)]
pub(crate) struct Object<'a> {
    table: Table<'a>,
    /// High half: the kind. Low half: the length, or what else the kind has.
    marker: u8,
    /// From behind the marker to the end of the objects.
    rest: &'a [u8],
}

impl<'a> Object<'a> {
    /// The outermost object.
    pub(crate) fn root(bytes: &'a [u8]) -> Option<Self> {
        let trailer_at = bytes.len().checked_sub(TRAILER_LEN)?;
        let trailer = bytes.get(trailer_at..)?;
        let offset_len = usize::from(*trailer.get(6)?);
        let reference_len = usize::from(*trailer.get(7)?);
        if !(1..=8).contains(&offset_len) || !(1..=8).contains(&reference_len) {
            return None;
        }
        let count = number(trailer.get(8..16)?)?;
        let top = number(trailer.get(16..24)?)?;
        let offsets_at = number(trailer.get(24..32)?)?;
        let offsets = part(
            bytes.get(..trailer_at)?,
            offsets_at,
            count.checked_mul(offset_len)?,
        )?;
        let table = Table {
            bytes: bytes.get(..offsets_at)?,
            offsets,
            offset_len,
            reference_len,
        };
        table.object(top)
    }

    fn kind(self) -> u8 {
        self.marker >> 4
    }

    /// Length of texts and collections, and what follows it.
    fn counted(self) -> Option<(usize, &'a [u8])> {
        let short = usize::from(self.marker & 0x0f);
        if short < 0x0f {
            return Some((short, self.rest));
        }
        // A long length is an integer object of its own.
        let marker = *self.rest.first()?;
        let len = 1_usize << (marker & 0x0f).min(4);
        if marker >> 4 != 1 || len > 8 {
            return None;
        }
        Some((number(part(self.rest, 1, len)?)?, self.rest.get(1 + len..)?))
    }

    /// The references at that place of the collection, one for each item.
    fn references(
        self,
        bytes: &'a [u8],
        count: usize,
    ) -> Option<impl Iterator<Item = Option<Self>>> {
        let len = self.table.reference_len;
        let references = part(bytes, 0, count.checked_mul(len)?)?;
        Some(
            references
                .chunks_exact(len)
                .map(move |reference| self.table.object(number(reference)?)),
        )
    }

    /// Keys and values of a dictionary; `None` stands for an object that is not there.
    pub(crate) fn pairs(self) -> Option<impl Iterator<Item = (Option<Self>, Option<Self>)>> {
        if self.kind() != 0xd {
            return None;
        }
        let (count, bytes) = self.counted()?;
        let values = bytes.get(count.checked_mul(self.table.reference_len)?..)?;
        Some(
            self.references(bytes, count)?
                .zip(self.references(values, count)?),
        )
    }

    /// Items of an array.
    pub(crate) fn items(self) -> Option<impl Iterator<Item = Option<Self>>> {
        if self.kind() != 0xa {
            return None;
        }
        let (count, bytes) = self.counted()?;
        self.references(bytes, count)
    }

    /// Whether this is that text, without making a copy.
    pub(crate) fn says(self, text: &str) -> bool {
        match (self.kind(), self.counted()) {
            (0x5, Some((len, bytes))) => part(bytes, 0, len) == Some(text.as_bytes()),
            (0x6, Some((len, bytes))) => {
                len <= text.len()
                    && utf16(bytes, len).is_some_and(|units| units.eq(text.encode_utf16()))
            }
            _ => false,
        }
    }

    /// A text of at most so many bytes, or a number as text.
    pub(crate) fn text(self, most: usize) -> Option<String> {
        match self.kind() {
            0x1 => self.integer().map(|number| number.to_string()),
            0x2 => self.real().map(|number| number.to_string()),
            0x5 => {
                let (len, bytes) = self.counted()?;
                let text = part(bytes, 0, len.min(most + 1))?;
                (len <= most).then(|| String::from_utf8_lossy(text).into_owned())
            }
            0x6 => {
                let (len, bytes) = self.counted().filter(|(len, _)| len * 2 <= most)?;
                let units: Vec<u16> = utf16(bytes, len)?.collect();
                Some(String::from_utf16_lossy(&units))
            }
            _ => None,
        }
    }

    pub(crate) fn truth(self) -> Option<bool> {
        match self.marker {
            0x08 => Some(false),
            0x09 => Some(true),
            _ => None,
        }
    }

    pub(crate) fn date(self) -> Option<Timestamp> {
        if self.marker != 0x33 {
            return None;
        }
        let seconds = f64::from_be_bytes(part(self.rest, 0, 8)?.try_into().ok()?);
        let since = SignedDuration::try_from_secs_f64(seconds).ok()?;
        Timestamp::from_second(EPOCH).ok()?.checked_add(since).ok()
    }

    /// Of eight bytes and more the number has a sign; of fewer it has none.
    fn integer(self) -> Option<i128> {
        let bytes = part(self.rest, 0, 1 << (self.marker & 0x0f).min(5))?;
        match bytes.len() {
            1 | 2 | 4 => number(bytes)?.try_into().ok(),
            8 => Some(i64::from_be_bytes(bytes.try_into().ok()?).into()),
            16 => Some(i128::from_be_bytes(bytes.try_into().ok()?)),
            _ => None,
        }
    }

    fn real(self) -> Option<f64> {
        match self.marker {
            0x22 => {
                let short = f32::from_be_bytes(part(self.rest, 0, 4)?.try_into().ok()?);
                // By way of its shortest text, so that 1.1 stays 1.1.
                short.to_string().parse().ok()
            }
            0x23 => Some(f64::from_be_bytes(part(self.rest, 0, 8)?.try_into().ok()?)),
            _ => None,
        }
    }
}

impl<'a> Table<'a> {
    fn object(self, index: usize) -> Option<Object<'a>> {
        let offset = part(
            self.offsets,
            index.checked_mul(self.offset_len)?,
            self.offset_len,
        )?;
        let bytes = self.bytes.get(number(offset)?..)?;
        let (&marker, rest) = bytes.split_first()?;
        Some(Object {
            table: self,
            marker,
            rest,
        })
    }
}

fn utf16(bytes: &[u8], len: usize) -> Option<impl Iterator<Item = u16>> {
    let units = part(bytes, 0, len.checked_mul(2)?)?;
    Some(
        units
            .chunks_exact(2)
            .map(|unit| unit.iter().fold(0, |all, &byte| all << 8 | u16::from(byte))),
    )
}

/// A big-endian number of up to eight bytes.
fn number(bytes: &[u8]) -> Option<usize> {
    let wide = bytes
        .iter()
        .fold(0_u64, |all, &byte| all << 8 | u64::from(byte));
    wide.try_into().ok()
}
