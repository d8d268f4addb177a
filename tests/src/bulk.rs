//! Builds of any size up to 4 GiB. aapt packs nothing beyond 2 GiB, so the filling is appended to its small unsigned build as stored
//! entries of at most 1 GiB, and Debian's apksigner signs the whole.

use std::{
    fs::{self, File},
    io::{self, BufWriter, Write},
    path::{Path, PathBuf},
    process::Command,
};

use crate::{
    build::{self, Wish},
    source,
};

const MIB: u64 = 1024 * 1024;
const LARGEST_ENTRY: u64 = 1024 * MIB;

/// Writes a signed build of the demo app with that much filling below `folder`.
///
/// # Errors
/// The disk is full, or the tools refuse.
pub fn apk(folder: &Path, filling_mib: u64) -> io::Result<PathBuf> {
    let small = build::apk(
        folder,
        &Wish {
            unsigned: true,
            ..Wish::default()
        },
    );
    let unsigned = folder.join("unsigned.apk");
    append(&fs::read(small)?, &unsigned, filling_mib * MIB)?;
    let signed = folder.join(format!("filled-{filling_mib}.apk"));
    let key = source::root().join("src-tauri/crates/slipway-practice/demo/worthless.p12");
    let status = Command::new("apksigner")
        .args(["sign", "--ks-type", "PKCS12", "--ks-key-alias", "demo"])
        .args(["--ks-pass", "pass:worthless", "--min-sdk-version", "21"])
        .args(["--v4-signing-enabled", "false", "--ks"])
        .arg(key)
        .arg("--out")
        .args([&signed, &unsigned])
        .status()?;
    fs::remove_file(unsigned)?;
    if !status.success() {
        return Err(io::Error::other(format!("apksigner: {status}")));
    }
    Ok(signed)
}

/// The archive again, with stored entries before its directory. Zip32: the result must stay below 4 GiB.
fn append(archive: &[u8], path: &Path, filling: u64) -> io::Result<()> {
    let broken = || io::Error::from(io::ErrorKind::InvalidData);
    let end = archive
        .windows(4)
        .rposition(|four| four == b"PK\x05\x06")
        .ok_or_else(broken)?;
    let number = |at: usize, bytes: usize| -> io::Result<u64> {
        let bytes = archive.get(at..at + bytes).ok_or_else(broken)?;
        Ok(bytes
            .iter()
            .rev()
            .fold(0, |number, byte| number << 8 | u64::from(*byte)))
    };
    let (entries, directory) = (number(end + 10, 2)?, number(end + 16, 4)? as usize);
    let mut directory_bytes = archive.get(directory..end).ok_or_else(broken)?.to_vec();
    let mut out = BufWriter::with_capacity(MIB as usize, File::create(path)?);
    out.write_all(&archive[..directory])?;
    let (mut at, mut left, mut count) = (directory as u64, filling, 0);
    while left > 0 {
        let size = left.min(LARGEST_ENTRY);
        let name = format!("assets/filling-{count}.bin");
        let crc = crc32(&mut noise(size));
        let mut fields = vec![];
        for two in [20_u16, 0, 0, 0, 0x21] {
            fields.extend(two.to_le_bytes());
        }
        for four in [crc, size as u32, size as u32] {
            fields.extend(four.to_le_bytes());
        }
        fields.extend((name.len() as u16).to_le_bytes());
        fields.extend([0, 0]);
        out.write_all(b"PK\x03\x04")?;
        out.write_all(&fields)?;
        out.write_all(name.as_bytes())?;
        io::copy(&mut noise(size), &mut out)?;
        directory_bytes.extend(b"PK\x01\x02\x14\x00");
        directory_bytes.extend(&fields);
        directory_bytes.extend([0; 10]);
        directory_bytes.extend((at as u32).to_le_bytes());
        directory_bytes.extend(name.as_bytes());
        at += 4 + fields.len() as u64 + name.len() as u64 + size;
        left -= size;
        count += 1;
    }
    let total = ((entries + count) as u16).to_le_bytes();
    out.write_all(&directory_bytes)?;
    out.write_all(b"PK\x05\x06\0\0\0\0")?;
    out.write_all(&total)?;
    out.write_all(&total)?;
    out.write_all(&(directory_bytes.len() as u32).to_le_bytes())?;
    out.write_all(&(at as u32).to_le_bytes())?;
    out.write_all(&[0, 0])?;
    out.flush()
}

/// Bytes that do not compress, the same each time (xorshift).
fn noise(size: u64) -> impl io::Read {
    struct Noise(u64);
    impl io::Read for Noise {
        fn read(&mut self, bytes: &mut [u8]) -> io::Result<usize> {
            for eight in bytes.chunks_mut(8) {
                self.0 ^= self.0 << 13;
                self.0 ^= self.0 >> 7;
                self.0 ^= self.0 << 17;
                eight.copy_from_slice(&self.0.to_le_bytes()[..eight.len()]);
            }
            Ok(bytes.len())
        }
    }
    io::Read::take(Noise(0x9e37_79b9_7f4a_7c15), size)
}

/// CRC-32 as ZIP wants it.
fn crc32(from: &mut impl io::Read) -> u32 {
    let mut table = [0_u32; 256];
    for (index, entry) in table.iter_mut().enumerate() {
        *entry = (0..8).fold(index as u32, |crc, _| {
            if crc & 1 == 1 {
                crc >> 1 ^ 0xedb8_8320
            } else {
                crc >> 1
            }
        });
    }
    let mut crc = !0_u32;
    let mut bytes = vec![0; MIB as usize];
    while let Ok(count @ 1..) = from.read(&mut bytes) {
        for byte in &bytes[..count] {
            crc = table[usize::from(crc as u8 ^ byte)] ^ crc >> 8;
        }
    }
    !crc
}

#[cfg(test)]
mod tests {
    #[test]
    fn the_checksum_is_zips() {
        assert_eq!(super::crc32(&mut &b"123456789"[..]), 0xcbf4_3926);
    }

    #[test]
    fn a_filled_build_is_a_build() {
        let folder = tempfile::TempDir::new().unwrap();
        let path = super::apk(folder.path(), 1).unwrap();
        let size = std::fs::metadata(&path).unwrap().len();
        assert!(size > super::MIB);
        let output = std::process::Command::new("apksigner")
            .arg("verify")
            .arg(&path)
            .output()
            .unwrap();
        assert!(output.status.success(), "{output:?}");
    }
}
