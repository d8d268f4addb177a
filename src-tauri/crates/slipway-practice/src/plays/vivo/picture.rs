//! What a picture says about itself in its first bytes: format and sides. Enough to refuse what the store refuses; nothing is decoded.

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Format {
    Png,
    Jpeg,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Picture {
    pub(super) format: Format,
    pub(super) width: u32,
    pub(super) height: u32,
}

impl Picture {
    pub(super) fn read(bytes: &[u8]) -> Option<Self> {
        png(bytes).or_else(|| jpeg(bytes))
    }
}

fn png(bytes: &[u8]) -> Option<Picture> {
    if !bytes.starts_with(b"\x89PNG\r\n\x1a\n") || bytes.get(12..16)? != b"IHDR" {
        return None;
    }
    let side = |at: usize| Some(u32::from_be_bytes(bytes.get(at..at + 4)?.try_into().ok()?));
    Some(Picture {
        format: Format::Png,
        width: side(16)?,
        height: side(20)?,
    })
}

/// Walks the segments up to the first frame header [ITU T.81].
fn jpeg(bytes: &[u8]) -> Option<Picture> {
    let mut rest = bytes.strip_prefix(&[0xff, 0xd8])?;
    let number = |at: &[u8]| Some(u32::from(u16::from_be_bytes(at.get(..2)?.try_into().ok()?)));
    loop {
        let [0xff, marker, after @ ..] = rest else {
            return None;
        };
        match marker {
            0xff => rest = rest.get(1..)?,
            // Frame headers; C4, C8 and CC are tables.
            0xc0..=0xcf if !matches!(marker, 0xc4 | 0xc8 | 0xcc) => {
                return Some(Picture {
                    format: Format::Jpeg,
                    height: number(after.get(3..)?)?,
                    width: number(after.get(5..)?)?,
                });
            }
            0xd0..=0xd9 => return None,
            _ => rest = after.get(usize::try_from(number(after)?).ok()?..)?,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{Format, Picture};

    #[test]
    fn reads_the_sides_of_both_formats() {
        let mut png = b"\x89PNG\r\n\x1a\n\0\0\0\x0dIHDR".to_vec();
        png.extend([0, 0, 2, 0, 0, 0, 1, 0]);
        let picture = |format, width, height| {
            Some(Picture {
                format,
                width,
                height,
            })
        };
        assert_eq!(Picture::read(&png), picture(Format::Png, 512, 256));
        let jpeg = [
            0xff, 0xd8, 0xff, 0xe0, 0, 4, 1, 2, 0xff, 0xc4, 0, 3, 9, 0xff, 0xff, 0xc2, 0, 17, 8, 7,
            0x80, 4, 0x38,
        ];
        assert_eq!(Picture::read(&jpeg), picture(Format::Jpeg, 1080, 1920));
        assert_eq!(Picture::read(&jpeg[..20]), None);
        assert_eq!(Picture::read(b"%PDF-1.7"), None);
        assert_eq!(Picture::read(&[0xff, 0xd8, 0xff, 0xe0, 0, 0]), None);
    }
}
