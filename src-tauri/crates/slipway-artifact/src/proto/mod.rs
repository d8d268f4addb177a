//! Protobuf as aapt2 and bundletool write it: fields with numbers, read one after the other without a schema compiler. Strict where a
//! lenient reader could see another app than the store does: a field that may be there once and is there twice is refused, not merged.
//! What the fields mean is for those who read manifests, resources and the bundle's own settings.

mod element;
mod item;

use thiserror::Error;

pub(crate) use element::{Element, walk};
pub(crate) use item::Item;

/// A number has at most 64 bits in groups of seven.
const NUMBER_LEN_MAX: u32 = 10;

#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub(crate) enum ProtoError {
    #[error("a field of it reaches beyond its end")]
    Cut,
    #[error("a number in it does not end")]
    Endless,
    #[error("a field of it is of no known kind")]
    Kind,
    #[error("a field that may be there once is there twice")]
    Twice,
    #[error("a text in it is no UTF-8")]
    NoText,
}

/// What a field holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Content<'a> {
    Number(u64),
    /// A text, a message or plain bytes: only the reader knows.
    Bytes(&'a [u8]),
    /// Four or eight bytes, such as a floating-point number; nothing of ours is made of these.
    Fixed,
}

impl<'a> Content<'a> {
    pub(crate) fn number(self) -> Result<u64, ProtoError> {
        match self {
            Self::Number(number) => Ok(number),
            _ => Err(ProtoError::Kind),
        }
    }

    pub(crate) fn message(self) -> Result<Message<'a>, ProtoError> {
        match self {
            Self::Bytes(bytes) => Ok(Message(bytes)),
            _ => Err(ProtoError::Kind),
        }
    }

    pub(crate) fn text(self) -> Result<&'a str, ProtoError> {
        match self {
            Self::Bytes(bytes) => std::str::from_utf8(bytes).map_err(|_| ProtoError::NoText),
            _ => Err(ProtoError::Kind),
        }
    }
}

/// The bytes of a message. Nothing is read before it is asked for; what nobody asks for is stepped over by its length.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Message<'a>(&'a [u8]);

impl<'a> Message<'a> {
    pub(crate) fn new(bytes: &'a [u8]) -> Self {
        Self(bytes)
    }

    /// Bytes.
    pub(crate) fn len(self) -> usize {
        self.0.len()
    }

    /// Every field in order; after an error, nothing more.
    pub(crate) fn fields(self) -> Fields<'a> {
        Fields(self.0)
    }

    /// The field of that number, or `None` when it is not there, which stands for zero or empty.
    pub(crate) fn only(self, number: u32) -> Result<Option<Content<'a>>, ProtoError> {
        let mut found = None;
        for field in self.fields() {
            let (known, content) = field?;
            if known == number && found.replace(content).is_some() {
                return Err(ProtoError::Twice);
            }
        }
        Ok(found)
    }

    pub(crate) fn number(self, number: u32) -> Result<u64, ProtoError> {
        self.only(number)?.map_or(Ok(0), Content::number)
    }

    pub(crate) fn message(self, number: u32) -> Result<Option<Message<'a>>, ProtoError> {
        self.only(number)?.map(Content::message).transpose()
    }

    pub(crate) fn text(self, number: u32) -> Result<&'a str, ProtoError> {
        self.only(number)?.map_or(Ok(""), Content::text)
    }
}

/// What is left of a message, field by field.
pub(crate) struct Fields<'a>(&'a [u8]);

impl<'a> Fields<'a> {
    fn field(&mut self) -> Result<(u32, Content<'a>), ProtoError> {
        let tag = u32::try_from(self.varint()?).map_err(|_| ProtoError::Kind)?;
        let content = match tag & 7 {
            0 => Content::Number(self.varint()?),
            1 => self.take(8).map(|_| Content::Fixed)?,
            2 => {
                let len = usize::try_from(self.varint()?).map_err(|_| ProtoError::Cut)?;
                Content::Bytes(self.take(len)?)
            }
            5 => self.take(4).map(|_| Content::Fixed)?,
            // 3 and 4 are groups, which the language gave up before aapt2 was written.
            _ => return Err(ProtoError::Kind),
        };
        match tag >> 3 {
            0 => Err(ProtoError::Kind),
            number => Ok((number, content)),
        }
    }

