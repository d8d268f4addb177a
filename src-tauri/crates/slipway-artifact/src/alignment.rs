//! Where stored entries begin. Android maps them into memory: misaligned ones cost, a misaligned or compressed resources.arsc is not
//! installed at all from target API 30 [AOSP], and newer devices want native libraries on 16 KiB pages.

use crate::{
    budget::Halt,
    zip::{Zip, ZipError, shown},
};

/// How many stored entries are looked at; alignment is a habit of the packer, so the first thousands tell.
const LOOKED_AT: usize = 20_000;

#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct Alignment {
    pub(crate) resources_packed: bool,
    /// The first stored entry that is not on 4 bytes, and how many there are.
    pub(crate) entries: Misaligned,
    /// The same for stored native libraries on 16 KiB, on processors that may have such pages.
    pub(crate) libraries: Misaligned,
}

#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct Misaligned {
    pub(crate) first: Option<String>,
    pub(crate) count: usize,
}

impl Misaligned {
    fn note(&mut self, name: &[u8]) {
        self.count += 1;
        self.first.get_or_insert_with(|| shown(name));
    }
}

impl Alignment {
    pub(crate) fn of(zip: &Zip<'_>) -> Result<Self, ZipError> {
        let mut alignment = Self {
            resources_packed: zip
                .find("resources.arsc")
                .is_some_and(|entry| !entry.is_stored()),
            ..Self::default()
        };
        let stored = zip
            .entries()
            .filter(|(name, entry)| entry.is_stored() && !name.ends_with(b"/"));
        for (number, (name, entry)) in stored.take(LOOKED_AT).enumerate() {
            if number % 256 == 0 {
                match zip.budget().check() {
                    // On a slow disk what was seen so far must do.
                    Err(Halt::TooSlow) => break,
                    other => other?,
                }
            }
            // An entry that cannot be found is the reader's matter when it is read.
            let Ok(at) = zip.data_at(entry) else { continue };
            if at % 4 != 0 {
                alignment.entries.note(name);
            }
            if is_wide_library(name) && at % 16_384 != 0 {
                alignment.libraries.note(name);
            }
        }
        Ok(alignment)
    }
}

fn is_wide_library(name: &[u8]) -> bool {
    name.ends_with(b".so")
        && (name.starts_with(b"lib/arm64-v8a/") || name.starts_with(b"lib/x86_64/"))
}
