//! Apple's own kind of PNG, as Xcode writes it into apps: a chunk `CgBI` first, pixels packed without the frame of zlib, blue and red
//! changed places, colours already multiplied with their opacity [reference, checked against files made in the tests]. Made into an
//! ordinary PNG first, so that the ordinary decoder with its bounds does the rest.

use std::io::{Read as _, Write as _};

use flate2::{Compression, Crc, read::DeflateDecoder, write::ZlibEncoder};
use image::RgbaImage;

use crate::bytes::part;

const SIGNATURE: &[u8] = b"\x89PNG\r\n\x1a\n";
/// Length, kind and checksum of a chunk.
const FRAME: usize = 12;
const SIDE_MAX: u64 = 2048;
/// Bytes of a pixel at most: four channels of 16 bits.
const PIXEL_MAX: u64 = 8;
const CHUNKS_MAX: usize = 10_000;

pub(crate) fn is_crushed(bytes: &[u8]) -> bool {
    bytes.starts_with(SIGNATURE) && part(bytes, 12, 4) == Some(b"CgBI")
}

/// The same picture as an ordinary PNG, its channels still as Apple's; `None` where it is broken or too big.
pub(crate) fn plain(bytes: &[u8]) -> Option<Vec<u8>> {
    let mut chunks = Vec::new();
    let mut packed = Vec::new();
    let mut at = SIGNATURE.len();
    loop {
        let len = u32::from_be_bytes(part(bytes, at, 4)?.try_into().ok()?) as usize;
        let kind = part(bytes, at + 4, 4)?;
        let body = part(bytes, at + 8, len)?;
        at = at.checked_add(len)?.checked_add(FRAME)?;
        match kind {
            b"CgBI" => {}
            b"IDAT" => packed.extend_from_slice(body),
            b"IEND" => break,
            _ if chunks.len() == CHUNKS_MAX => return None,
            _ => chunks.push((kind, body)),
        }
    }
    let &(_, head) = chunks.first().filter(|(kind, _)| *kind == b"IHDR")?;
    let pixels = unpacked(&packed, head)?;
    let mut png = SIGNATURE.to_vec();
    for (kind, body) in chunks {
        chunk(&mut png, kind, body);
    }
    chunk(&mut png, b"IDAT", &pixels);
    chunk(&mut png, b"IEND", b"");
    Some(png)
}

/// The pixels in zlib's frame, once they are no more than the head says.
fn unpacked(packed: &[u8], head: &[u8]) -> Option<Vec<u8>> {
    let side = |at| {
        Some(u64::from(u32::from_be_bytes(
            part(head, at, 4)?.try_into().ok()?,
        )))
    };
    let (width, height) = (side(0)?, side(4)?);
    if width > SIDE_MAX || height > SIDE_MAX {
        return None;
    }
    // Beside the pixels a byte for each row's filter; interlaced pictures have less than twice as many rows.
    let most = width * height * PIXEL_MAX + 2 * height + 64;
    let mut pixels = Vec::new();
    DeflateDecoder::new(packed)
        .take(most + 1)
        .read_to_end(&mut pixels)
        .ok()?;
    if pixels.len() as u64 > most {
        return None;
    }
    let mut encoder = ZlibEncoder::new(Vec::new(), Compression::fast());
    encoder.write_all(&pixels).ok()?;
    encoder.finish().ok()
}

fn chunk(png: &mut Vec<u8>, kind: &[u8], body: &[u8]) {
    let mut crc = Crc::new();
    crc.update(kind);
    crc.update(body);
    png.extend((body.len() as u32).to_be_bytes());
    png.extend(kind);
    png.extend(body);
    png.extend(crc.sum().to_be_bytes());
}

/// Red and blue to their places, and colours as they are without their opacity.
pub(crate) fn restore(image: &mut RgbaImage) {
    for pixel in image.pixels_mut() {
        let [blue, green, red, alpha] = pixel.0;
        let whole = |colour: u8| match u16::from(alpha) {
            0 => 0,
            alpha => ((u16::from(colour) * 255 + alpha / 2) / alpha).min(255) as u8,
        };
        pixel.0 = [whole(red), whole(green), whole(blue), alpha];
    }
}

#[cfg(test)]
mod tests {
    use image::{Rgba, RgbaImage};

    use super::{is_crushed, plain, restore};

    #[test]
    fn colours_come_back() {
        let mut image = RgbaImage::new(4, 1);
        for (x, pixel) in [
            [10, 20, 30, 255],
            [5, 10, 15, 128],
            [0, 0, 0, 0],
            [9, 9, 9, 3],
        ]
        .into_iter()
        .enumerate()
        {
            image.put_pixel(x as u32, 0, Rgba(pixel));
        }
        restore(&mut image);
        let found: Vec<[u8; 4]> = image.pixels().map(|pixel| pixel.0).collect();
        // The last says more colour than its opacity allows.
        assert_eq!(
            found,
            [
                [30, 20, 10, 255],
                [30, 20, 10, 128],
                [0, 0, 0, 0],
                [255, 255, 255, 3]
            ]
        );
    }

    #[test]
    fn what_is_broken_is_none() {
        let head = b"\x89PNG\r\n\x1a\n\0\0\0\x04CgBI\x50\0\x20\x06\0\0\0\0";
        assert!(is_crushed(head) && !is_crushed(b"\x89PNG\r\n\x1a\n\0\0\0\x0dIHDR"));
        for rest in [
            &b""[..],
            b"\0\0\0\0IEND",
            b"\xff\xff\xff\xffIDAT",
            b"\0\0\0\0IDAT\0\0\0\0\0\0\0\0IEND\0\0\0\0",
        ] {
            assert_eq!(plain(&[head, rest].concat()), None);
        }
        let huge = [head, &b"\0\0\0\x0dIHDR\0\0\xff\xff\0\0\xff\xff\x08\x06\0\0\0\0\0\0\0\0\0\0\0IEND\0\0\0\0"[..]].concat();
        assert_eq!(plain(&huge), None);
    }
}