    fn varint(&mut self) -> Result<u64, ProtoError> {
        let mut number = 0_u64;
        for group in 0..NUMBER_LEN_MAX {
            let &[byte] = self.take(1)? else {
                return Err(ProtoError::Cut);
            };
            // The tenth group has room for one bit; what is above is dropped, as every reader does.
            number |= u64::from(byte & 0x7f) << (7 * group);
            if byte & 0x80 == 0 {
                return Ok(number);
            }
        }
        Err(ProtoError::Endless)
    }

    fn take(&mut self, len: usize) -> Result<&'a [u8], ProtoError> {
        let (head, rest) = self.0.split_at_checked(len).ok_or(ProtoError::Cut)?;
        self.0 = rest;
        Ok(head)
    }
}

impl<'a> Iterator for Fields<'a> {
    type Item = Result<(u32, Content<'a>), ProtoError>;

    fn next(&mut self) -> Option<Self::Item> {
        if self.0.is_empty() {
            return None;
        }
        let field = self.field();
        if field.is_err() {
            self.0 = &[];
        }
        Some(field)
    }
}

#[cfg(test)]
mod tests {
    use super::{Content, Message, ProtoError};

    fn fields(bytes: &[u8]) -> Result<Vec<(u32, Content<'_>)>, ProtoError> {
        Message::new(bytes).fields().collect()
    }

    #[test]
    fn reads_the_samples_of_the_format() {
        // The two messages of the protobuf documentation: 150 as a varint, "testing" as a text.
        assert_eq!(
            fields(&[0x08, 0x96, 0x01]),
            Ok(vec![(1, Content::Number(150))])
        );
        assert_eq!(
            fields(b"\x12\x07testing"),
            Ok(vec![(2, Content::Bytes(b"testing"))])
        );
        // -2 as a 32-bit number takes ten bytes.
        let negative = [
            0x08, 0xfe, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x01,
        ];
        let [(1, Content::Number(number))] = fields(&negative).unwrap()[..] else {
            panic!("one number");
        };
        assert_eq!(number as u32 as i32, -2);
        let fixed = [0x0d, 1, 2, 3, 4, 0x11, 1, 2, 3, 4, 5, 6, 7, 8, 0x18, 7];
        assert_eq!(
            fields(&fixed).unwrap(),
            [
                (1, Content::Fixed),
                (2, Content::Fixed),
                (3, Content::Number(7))
            ]
        );
        assert_eq!(fields(&[]), Ok(vec![]));
    }

    #[test]
    fn refuses_what_does_not_end_or_fit() {
        assert_eq!(fields(&[0x08]), Err(ProtoError::Cut));
        assert_eq!(fields(&[0x08, 0x80]), Err(ProtoError::Cut));
        assert_eq!(fields(&[0xff; 11]), Err(ProtoError::Endless));
        assert_eq!(fields(b"\x12\x08testing"), Err(ProtoError::Cut));
        let huge = [
            0x12, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x01,
        ];
        assert_eq!(fields(&huge), Err(ProtoError::Cut));
        // Field number 0, a group, and the head of a binary XML file.
        assert_eq!(fields(&[0x00, 0x01]), Err(ProtoError::Kind));
        assert_eq!(fields(&[0x0b, 0x0c]), Err(ProtoError::Kind));
        assert_eq!(fields(&[0x03, 0x00, 0x08, 0x00]), Err(ProtoError::Kind));
    }

    #[test]
    fn a_single_field_is_single_and_of_its_kind() {
        let message = Message::new(b"\x12\x01a\x18\x07\x12\x01b\x22\x01\xff");
        assert_eq!(message.text(2), Err(ProtoError::Twice));
        assert_eq!(message.number(3), Ok(7));
        assert_eq!(message.text(3), Err(ProtoError::Kind));
        assert_eq!(message.text(4), Err(ProtoError::NoText));
        assert_eq!((message.number(9), message.text(9)), (Ok(0), Ok("")));
    }
}
