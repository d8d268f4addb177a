//! The plain pictures that an adopted app is furnished with, drawn by hand. What an uploaded picture says about itself is read
//! elsewhere.

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
    use super::{adler32, crc32, draw};
    use crate::plays::picture::{Format, Picture};

    #[test]
    fn sums_have_their_known_values() {
        assert_eq!(crc32(b"123456789"), 0xcbf4_3926);
        assert_eq!(adler32(b"Wikipedia"), 0x11e6_0398);
    }

    #[test]
    fn a_drawn_picture_says_its_size() {
        let drawn = draw(216, 100);
        let file = tempfile::NamedTempFile::new().unwrap();
        std::fs::write(file.path(), &drawn).unwrap();
        let seen = Picture::in_file(file.path()).unwrap();
        assert_eq!((seen.format, seen.sides()), (Format::Png, (216, 100)));
        assert!(drawn.ends_with(b"IEND\xaeB`\x82"));
    }
}
