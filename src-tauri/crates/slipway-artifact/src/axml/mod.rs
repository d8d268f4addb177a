//! Android's binary XML, read element by element. Lenient where Android is (odd header sizes, foreign chunks, missing namespaces),
//! bounded where Android is not. It knows nothing of manifests: those are [`crate::manifest`]'s.

mod element;
mod pool;
mod value;

use crate::{
    budget::Budget,
    bytes::{part, size_at, u16_at, u32_at},
    xml::{self, DEPTH_MAX, Event, NODES_MAX, XmlError},
};
pub(crate) use element::Element;
pub(crate) use pool::Pool;
pub(crate) use value::{Raw, Value};

/// Chunk types [AOSP ResourceTypes].
pub(crate) const STRING_POOL: u16 = 0x0001;
const RESOURCE_MAP: u16 = 0x0180;
const ELEMENT_START: u16 = 0x0102;
const ELEMENT_END: u16 = 0x0103;

/// A parsed outline: where the strings and the attribute ids are, and where the elements begin.
pub(crate) struct Document<'a> {
    bytes: &'a [u8],
    pool: Pool<'a>,
    /// Resource id per string index; attributes are known by these, not by their names [AOSP].
    ids: &'a [u8],
    first: usize,
}

impl<'a> Document<'a> {
    pub(crate) fn parse(bytes: &'a [u8]) -> Result<Self, XmlError> {
        // The outer chunk's type may be wrong and still install; only its header size is used.
        let first = u16_at(bytes, 2).map_or(8, |size| usize::from(size).max(8));
        let mut pool = None;
        let mut ids: &[u8] = &[];
        for chunk in Chunks::new(bytes, first) {
            let chunk = chunk?;
            match chunk.kind {
                STRING_POOL if pool.is_none() => pool = Some(Pool::parse(chunk.bytes)),
                RESOURCE_MAP if ids.is_empty() => {
                    ids = chunk.bytes.get(chunk.header..).unwrap_or_default();
                }
                ELEMENT_START => break,
                _ => {}
            }
        }
        Ok(Self {
            bytes,
            pool: pool.ok_or(XmlError::NoStrings)?,
            ids,
            first,
        })
    }

    /// Every element's start and end, in order. The callback gets the depth, 0 for the root.
    pub(crate) fn walk(
        &self,
        budget: &Budget<'_>,
        mut visit: impl FnMut(usize, Event<'_>),
    ) -> Result<(), XmlError> {
        let mut depth = 0;
        for (number, chunk) in Chunks::new(self.bytes, self.first).enumerate() {
            if number % 1024 == 0 {
                budget.check()?;
            }
            let chunk = chunk?;
            match chunk.kind {
                ELEMENT_START => {
                    if depth == DEPTH_MAX {
                        return Err(XmlError::TooDeep);
                    }
                    let element = Element::new(self, &chunk);
                    visit(depth, Event::Start(xml::Element::Binary(element)));
                    depth += 1;
                }
                ELEMENT_END if depth > 0 => {
                    depth -= 1;
                    visit(depth, Event::End);
                }
                _ => {}
            }
        }
        Ok(())
    }

    fn text(&self, index: u32) -> Option<String> {
        self.pool.text(index)
    }

    fn name(&self, index: u32) -> Option<String> {
        self.pool.name(index)
    }

    fn id(&self, name: u32) -> Option<u32> {
        let at = usize::try_from(name).ok()?.checked_mul(4)?;
        u32_at(self.ids, at).filter(|&id| id != 0)
    }
}

/// One chunk; `bytes` begins with its header.
pub(crate) struct Chunk<'a> {
    pub(crate) kind: u16,
    pub(crate) header: usize,
    pub(crate) bytes: &'a [u8],
}

/// Goes from chunk to chunk. A chunk whose size does not fit ends the walk, as in Android; one with an impossible size is stepped over
/// by its header, so that every step moves forward.
pub(crate) struct Chunks<'a> {
    bytes: &'a [u8],
    at: usize,
    seen: u32,
}

impl<'a> Chunks<'a> {
    pub(crate) fn new(bytes: &'a [u8], first: usize) -> Self {
        Self {
            bytes,
            at: first,
            seen: 0,
        }
    }
}

impl<'a> Iterator for Chunks<'a> {
    type Item = Result<Chunk<'a>, XmlError>;

    fn next(&mut self) -> Option<Self::Item> {
        loop {
            let size = size_at(self.bytes, self.at.checked_add(4)?)?;
            if self.seen == NODES_MAX {
                return Some(Err(XmlError::TooMany));
            }
            self.seen += 1;
            let at = self.at;
            if size < 8 {
                self.at += 8;
                continue;
            }
            let bytes = part(self.bytes, at, size)?;
            self.at += size;
            return Some(Ok(Chunk {
                kind: u16_at(bytes, 0)?,
                header: u16_at(bytes, 2).map_or(8, |header| usize::from(header).max(8)),
                bytes,
            }));
        }
    }
}
