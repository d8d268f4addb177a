//! Whether a file begins as a PDF does. No more of it is looked at.

use std::{fs::File, io::Read as _, path::Path};

/// False too for a file that cannot be read.
pub(super) fn begins_as_pdf(path: &Path) -> bool {
    let mut head = [0u8; 5];
    File::open(path).is_ok_and(|mut file| file.read_exact(&mut head).is_ok()) && &head == b"%PDF-"
}
