//! What a picture says about itself in its first bytes: format and sides. Enough to refuse what stores refuse; nothing is decoded,
//! and which pictures a store takes is its own business.

use std::{fs::File, io::Read as _, path::Path};

use serde::{Deserialize, Serialize};

/// Bytes of a file that are looked at; a JPEG may carry large comments before its size.
const HEAD: u64 = 2 << 20;

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(super) enum Format {
    Png,
    Jpeg,
}

/// Sides in pixels.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Picture {
    pub(super) format: Format,
    pub(super) width: u32,
    pub(super) height: u32,
}

impl Picture {
    /// `None` for what is neither a PNG nor a JPEG, and for a file that cannot be read.
    pub(super) fn in_file(path: &Path) -> Option<Self> {
        let mut head = Vec::new();
        File::open(path)
            .ok()?
            .take(HEAD)
            .read_to_end(&mut head)
            .ok()?;
        Self::of_head(&head)
    }

    fn of_head(head: &[u8]) -> Option<Self> {
        png(head).or_else(|| jpeg(head))
    }

    pub(super) fn sides(self) -> (u32, u32) {
        (self.width, self.height)
    }
}

/// Width and height stand in the first chunk.
fn png(head: &[u8]) -> Option<Picture> {
    if !head.starts_with(b"\x89PNG\r\n\x1a\n") || head.get(12..16)? != b"IHDR" {
        return None;
    }
    let side = |at: usize| Some(u32::from_be_bytes(head.get(at..at + 4)?.try_into().ok()?));
    Some(Picture {
        format: Format::Png,
        width: side(16)?,
        height: side(20)?,
    })
}

/// Walks the segments up to the first frame header [ITU T.81].
fn jpeg(head: &[u8]) -> Option<Picture> {
    let mut rest = head.strip_prefix(&[0xff, 0xd8])?;
    let number = |at: &[u8]| Some(u32::from(u16::from_be_bytes(at.get(..2)?.try_into().ok()?)));
    loop {
        let [0xff, marker, after @ ..] = rest else {
            return None;
        };
        match marker {
            // Filling.
            0xff => rest = rest.get(1..)?,
            // Frame headers; C4, C8 and CC are tables.
            0xc0..=0xcf if !matches!(marker, 0xc4 | 0xc8 | 0xcc) => {
                return Some(Picture {
                    format: Format::Jpeg,
                    height: number(after.get(3..)?)?,
                    width: number(after.get(5..)?)?,
                });
            }
            // No length follows these; before a frame there are none.
            0xd0..=0xd9 => return None,
            _ => rest = after.get(usize::try_from(number(after)?).ok()?..)?,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{Format, Picture};

    fn check(head: &[u8], format: Format, width: u32, height: u32) {
        let expected = Picture {
            format,
            width,
            height,
        };
        assert_eq!(Picture::of_head(head), Some(expected));
    }

    #[test]
    fn both_formats_say_their_sides() {
        let png = b"\x89PNG\r\n\x1a\n\0\0\0\x0dIHDR\0\0\x02\0\0\0\x01\0";
        check(png, Format::Png, 512, 256);
        let progressive =
            b"\xff\xd8\xff\xe0\0\x04ab\xff\xc4\0\x03\x09\xff\xff\xc2\0\x11\x08\x07\x80\x04\x38\x03";
        check(progressive, Format::Jpeg, 1080, 1920);
        let baseline = b"\xff\xd8\xff\xe0\0\x04ab\xff\xc0\0\x11\x08\x07\x80\x04\x38";
        check(baseline, Format::Jpeg, 1080, 1920);
    }

    #[test]
    fn nothing_else_is_a_picture() {
        for head in [
            &b""[..],
            b"GIF89a",
            b"%PDF-1.7",
            b"\xff\xd8",
            b"\xff\xd8\xff\xe0\xff\xff",
            b"\xff\xd8\xff\xe0\0\0",
            b"\xff\xd8\xff\xc0\0\x11\x08\x07",
            b"\x89PNG\r\n\x1a\n",
        ] {
            assert_eq!(Picture::of_head(head), None);
        }
    }
}
