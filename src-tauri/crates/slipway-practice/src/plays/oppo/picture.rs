//! Pictures: what an uploaded one says about itself in its first bytes, and the plain ones that an adopted app is furnished with.
//! Nothing is decoded or rendered.

use std::{fs::File, io::Read as _, path::Path};

use serde::{Deserialize, Serialize};

/// Bytes of a file that are looked at; a JPEG may carry a long preamble.
const HEAD: u64 = 256 << 10;

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(super) enum Form {
    Png,
    Jpeg,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Picture {
    pub(super) form: Form,
    pub(super) width: u32,
    pub(super) height: u32,
}

/// `None` when it is neither a PNG nor a JPEG.
pub(super) fn look(path: &Path) -> Option<Picture> {
    let mut head = Vec::new();
    File::open(path)
        .ok()?
        .take(HEAD)
        .read_to_end(&mut head)
        .ok()?;
    png(&head).or_else(|| jpeg(&head))
}

fn png(head: &[u8]) -> Option<Picture> {
    let number = |at: usize| Some(u32::from_be_bytes(head.get(at..at + 4)?.try_into().ok()?));
    if !head.starts_with(b"\x89PNG\r\n\x1a\n") || head.get(12..16)? != b"IHDR" {
        return None;
    }
    Some(Picture {
        form: Form::Png,
        width: number(16)?,
        height: number(20)?,
    })
}

/// Walks the segments up to the frame header, which has the size.
fn jpeg(head: &[u8]) -> Option<Picture> {
    if !head.starts_with(&[0xff, 0xd8]) {
        return None;
    }
    let number = |at: usize| Some(u16::from_be_bytes(head.get(at..at + 2)?.try_into().ok()?));
    let mut at = 2;
    loop {
        let (0xff, marker) = (*head.get(at)?, *head.get(at + 1)?) else {
            return None;
        };
        // Frame headers are C0 to CF without the tables C4, C8 and CC.
        if matches!(marker, 0xc0..=0xcf) && !matches!(marker, 0xc4 | 0xc8 | 0xcc) {
            return Some(Picture {
                form: Form::Jpeg,
                width: number(at + 7)?.into(),
                height: number(at + 5)?.into(),
            });
        }
        at += 2 + usize::from(number(at + 2)?);
    }
}

/// A striped PNG, not compressed. The same again for the same size.
pub(super) fn draw(width: u32, height: u32) -> Vec<u8> {
    let row = width.div_ceil(8);
    let mut lines = Vec::with_capacity(((row + 1) * height) as usize);
    for y in 0..height {
        lines.push(0);
        let tone = if (y / 16) % 2 == 0 { 0xff } else { 0x55 };
        lines.extend(std::iter::repeat_n(tone, row as usize));
    }
    let mut head = Vec::new();
    head.extend(width.to_be_bytes());
    head.extend(height.to_be_bytes());
    // One bit of grey a pixel, deflate, the one filter set, no interlace.
    head.extend([1, 0, 0, 0, 0]);
    let mut png = b"\x89PNG\r\n\x1a\n".to_vec();
    chunk(&mut png, *b"IHDR", &head);
    chunk(&mut png, *b"IDAT", &stored(&lines));
    chunk(&mut png, *b"IEND", &[]);
    png
}

/// A zlib stream of blocks that are only copied.
fn stored(bytes: &[u8]) -> Vec<u8> {
    const LONGEST: usize = 0xffff;
    let mut stream = vec![0x78, 0x01];
    let blocks = bytes.chunks(LONGEST);
    let last = blocks.len().saturating_sub(1);
    for (index, block) in blocks.enumerate() {
        let length = u16::try_from(block.len()).unwrap_or(u16::MAX);
        stream.push(u8::from(index == last));
        stream.extend(length.to_le_bytes());
        stream.extend((!length).to_le_bytes());
        stream.extend(block);
    }
    stream.extend(adler32(bytes).to_be_bytes());
    stream
}

fn chunk(png: &mut Vec<u8>, name: [u8; 4], content: &[u8]) {
    let length = u32::try_from(content.len()).unwrap_or(u32::MAX);
    png.extend(length.to_be_bytes());
    let from = png.len();
    png.extend(name);
    png.extend(content);
    let sum = crc32(png.get(from..).unwrap_or_default());
    png.extend(sum.to_be_bytes());
}

fn crc32(bytes: &[u8]) -> u32 {
    const TABLE: [u32; 256] = {
        let mut table = [0; 256];
        let mut byte = 0;
        while byte < 256 {
            let mut sum = byte as u32;
            let mut bit = 0;
            while bit < 8 {
                sum = (sum >> 1) ^ (0xedb8_8320 * (sum & 1));
                bit += 1;
            }
            table[byte] = sum;
            byte += 1;
        }
        table
    };
    let sum = bytes.iter().fold(u32::MAX, |sum, byte| {
        (sum >> 8) ^ TABLE[usize::from(sum.to_le_bytes()[0] ^ byte)]
    });
    !sum
}

fn adler32(bytes: &[u8]) -> u32 {
    let (a, b) = bytes.iter().fold((1u32, 0u32), |(a, b), byte| {
        let a = (a + u32::from(*byte)) % 65_521;
        (a, (b + a) % 65_521)
    });
    (b << 16) | a
}

#[cfg(test)]
mod tests {
    use super::{Form, Picture, adler32, crc32, draw, jpeg, png};

    #[test]
    fn sums_have_their_known_values() {
        assert_eq!(crc32(b"123456789"), 0xcbf4_3926);
        assert_eq!(adler32(b"Wikipedia"), 0x11e6_0398);
    }

    #[test]
    fn a_drawn_picture_says_its_size() {
        let drawn = draw(216, 100);
        let seen = png(&drawn).unwrap();
        assert_eq!((seen.form, seen.width, seen.height), (Form::Png, 216, 100));
        assert!(drawn.ends_with(b"IEND\xaeB`\x82"));
    }

    #[test]
    fn a_jpeg_says_its_size_behind_other_segments() {
        let mut head = vec![0xff, 0xd8, 0xff, 0xe0, 0, 4, 1, 2];
        head.extend([0xff, 0xc2, 0, 17, 8, 0x07, 0x80, 0x04, 0x38, 3]);
        let expected = Picture {
            form: Form::Jpeg,
            width: 1080,
            height: 1920,
        };
        assert_eq!(jpeg(&head), Some(expected));
        assert_eq!(jpeg(&head[..9]), None);
        assert_eq!(jpeg(b"GIF89a"), None);
    }
}
