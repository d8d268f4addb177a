//! A compiled value, as it stands in a bundle's manifest and resources alike (`aapt.pb.Item`).

use crate::{
    axml::Value,
    proto::{Message, ProtoError},
};

/// Longest text that is kept, in bytes; labels and version names are shorter by far.
const TEXT_MAX: usize = 64 * 1024;

/// Borrowed from the file, so that a text is copied only when somebody wants it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Item<'a> {
    Text(&'a str),
    Number(u32),
    Truth(bool),
    Reference(u32),
    /// A colour, a dimension: no fact of ours is made of these.
    Other,
}

impl<'a> Item<'a> {
    /// `None` when the message holds no value. Field numbers as in aapt2's schema [checked against aapt2's output].
    pub(crate) fn parse(message: Message<'a>) -> Result<Option<Self>, ProtoError> {
        let mut found = None;
        for field in message.fields() {
            let (number, content) = field?;
            let item = match number {
                1 => reference(content.message()?)?,
                // Text, raw text, styled text, and the path of a file: all have their text first.
                2..=5 => Self::Text(content.message()?.text(1)?),
                6 => Self::Other,
                7 => primitive(content.message()?)?,
                _ => continue,
            };
            // One of these and no more.
            if found.replace(item).is_some() {
                return Err(ProtoError::Twice);
            }
        }
        Ok(found)
    }

    pub(crate) fn read(self) -> Option<Value> {
        match self {
            Self::Text(text) => Some(Value::Text(cut(text).to_owned())),
            Self::Number(number) => Some(Value::Number(number)),
            Self::Truth(truth) => Some(Value::Truth(truth)),
            Self::Reference(id) => Some(Value::Reference(id)),
            Self::Other => None,
        }
    }
}

/// Type 0 refers to a resource, type 1 to an attribute of the theme, which no build decides.
fn reference(message: Message<'_>) -> Result<Item<'_>, ProtoError> {
    let id = u32::try_from(message.number(2)?).map_err(|_| ProtoError::Kind)?;
    Ok(if message.number(1)? == 0 && id != 0 {
        Item::Reference(id)
    } else {
        Item::Other
    })
}

fn primitive(message: Message<'_>) -> Result<Item<'_>, ProtoError> {
    let mut found = None;
    for field in message.fields() {
        let (number, content) = field?;
        let item = match number {
            // Decimal, hexadecimal. A negative number is written with 64 bits, of which 32 are meant.
            6 | 7 => Item::Number(content.number()? as u32),
            8 => Item::Truth(content.number()? != 0),
            _ => Item::Other,
        };
        if found.replace(item).is_some() {
            return Err(ProtoError::Twice);
        }
    }
    Ok(found.unwrap_or(Item::Other))
}

/// As much of a text as is kept.
pub(super) fn cut(text: &str) -> &str {
    text.get(..text.floor_char_boundary(TEXT_MAX))
        .unwrap_or(text)
}

#[cfg(test)]
mod tests {
    use super::{Item, cut};
    use crate::proto::{Message, ProtoError};

    fn item(bytes: &[u8]) -> Result<Option<Item<'_>>, ProtoError> {
        Item::parse(Message::new(bytes))
    }

    #[test]
    fn reads_every_kind() {
        assert_eq!(item(b"\x12\x03\x0a\x01a"), Ok(Some(Item::Text("a"))));
        assert_eq!(
            item(b"\x2a\x07\x0a\x03r/a\x10\x01"),
            Ok(Some(Item::Text("r/a")))
        );
        assert_eq!(item(b"\x3a\x02\x30\x07"), Ok(Some(Item::Number(7))));
        assert_eq!(item(b"\x3a\x02\x38\x10"), Ok(Some(Item::Number(16))));
        assert_eq!(item(b"\x3a\x02\x40\x01"), Ok(Some(Item::Truth(true))));
        assert_eq!(item(b"\x3a\x02\x40\x00"), Ok(Some(Item::Truth(false))));
        assert_eq!(item(b"\x3a\x05\x1d\0\0\0\0"), Ok(Some(Item::Other)));
        assert_eq!(item(b"\x0a\x02\x10\x05"), Ok(Some(Item::Reference(5))));
        // ?attr/…, and a reference by name alone.
        assert_eq!(item(b"\x0a\x04\x08\x01\x10\x05"), Ok(Some(Item::Other)));
        assert_eq!(item(b"\x0a\x03\x1a\x01a"), Ok(Some(Item::Other)));
        assert_eq!(item(b""), Ok(None));
    }

    #[test]
    fn two_values_in_one_are_refused() {
        assert_eq!(
            item(b"\x12\x03\x0a\x01a\x12\x03\x0a\x01b"),
            Err(ProtoError::Twice)
        );
        assert_eq!(
            item(b"\x3a\x02\x30\x07\x12\x03\x0a\x01b"),
            Err(ProtoError::Twice)
        );
        assert_eq!(item(b"\x3a\x04\x30\x07\x30\x08"), Err(ProtoError::Twice));
    }

    #[test]
    fn a_long_text_ends_between_two_characters() {
        let long = format!("a{}", "滑".repeat(30_000));
        assert_eq!(cut(&long).len(), 1 + 21_845 * 3);
        assert_eq!(cut("滑"), "滑");
    }
}
