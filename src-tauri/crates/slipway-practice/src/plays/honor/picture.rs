//! The measures that each file type wants of a picture. Those that a picture has are read elsewhere.

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
