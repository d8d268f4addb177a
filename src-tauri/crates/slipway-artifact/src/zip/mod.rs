//! ZIP as Android reads it, which is not ZIP as a general library reads it: the record at the end must end exactly at the end of the
//! file, the central directory is authoritative, and any compression method but 0 means deflate [AOSP]. Reads only the directory and
//! the few entries that are asked for; never writes and never unpacks to disk.

mod directory;
mod entry;
mod locate;

use std::io;

use thiserror::Error;

pub(crate) use directory::Entry;
pub(crate) use entry::Content;
pub(crate) use locate::Footer;

use crate::{
    budget::{Budget, Halt},
    source::Source,
};
use directory::{Count, Directory};

#[derive(Debug, Error)]
pub(crate) enum ZipError {
    #[error("no record of a ZIP's end stands at the end of the file")]
    NoFooter,
    #[error("the file begins like a ZIP, but its end is missing")]
    Truncated,
    #[error("{0}")]
    Broken(String),
    #[error("{entry} unpacks to more than {cap} bytes")]
    Bomb { entry: String, cap: u64 },
    #[error("{0}")]
    TooMuch(String),
    #[error(transparent)]
    Io(#[from] io::Error),
    #[error(transparent)]
    Halt(#[from] Halt),
}

pub(crate) struct Zip<'a> {
    source: &'a Source,
    budget: &'a Budget<'a>,
    footer: Footer,
    directory: Directory,
}

impl<'a> Zip<'a> {
    pub(crate) fn open(source: &'a Source, budget: &'a Budget<'a>) -> Result<Self, ZipError> {
        let footer = Footer::locate(source)?;
        let directory = Directory::read(source, &footer, budget, Count::Declared)?;
        Ok(Self {
            source,
            budget,
            footer,
            directory,
        })
    }

    /// The same archive with all entries of its directory, however many its record counts.
    pub(crate) fn whole(self) -> Result<Self, ZipError> {
        let directory = Directory::read(self.source, &self.footer, self.budget, Count::Whole)?;
        Ok(Self { directory, ..self })
    }

    pub(crate) fn source(&self) -> &'a Source {
        self.source
    }

    pub(crate) fn budget(&self) -> &'a Budget<'a> {
        self.budget
    }

    pub(crate) fn footer(&self) -> &Footer {
        &self.footer
    }

    /// Entries in the directory's order.
    pub(crate) fn entries(&self) -> impl Iterator<Item = (&[u8], &Entry)> {
        self.directory.entries()
    }

    pub(crate) fn names(&self) -> impl Iterator<Item = &[u8]> {
        self.entries().map(|(name, _)| name)
    }

    pub(crate) fn find(&self, name: &str) -> Option<&Entry> {
        self.directory.find(name.as_bytes())
    }

    /// Names that occur more than once, each told once.
    pub(crate) fn duplicates(&self) -> impl Iterator<Item = &[u8]> {
        self.directory.duplicates()
    }

    /// A whole entry, unpacked, of at most `cap` bytes; `None` when the file has no entry of that name.
    pub(crate) fn read(&self, name: &str, cap: u64) -> Result<Option<Content>, ZipError> {
        self.find(name)
            .map(|entry| entry::read(self, name.as_bytes(), entry, cap))
            .transpose()
    }

    /// Where an entry's bytes begin in the file.
    pub(crate) fn data_at(&self, entry: &Entry) -> Result<u64, ZipError> {
        entry::local(self, entry, self.directory.name(entry)).map(|local| local.data_at)
    }
}

/// A name from the file for a sentence.
pub(crate) fn shown(name: &[u8]) -> String {
    let text = slipway_model::text::clean_line(&String::from_utf8_lossy(name));
    match text.char_indices().nth(120) {
        Some((end, _)) => format!("{}…", text.get(..end).unwrap_or_default()),
        None => text,
    }
}
