//! The resource table of an APK as a whole: its packages' type chunks and the texts they point into.

use std::{cell::Cell, collections::HashMap};

use crate::{
    axml::{Chunk, Chunks, Pool, STRING_POOL},
    budget::Budget,
    bytes::{u16_at, u32_at},
    resources::{Config, Found, entry::TypeChunk},
    xml::XmlError,
};

const PACKAGE: u16 = 0x0200;
const TYPE: u16 = 0x0201;
/// How many type chunks may be looked into over the life of a table. References can fan out; this ends it. Real lookups need a few
/// thousand.
const LOOKS: u32 = 500_000;
/// Type chunks that are kept; Android's own table, the biggest there is, has a few thousand.
const TYPES_MAX: usize = 100_000;

pub(crate) struct Arsc<'a> {
    texts: Pool<'a>,
    /// By package and type number.
    types: HashMap<(u8, u8), Vec<TypeChunk<'a>>>,
    kept: usize,
    looks: Cell<u32>,
}

impl<'a> Arsc<'a> {
    /// Fails only when it has too many chunks or takes too long; a broken table is an empty one.
    pub(super) fn parse(bytes: &'a [u8], budget: &Budget<'_>) -> Result<Self, XmlError> {
        let mut table = Self {
            texts: Pool::parse(&[]),
            types: HashMap::new(),
            kept: 0,
            looks: Cell::new(LOOKS),
        };
        let mut has_texts = false;
        for chunk in Chunks::new(bytes, header(bytes)) {
            budget.check()?;
            let chunk = chunk?;
            match chunk.kind {
                STRING_POOL if !has_texts => {
                    table.texts = Pool::parse(chunk.bytes);
                    has_texts = true;
                }
                PACKAGE => table.package(&chunk, budget)?,
                _ => {}
            }
        }
        Ok(table)
    }

    pub(super) fn is_empty(&self) -> bool {
        self.types.is_empty()
    }

    fn package(&mut self, package: &Chunk<'a>, budget: &Budget<'_>) -> Result<(), XmlError> {
        // The id is written as 32 bits, of which a resource id has room for 8.
        let Some(id) = package.bytes.get(8).copied() else {
            return Ok(());
        };
        for (number, chunk) in Chunks::new(package.bytes, package.header).enumerate() {
            if number % 256 == 0 {
                budget.check()?;
            }
            let chunk = chunk?;
            if chunk.kind != TYPE {
                continue;
            }
            if let Some(chunk) = TypeChunk::parse(&chunk) {
                if self.kept == TYPES_MAX {
                    return Err(XmlError::TooMany);
                }
                self.kept += 1;
                self.types
                    .entry((id, chunk.number))
                    .or_default()
                    .push(chunk);
            }
        }
        Ok(())
    }

    /// Every value of a resource with the configuration it is for. The framework's own (0x01…) are not in an app's table.
    pub(super) fn values(&self, id: u32) -> Vec<(Config, Found<'_>)> {
        let [package, kind, ..] = id.to_be_bytes();
        let Some(chunks) = self.types.get(&(package, kind)) else {
            return Vec::new();
        };
        let looks = self.looks.get();
        let allowed = chunks.len().min(looks as usize);
        self.looks.set(looks - allowed as u32);
        chunks
            .iter()
            .take(allowed)
            .filter_map(|chunk| {
                let raw = chunk.value(id as u16)?;
                Some((chunk.config, Found::Arsc(raw, &self.texts)))
            })
            .collect()
    }
}

/// Some protectors write an impossible header size; the chunks then begin where they always do.
fn header(bytes: &[u8]) -> usize {
    match u16_at(bytes, 2) {
        Some(size @ 8..) if u32_at(bytes, size.into()).is_some() => size.into(),
        _ => 12,
    }
}
