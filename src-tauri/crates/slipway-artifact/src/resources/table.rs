//! The resource table as a whole: its packages' type chunks and the texts they point into.

use std::{cell::Cell, collections::HashMap};

use crate::{
    axml::{AxmlError, Chunk, Chunks, Pool, Raw, STRING_POOL, Value},
    budget::Budget,
    bytes::{u16_at, u32_at},
    resources::{Config, entry::TypeChunk},
};

const PACKAGE: u16 = 0x0200;
const TYPE: u16 = 0x0201;
/// Longest chain of references that is followed.
pub(super) const CHAIN_MAX: usize = 16;
/// How many type chunks may be looked into over the life of a table. References can fan out; this ends it. Real lookups need a few
/// thousand.
const LOOKS: u32 = 500_000;
/// Type chunks that are kept; Android's own table, the biggest there is, has a few thousand.
const TYPES_MAX: usize = 100_000;

pub(crate) struct Table<'a> {
    texts: Pool<'a>,
    /// By package and type number.
    types: HashMap<(u8, u8), Vec<TypeChunk<'a>>>,
    kept: usize,
    looks: Cell<u32>,
}

impl<'a> Table<'a> {
    /// Fails only when it has too many chunks or takes too long; a broken table is an empty one.
    pub(crate) fn parse(bytes: &'a [u8], budget: &Budget<'_>) -> Result<Self, AxmlError> {
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

    pub(crate) fn is_empty(&self) -> bool {
        self.types.is_empty()
    }

    fn package(&mut self, package: &Chunk<'a>, budget: &Budget<'_>) -> Result<(), AxmlError> {
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
                    return Err(AxmlError::TooMany);
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
    pub(crate) fn values(&self, id: u32) -> Vec<(Config, Raw)> {
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
            .filter_map(|chunk| Some((chunk.config, chunk.value(id as u16)?)))
            .collect()
    }

    pub(crate) fn read(&self, raw: Raw) -> Option<Value> {
        raw.read(|index| self.texts.text(index))
    }

    /// The value that suits every device, references followed; for facts that cannot depend on a device, such as a version.
    pub(crate) fn plain(&self, value: &Value) -> Option<Value> {
        let mut value = value.clone();
        for _ in 0..CHAIN_MAX {
            let Some(id) = value.reference() else {
                return Some(value);
            };
            let values = self.values(id);
            let (_, raw) = values
                .iter()
                .min_by_key(|(config, _)| (!config.tag().is_empty(), config.others))?;
            value = self.read(*raw)?;
        }
        None
    }
}

/// Some protectors write an impossible header size; the chunks then begin where they always do.
fn header(bytes: &[u8]) -> usize {
    match u16_at(bytes, 2) {
        Some(size @ 8..) if u32_at(bytes, size.into()).is_some() => size.into(),
        _ => 12,
    }
}
