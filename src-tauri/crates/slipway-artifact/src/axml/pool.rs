//! A string pool: the table of texts of a binary XML file or of resources.arsc. Texts are decoded one by one when they are asked
//! for; nothing is allocated by the counts that the file declares.

use crate::bytes::{part, size_at, u16_at, u32_at};

const UTF8: u32 = 1 << 8;
/// Longest text that is decoded; labels and version names are shorter by far.
const TEXT_MAX: usize = 64 * 1024;
/// Longest name of an element or attribute; comparing names must not cost more than this each.
const NAME_MAX: usize = 256;

pub(crate) struct Pool<'a> {
    chunk: &'a [u8],
    header: usize,
    count: usize,
    texts_at: usize,
    utf8: bool,
}

impl<'a> Pool<'a> {
    /// Takes the whole chunk, header included. Missing fields read as an empty pool.
    pub(crate) fn parse(chunk: &'a [u8]) -> Self {
        let header = u16_at(chunk, 2).map_or(28, usize::from).max(28);
        let texts_at = size_at(chunk, 20).unwrap_or(chunk.len());
        let styles = size_at(chunk, 12).unwrap_or(0);
        // The declared count can be a lie; the offsets must fit between the header and the first text.
        let room = texts_at
            .saturating_sub(header)
            .saturating_sub(styles.saturating_mul(4))
            / 4;
        let declared = size_at(chunk, 8).unwrap_or(0);
        Self {
            chunk,
            header,
            count: if room > 0 {
                declared.min(room)
            } else {
                declared
            },
            texts_at,
            utf8: u32_at(chunk, 16).is_some_and(|flags| flags & UTF8 != 0),
        }
    }

    /// The text at an index, decoded leniently; `None` when there is none.
    pub(crate) fn text(&self, index: u32) -> Option<String> {
        self.decode(index, TEXT_MAX)
    }

    /// As [`Pool::text`], cut off where no name of ours is that long.
    pub(crate) fn name(&self, index: u32) -> Option<String> {
        self.decode(index, NAME_MAX)
    }

    fn decode(&self, index: u32, max: usize) -> Option<String> {
        let index = usize::try_from(index).ok().filter(|&at| at < self.count)?;
        let offset = size_at(self.chunk, self.header.checked_add(index.checked_mul(4)?)?)?;
        let at = self.texts_at.checked_add(offset)?;
        if self.utf8 {
            self.utf8_text(at, max)
        } else {
            self.utf16_text(at, max)
        }
    }

    /// Two lengths: in UTF-16 units, then in bytes; each one byte, or two when the high bit is set [AOSP].
    fn utf8_text(&self, at: usize, max: usize) -> Option<String> {
        let (_, at) = self.short_length(at)?;
        let (len, at) = self.short_length(at)?;
        let rest = self.chunk.get(at..)?;
        let bytes = rest.get(..len.min(max)).unwrap_or(rest);
        Some(decode_modified_utf8(bytes))
    }

    fn short_length(&self, at: usize) -> Option<(usize, usize)> {
        let first = usize::from(*self.chunk.get(at)?);
        if first & 0x80 == 0 {
            return Some((first, at + 1));
        }
        let second = usize::from(*self.chunk.get(at + 1)?);
        Some(((first & 0x7f) << 8 | second, at + 2))
    }

    /// One length in units, two units wide when the high bit is set [AOSP].
    fn utf16_text(&self, at: usize, max: usize) -> Option<String> {
        let first = usize::from(u16_at(self.chunk, at)?);
        let (len, at) = if first & 0x8000 == 0 {
            (first, at + 2)
        } else {
            let second = usize::from(u16_at(self.chunk, at + 2)?);
            ((first & 0x7fff) << 16 | second, at + 4)
        };
        let wanted = len.min(max) * 2;
        let rest = self.chunk.get(at..)?;
        let bytes = part(rest, 0, wanted).unwrap_or(rest);
        let units = bytes
            .chunks_exact(2)
            .map(|pair| u16_at(pair, 0).unwrap_or_default());
        Some(
            char::decode_utf16(units)
                .map(|unit| unit.unwrap_or(char::REPLACEMENT_CHARACTER))
                .collect(),
        )
    }
}

