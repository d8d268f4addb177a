//! A ZIP whose every field can be wrong.

use std::io::Read as _;

use flate2::{Crc, read::DeflateDecoder};

#[derive(Clone)]
pub(crate) struct Entry {
    pub(crate) name: Vec<u8>,
    pub(crate) local_name: Vec<u8>,
    pub(crate) data: Vec<u8>,
    pub(crate) method: u16,
    pub(crate) local_method: u16,
    pub(crate) flags: u16,
    pub(crate) uncompressed: u32,
    pub(crate) local_sizes: Option<(u32, u32)>,
    pub(crate) crc: u32,
    pub(crate) local_at: Option<u32>,
}

impl Entry {
    pub(crate) fn stored(name: &str, data: &[u8]) -> Self {
        let mut crc = Crc::new();
        crc.update(data);
        Self {
            name: name.into(),
            local_name: name.into(),
            data: data.to_vec(),
            method: 0,
            local_method: 0,
            flags: 0,
            uncompressed: data.len() as u32,
            local_sizes: None,
            crc: crc.sum(),
            local_at: None,
        }
    }

    pub(crate) fn deflated(name: &str, data: &[u8]) -> Self {
        use std::io::Write as _;
        let mut encoder =
            flate2::write::DeflateEncoder::new(Vec::new(), flate2::Compression::new(9));
        encoder.write_all(data).unwrap();
        Self {
            data: encoder.finish().unwrap(),
            method: 8,
            local_method: 8,
            ..Self::stored(name, data)
        }
    }
}

#[derive(Clone, Default)]
pub(crate) struct Zip {
    pub(crate) entries: Vec<Entry>,
    /// Bytes between the last entry and the directory, such as a signing block.
    pub(crate) block: Vec<u8>,
    /// Bytes between the directory and the end record.
    pub(crate) gap: Vec<u8>,
    pub(crate) comment: Vec<u8>,
    pub(crate) count: Option<u16>,
}

impl Zip {
    pub(crate) fn new() -> Self {
        Self::default()
    }

    pub(crate) fn with(self, name: &str, data: &[u8]) -> Self {
        self.entry(Entry::stored(name, data))
    }

    pub(crate) fn entry(mut self, entry: Entry) -> Self {
        self.entries.push(entry);
        self
    }

    /// Offset of the signing block: the end of the last entry.
    pub(crate) fn block_at(&self) -> u64 {
        let length = |entry: &Entry| 30 + entry.local_name.len() + entry.data.len();
        self.entries.iter().map(length).sum::<usize>() as u64
    }

    pub(crate) fn directory(&self) -> Vec<u8> {
        let mut directory = Vec::new();
        let mut at = 0;
        for entry in &self.entries {
            directory.extend(b"PK\x01\x02\x14\0\x14\0");
            words(&mut directory, &[entry.flags, entry.method, 0, 0x21]);
            longs(
                &mut directory,
                &[entry.crc, entry.data.len() as u32, entry.uncompressed],
            );
            words(&mut directory, &[entry.name.len() as u16, 0, 0, 0, 0]);
            longs(&mut directory, &[0, entry.local_at.unwrap_or(at)]);
            directory.extend(&entry.name);
            at += (30 + entry.local_name.len() + entry.data.len()) as u32;
        }
        directory
    }

    /// The end record with the directory said to be at that offset.
    pub(crate) fn footer(&self, directory_at: u64) -> Vec<u8> {
        let mut footer = b"PK\x05\x06\0\0\0\0".to_vec();
        let count = self.count.unwrap_or(self.entries.len() as u16);
        words(&mut footer, &[count, count]);
        longs(
            &mut footer,
            &[self.directory().len() as u32, directory_at as u32],
        );
        words(&mut footer, &[self.comment.len() as u16]);
        footer.extend(&self.comment);
        footer
    }

