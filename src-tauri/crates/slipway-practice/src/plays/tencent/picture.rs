//! Format and size of an uploaded picture, out of its first bytes. Not a decoder: what follows the head is not looked at.

use std::path::PathBuf;

use serde::{Deserialize, Serialize};

/// Longest head that is searched; a JPEG may carry large comments before its size.
const HEAD: u64 = 2 << 20;

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) enum Format {
    Png,
    Jpeg,
}

/// A picture's head; sides in pixels.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Picture {
    pub(super) format: Format,
    pub(super) width: u32,
    pub(super) height: u32,
}

impl Picture {
    /// `None` when the file is neither PNG nor JPEG.
    pub(super) async fn read(path: PathBuf) -> Option<Self> {
        use std::io::Read as _;

        let head = tokio::task::spawn_blocking(move || {
            let mut head = Vec::new();
            std::fs::File::open(path)?
                .take(HEAD)
                .read_to_end(&mut head)
                .map(|_| head)
        });
        Self::parse(&head.await.ok()?.ok()?)
    }

    fn parse(head: &[u8]) -> Option<Self> {
        png(head).or_else(|| jpeg(head))
    }
}

/// Width and height stand in the first chunk.
fn png(head: &[u8]) -> Option<Picture> {
    if !head.starts_with(b"\x89PNG\r\n\x1a\n") || head.get(12..16)? != b"IHDR" {
        return None;
    }
    let number = |at: usize| Some(u32::from_be_bytes(head.get(at..at + 4)?.try_into().ok()?));
    Some(Picture {
        format: Format::Png,
        width: number(16)?,
        height: number(20)?,
    })
}

/// Height and width stand in the frame's segment, SOF0 to SOF15 without the three that are none.
fn jpeg(head: &[u8]) -> Option<Picture> {
    let mut rest = head.strip_prefix(b"\xff\xd8")?;
    loop {
        let &[0xff, marker, high, low] = rest.first_chunk::<4>()? else {
            return None;
        };
        if matches!(marker, 0xc0..=0xcf) && !matches!(marker, 0xc4 | 0xc8 | 0xcc) {
            let number =
                |at: usize| Some(u16::from_be_bytes(rest.get(at..at + 2)?.try_into().ok()?));
            return Some(Picture {
                format: Format::Jpeg,
                height: number(5)?.into(),
                width: number(7)?.into(),
            });
        }
        rest = rest.get(2 + usize::from(u16::from_be_bytes([high, low]))..)?;
    }
}

#[cfg(test)]
mod tests {
    use super::{Format, Picture};

    #[test]
    fn reads_both_formats() {
        let png = b"\x89PNG\r\n\x1a\n\0\0\0\x0dIHDR\0\0\x02\0\0\0\x01\0";
        let jpeg = b"\xff\xd8\xff\xe0\0\x04ab\xff\xc0\0\x11\x08\x07\x80\x04\x38";
        let expect = |format, width, height| {
            Some(Picture {
                format,
                width,
                height,
            })
        };
        assert_eq!(Picture::parse(png), expect(Format::Png, 512, 256));
        assert_eq!(Picture::parse(jpeg), expect(Format::Jpeg, 1080, 1920));
    }

    #[test]
    fn nothing_else_is_a_picture() {
        for head in [
            &b""[..],
            b"GIF89a",
            b"\xff\xd8",
            b"\xff\xd8\xff\xe0\xff\xff",
            b"\x89PNG\r\n\x1a\n",
        ] {
            assert_eq!(Picture::parse(head), None);
        }
    }
}
