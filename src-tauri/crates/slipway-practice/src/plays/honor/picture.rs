//! The measures of a picture, read out of a PNG's first chunk, and those that each file type wants. JPEGs are not measured.

use std::{fs::File, io::Read as _, path::Path};

use super::slot;

/// Width and height [official]. `None` for types without measures.
pub(super) fn wanted(file_type: i64) -> Option<(u32, u32)> {
    match file_type {
        slot::ICON => Some((512, 512)),
        slot::LANDSCAPE => Some((1920, 1080)),
        slot::PORTRAIT => Some((1080, 1920)),
        26 => Some((1280, 720)),
        27 => Some((720, 1280)),
        33 => Some((1440, 810)),
        _ => None,
    }
}

/// Width and height of a PNG; `None` for everything else.
pub(super) fn sides(path: &Path) -> Option<(u32, u32)> {
    let mut head = [0u8; 24];
    File::open(path).ok()?.read_exact(&mut head).ok()?;
    of_head(&head)
}

fn of_head(head: &[u8; 24]) -> Option<(u32, u32)> {
    if !head.starts_with(b"\x89PNG\r\n\x1a\n") || head.get(12..16)? != b"IHDR" {
        return None;
    }
    let number = |at: usize| Some(u32::from_be_bytes(head.get(at..at + 4)?.try_into().ok()?));
    Some((number(16)?, number(20)?))
}