    pub(crate) fn finish(&self) -> Vec<u8> {
        let mut bytes = Vec::new();
        for entry in &self.entries {
            bytes.extend(b"PK\x03\x04\x14\0");
            words(&mut bytes, &[entry.flags, entry.local_method, 0, 0x21]);
            let (packed, unpacked) = entry
                .local_sizes
                .unwrap_or((entry.data.len() as u32, entry.uncompressed));
            longs(&mut bytes, &[entry.crc, packed, unpacked]);
            words(&mut bytes, &[entry.local_name.len() as u16, 0]);
            bytes.extend(&entry.local_name);
            bytes.extend(&entry.data);
        }
        bytes.extend(&self.block);
        let directory_at = bytes.len() as u64;
        bytes.extend(self.directory());
        bytes.extend(&self.gap);
        bytes.extend(self.footer(directory_at));
        bytes
    }

    /// The same as ZIP64: the classic end record points nowhere, the ZIP64 record and its locator stand before it. With `wide`, so do
    /// the entries, whose sizes and places stand in extra fields.
    pub(crate) fn finish_zip64(&self, wide: bool) -> Vec<u8> {
        let whole = self.finish();
        let mut bytes = whole[..self.block_at() as usize + self.block.len()].to_vec();
        let directory_at = bytes.len() as u64;
        let directory = if wide {
            self.wide_directory()
        } else {
            self.directory()
        };
        bytes.extend(&directory);
        let record_at = bytes.len() as u64;
        bytes.extend(b"PK\x06\x06");
        bytes.extend(44_u64.to_le_bytes());
        bytes.extend([0; 12]);
        let count = self.entries.len() as u64;
        for value in [count, count, directory.len() as u64, directory_at] {
            bytes.extend(value.to_le_bytes());
        }
        bytes.extend(b"PK\x06\x07\0\0\0\0");
        bytes.extend(record_at.to_le_bytes());
        bytes.extend(1_u32.to_le_bytes());
        let mut footer = self.footer(0);
        footer[8..20].fill(0xff);
        bytes.extend(footer);
        bytes
    }

    fn wide_directory(&self) -> Vec<u8> {
        let mut directory = Vec::new();
        let mut at = 0;
        for entry in &self.entries {
            directory.extend(b"PK\x01\x02\x2d\0\x2d\0");
            words(&mut directory, &[entry.flags, entry.method, 0, 0x21]);
            longs(&mut directory, &[entry.crc, u32::MAX, u32::MAX]);
            words(&mut directory, &[entry.name.len() as u16, 9 + 28, 0, 0, 0]);
            longs(&mut directory, &[0, u32::MAX]);
            directory.extend(&entry.name);
            // A foreign field first: one must look for the right one.
            directory.extend(b"\x55\x54\x05\0\x01\0\0\0\0\x01\0\x18\0");
            for value in [
                u64::from(entry.uncompressed),
                entry.data.len() as u64,
                entry.local_at.map_or(at, u64::from),
            ] {
                directory.extend(value.to_le_bytes());
            }
            at += (30 + entry.local_name.len() + entry.data.len()) as u64;
        }
        directory
    }
}

/// Every entry's name and content, unpacked by a reader that is not ours.
pub(crate) fn unpack(zip: &[u8]) -> Vec<(String, Vec<u8>)> {
    let archive = rawzip::ZipArchive::from_slice(zip).unwrap();
    let mut entries = archive.entries();
    let mut unpacked = Vec::new();
    while let Some(entry) = entries.next_entry().unwrap() {
        let name = String::from_utf8(entry.file_path().as_bytes().to_vec()).unwrap();
        let stored = entry.compression_method() == rawzip::CompressionMethod::STORE;
        let found = archive.get_entry(entry.wayfinder()).unwrap();
        let mut data = Vec::new();
        if stored {
            data.extend(found.data());
        } else {
            DeflateDecoder::new(found.data())
                .read_to_end(&mut data)
                .unwrap();
        }
        unpacked.push((name, data));
    }
    unpacked
}

fn words(bytes: &mut Vec<u8>, values: &[u16]) {
    values
        .iter()
        .for_each(|value| bytes.extend(value.to_le_bytes()));
}

fn longs(bytes: &mut Vec<u8>, values: &[u32]) {
    values
        .iter()
        .for_each(|value| bytes.extend(value.to_le_bytes()));
}
