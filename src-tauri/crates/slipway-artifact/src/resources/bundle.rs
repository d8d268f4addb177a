//! The resource table of a bundle's module: `aapt.pb.ResourceTable`. Read once for where each resource's entry is; the entry itself only
//! when it is asked for. Field numbers as in aapt2's schema [checked against aapt2's output].

use std::cell::Cell;

use crate::{
    budget::Budget,
    proto::{Content, Item, Message, ProtoError},
    resources::{Config, Found},
    xml::XmlError,
};

/// Of the table, a package, a type and an entry: the parts that it has many of.
const PACKAGES: u32 = 2;
const TYPES: u32 = 3;
const ENTRIES: u32 = 3;
const VALUES: u32 = 6;
/// Of a package, a type and an entry: its number, in a message of its own.
const ID: u32 = 1;
/// Entries that are kept. Big apps have a fifth of this.
const ENTRIES_MAX: usize = 500_000;
/// Values of one resource that are kept: one per language and density is a few hundred.
const VALUES_MAX: usize = 10_000;
/// How many bytes of entries may be read over the life of a table. References can fan out; this ends it. A label behind a reference in
/// a hundred languages needs half a mebibyte.
const READ_MAX: usize = 8 * 1024 * 1024;

pub(crate) struct Bundle<'a> {
    /// In the order of the ids.
    entries: Vec<(u32, Message<'a>)>,
    left: Cell<usize>,
}

impl<'a> Bundle<'a> {
    pub(super) fn parse(bytes: &'a [u8], budget: &Budget<'_>) -> Result<Self, XmlError> {
        let mut entries = Vec::new();
        let mut steps = 0_u32;
        let mut step = || {
            steps = steps.wrapping_add(1);
            if steps % 1024 == 1 {
                return budget.check();
            }
            Ok(())
        };
        for package in parts(Message::new(bytes), PACKAGES) {
            step()?;
            let package = package?;
            let package_id = id(package)?;
            for kind in parts(package, TYPES) {
                step()?;
                let kind = kind?;
                let kind_id = id(kind)?;
                for entry in parts(kind, ENTRIES) {
                    step()?;
                    let entry = entry?;
                    // 0xPPTTEEEE. A part without an id was not linked; nothing can refer to it.
                    let (Some(package), Some(kind), Some(number)) =
                        (package_id, kind_id, id(entry)?)
                    else {
                        continue;
                    };
                    if package > 0xff || kind > 0xff || number > 0xffff {
                        continue;
                    }
                    if entries.len() == ENTRIES_MAX {
                        return Err(XmlError::TooMany);
                    }
                    entries.push((package << 24 | kind << 16 | number, entry));
                }
            }
        }
        entries.sort_by_key(|&(id, _)| id);
        Ok(Self {
            entries,
            left: Cell::new(READ_MAX),
        })
    }

    pub(super) fn is_empty(&self) -> bool {
        self.entries.is_empty()
    }

    /// Every value of a resource with the configuration it is for. A broken one counts as none.
    pub(super) fn values(&self, id: u32) -> Vec<(Config, Found<'_>)> {
        let first = self.entries.partition_point(|&(known, _)| known < id);
        self.entries
            .iter()
            .skip(first)
            .take_while(|&&(known, _)| known == id)
            .filter(|(_, entry)| self.may_read(entry.len()))
            .flat_map(|&(_, entry)| parts(entry, VALUES))
            .filter_map(|value| self::value(value.ok()?))
            .take(VALUES_MAX)
            .collect()
    }

    fn may_read(&self, len: usize) -> bool {
        let left = self.left.get().checked_sub(len);
        self.left.set(left.unwrap_or_default());
        left.is_some()
    }
}

/// The simple value of one configuration; `None` for a style, a plural or an array.
fn value(message: Message<'_>) -> Option<(Config, Found<'_>)> {
    let config = message.message(1).ok()?;
    let item = message.message(2).ok()??.message(4).ok()??;
    let item = Item::parse(item).ok()??;
    let config = config.map_or(Ok(Config::default()), Config::from_bundle);
    Some((config.ok()?, Found::Bundle(item)))
}

/// Every message in the field of that number.
fn parts(
    message: Message<'_>,
    wanted: u32,
) -> impl Iterator<Item = Result<Message<'_>, ProtoError>> {
    message.fields().filter_map(move |field| match field {
        Ok((number, content)) => (number == wanted).then(|| Content::message(content)),
        Err(error) => Some(Err(error)),
    })
}

/// A message with the id inside; the id 0 is not written.
fn id(part: Message<'_>) -> Result<Option<u32>, ProtoError> {
    let Some(message) = part.message(ID)? else {
        return Ok(None);
    };
    Ok(u32::try_from(message.number(1)?).ok())
}

#[cfg(test)]
mod tests {
    use super::{Bundle, READ_MAX, VALUES_MAX};
    use crate::{axml::Value, budget::Budget, resources::Found};

    fn bytes(number: u8, inside: &[u8]) -> Vec<u8> {
        let mut field = vec![number << 3 | 2];
        let mut len = inside.len();
        while len > 0x7f {
            field.push(0x80 | (len & 0x7f) as u8);
            len >>= 7;
        }
        field.push(len as u8);
        field.extend(inside);
        field
    }

    /// One entry 0x7f010000 with that many equal texts for the default configuration.
    fn table(texts: usize) -> Vec<u8> {
        let item = bytes(2, &bytes(1, b"a"));
        let value = bytes(6, &bytes(2, &bytes(4, &item)));
        let entry = [bytes(1, &[]), value.repeat(texts)].concat();
        let kind = [bytes(1, &[8, 1]), bytes(3, &entry)].concat();
        let package = [bytes(1, &[8, 0x7f]), bytes(3, &kind)].concat();
        bytes(2, &package)
    }

    #[test]
    fn finds_by_id() {
        let table = table(1);
        let table = Bundle::parse(&table, &Budget::new(&|| false)).unwrap();
        let values = table.values(0x7f01_0000);
        let [(config, found @ Found::Bundle(_))] = values[..] else {
            panic!("one value");
        };
        assert_eq!(found.read(), Some(Value::Text("a".into())));
        assert_eq!((config.tag().as_str(), config.density), ("", 0));
        assert!(table.values(0x7f01_0001).is_empty() && table.values(0x0101_0000).is_empty());
    }

    #[test]
    fn a_resource_with_very_many_values_is_not_read_forever() {
        let table = table(100_000);
        let times = READ_MAX / table.len();
        let table = Bundle::parse(&table, &Budget::new(&|| false)).unwrap();
        for _ in 0..times {
            assert_eq!(table.values(0x7f01_0000).len(), VALUES_MAX);
        }
        assert!(table.values(0x7f01_0000).is_empty());
    }
}