/// UTF-8 in which characters beyond the basic plane may stand as two encoded surrogates.
fn decode_modified_utf8(bytes: &[u8]) -> String {
    if let Ok(text) = std::str::from_utf8(bytes) {
        return text.to_owned();
    }
    let mut text = String::with_capacity(bytes.len());
    let mut rest = bytes;
    while !rest.is_empty() {
        if let (Some(high @ 0xd800..=0xdbff), Some(low @ 0xdc00..=0xdfff)) =
            (surrogate(rest, 0), surrogate(rest, 3))
        {
            let scalar = 0x10000 + ((high - 0xd800) << 10) + (low - 0xdc00);
            text.push(char::from_u32(scalar).unwrap_or(char::REPLACEMENT_CHARACTER));
            rest = rest.get(6..).unwrap_or_default();
            continue;
        }
        let len = rest.utf8_chunks().next().map_or(1, |chunk| {
            text.push_str(chunk.valid());
            if !chunk.valid().is_empty() {
                return chunk.valid().len();
            }
            text.push(char::REPLACEMENT_CHARACTER);
            chunk.invalid().len().max(1)
        });
        rest = rest.get(len..).unwrap_or_default();
    }
    text
}

/// A surrogate written as three bytes of UTF-8, which real UTF-8 forbids.
fn surrogate(bytes: &[u8], at: usize) -> Option<u32> {
    match *part(bytes, at, 3)? {
        [0xed, b @ 0xa0..=0xbf, c @ 0x80..=0xbf] => {
            Some(0xd000 | u32::from(b & 0x3f) << 6 | u32::from(c & 0x3f))
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::{Pool, decode_modified_utf8};

    fn pool(flags: u32, count: u32, offsets: &[u32], texts: &[u8]) -> Vec<u8> {
        let texts_at = 28 + 4 * offsets.len() as u32;
        let mut chunk = vec![1, 0, 28, 0];
        for word in [texts_at + texts.len() as u32, count, 0, flags, texts_at, 0] {
            chunk.extend(word.to_le_bytes());
        }
        offsets.iter().for_each(|o| chunk.extend(o.to_le_bytes()));
        chunk.extend(texts);
        chunk
    }

    #[test]
    fn reads_both_encodings() {
        let utf8 = pool(
            0x100,
            2,
            &[0, 4],
            b"\x01\x01a\0\x02\x06\xe6\xbb\x91\xe9\x81\x93\0",
        );
        assert_eq!(Pool::parse(&utf8).text(0).unwrap(), "a");
        assert_eq!(Pool::parse(&utf8).text(1).unwrap(), "滑道");
        let utf16 = pool(0, 1, &[0], b"\x02\0\xd1\x6e\x53\x90\0\0");
        assert_eq!(Pool::parse(&utf16).text(0).unwrap(), "滑道");
    }

    #[test]
    fn a_lying_count_and_a_text_past_the_end_are_harmless() {
        let lying = pool(0x100, u32::MAX, &[0], b"\x01\x01a\0");
        assert_eq!(Pool::parse(&lying).text(0).unwrap(), "a");
        assert_eq!(Pool::parse(&lying).text(1), None);
        let past = pool(0x100, 1, &[9999], b"\x01\x01a\0");
        assert_eq!(Pool::parse(&past).text(0), None);
        let unterminated = pool(0x100, 1, &[0], b"\x7f\x7fab");
        assert_eq!(Pool::parse(&unterminated).text(0).unwrap(), "ab");
        assert_eq!(Pool::parse(b"\x01\0").text(0), None);
    }

    #[test]
    fn decodes_surrogates_and_broken_bytes() {
        assert_eq!(decode_modified_utf8(b"x\xed\xa0\xbd\xed\xb8\x80y"), "x😀y");
        assert_eq!(decode_modified_utf8(b"a\xff\xfeb"), "a\u{fffd}\u{fffd}b");
        assert_eq!(
            decode_modified_utf8(b"\xed\xa0\xbd"),
            "\u{fffd}\u{fffd}\u{fffd}"
        );
    }
}
