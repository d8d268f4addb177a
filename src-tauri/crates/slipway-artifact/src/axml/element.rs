//! One element's start: its name and its attributes.

use crate::{
    axml::{Chunk, Document, Raw, Value},
    bytes::{u16_at, u32_at},
};

/// "No string" in an index field.
const NONE: u32 = u32::MAX;
/// An attribute needs this much; the file may declare more per attribute, and its number is used [AOSP].
const ATTRIBUTE_LEN: usize = 20;

pub(crate) struct Element<'a> {
    document: &'a Document<'a>,
    /// Behind the chunk's header.
    body: &'a [u8],
}

struct Attribute {
    namespace: u32,
    name: u32,
    raw_text: u32,
    value: Raw,
}

impl<'a> Element<'a> {
    pub(super) fn new(document: &'a Document<'a>, chunk: &Chunk<'a>) -> Self {
        Self {
            document,
            body: chunk.bytes.get(chunk.header..).unwrap_or_default(),
        }
    }

    /// The name when the element has no namespace. Elements in a namespace are somebody else's and have none here.
    pub(crate) fn name(&self) -> Option<String> {
        if u32_at(self.body, 0)? != NONE {
            return None;
        }
        self.document.name(u32_at(self.body, 4)?)
    }

    /// The attribute of that resource id, whatever its name says.
    pub(crate) fn by_id(&self, id: u32) -> Option<Value> {
        self.attributes()
            .find(|attribute| self.document.id(attribute.name) == Some(id))
            .and_then(|attribute| self.value(&attribute))
    }

    /// An attribute that has a name and no id, such as `package`.
    pub(crate) fn by_name(&self, name: &str) -> Option<Value> {
        self.attributes()
            .find(|attribute| {
                attribute.namespace == NONE
                    && self.document.name(attribute.name).as_deref() == Some(name)
            })
            .and_then(|attribute| self.value(&attribute))
    }

    fn attributes(&self) -> impl Iterator<Item = Attribute> {
        let field = |at| u16_at(self.body, at).map(usize::from).unwrap_or_default();
        let (start, size, count) = (field(8), field(10), field(12));
        let count = if size < ATTRIBUTE_LEN { 0 } else { count };
        (0..count).map_while(move |number| attribute(self.body.get(start + number * size..)?))
    }

    fn value(&self, attribute: &Attribute) -> Option<Value> {
        attribute
            .value
            .read(|index| self.document.text(index))
            .or_else(|| self.document.text(attribute.raw_text).map(Value::Text))
    }
}

fn attribute(bytes: &[u8]) -> Option<Attribute> {
    Some(Attribute {
        namespace: u32_at(bytes, 0)?,
        name: u32_at(bytes, 4)?,
        raw_text: u32_at(bytes, 8)?,
        value: Raw {
            kind: *bytes.get(15)?,
            data: u32_at(bytes, 16)?,
        },
    })
}
