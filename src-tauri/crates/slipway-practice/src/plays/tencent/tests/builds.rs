//! Builds with native code: the demo build without its signature, with empty libraries added before its directory.

/// The demo build with one library for each ABI.
pub(super) fn build(abis: &[&str]) -> Vec<u8> {
    let demo = crate::demo_build();
    let end = demo.len() - 22;
    assert!(demo[end..].starts_with(b"PK\x05\x06"));
    let number = |at: usize| u32::from_le_bytes(demo[at..at + 4].try_into().unwrap()) as usize;
    let (directory, size) = (number(end + 16), number(end + 12));
    assert!(demo[..directory].ends_with(b"APK Sig Block 42"));
    let block = number(directory - 24) + 8;
    let mut archive = demo[..directory - block].to_vec();
    let mut entries = demo[directory..directory + size].to_vec();
    for abi in abis {
        let name = format!("lib/{abi}/libempty.so");
        let offset = u32::try_from(archive.len()).unwrap();
        archive.extend(b"PK\x03\x04");
        archive.extend(head(&name));
        archive.extend(name.bytes());
        entries.extend(b"PK\x01\x02\x14\0");
        entries.extend(head(&name));
        // No comment, no disk, no attributes.
        entries.extend([0; 10]);
        entries.extend(offset.to_le_bytes());
        entries.extend(name.bytes());
    }
    let directory = u32::try_from(archive.len()).unwrap();
    let before = u16::from_le_bytes(demo[end + 8..end + 10].try_into().unwrap());
    let count = (before + u16::try_from(abis.len()).unwrap()).to_le_bytes();
    archive.extend(&entries);
    archive.extend(b"PK\x05\x06\0\0\0\0");
    archive.extend([count, count].concat());
    archive.extend(u32::try_from(entries.len()).unwrap().to_le_bytes());
    archive.extend(directory.to_le_bytes());
    archive.extend([0; 2]);
    archive
}

/// What local and central headers of an empty stored entry share.
fn head(name: &str) -> Vec<u8> {
    let mut head = b"\x14\0\0\0\0\0\0\0\x21\0".to_vec();
    head.extend([0; 12]);
    head.extend(u16::try_from(name.len()).unwrap().to_le_bytes());
    head.extend([0; 2]);
    head
}
