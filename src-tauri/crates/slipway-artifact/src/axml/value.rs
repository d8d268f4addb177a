//! A typed value, as it stands in binary XML and in resources.arsc alike.

/// Type and 32 bits of data as in the file.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) struct Raw {
    pub(crate) kind: u8,
    pub(crate) data: u32,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Value {
    Text(String),
    /// Decimal or hexadecimal in the source; Android makes no difference.
    Number(u32),
    Truth(bool),
    /// A resource id, to be looked up in resources.arsc.
    Reference(u32),
}

impl Raw {
    /// `None` for types that no fact of ours is made of (colours, dimensions) and for a text that is not there.
    pub(crate) fn read(self, text: impl FnOnce(u32) -> Option<String>) -> Option<Value> {
        // Type numbers [AOSP Res_value]; 7 is a reference to be loaded from another package at run time.
        match self.kind {
            0x01 | 0x07 => Some(Value::Reference(self.data)),
            0x03 => text(self.data).map(Value::Text),
            0x10 | 0x11 => Some(Value::Number(self.data)),
            0x12 => Some(Value::Truth(self.data != 0)),
            _ => None,
        }
    }
}

impl Value {
    pub(crate) fn text(&self) -> Option<&str> {
        match self {
            Self::Text(text) => Some(text),
            _ => None,
        }
    }

    pub(crate) fn reference(&self) -> Option<u32> {
        match self {
            Self::Reference(id) => Some(*id),
            _ => None,
        }
    }

    /// A number, also when somebody wrote it as text.
    pub(crate) fn number(&self) -> Option<u32> {
        match self {
            Self::Number(number) => Some(*number),
            Self::Text(text) => text.trim().parse().ok(),
            Self::Truth(_) | Self::Reference(_) => None,
        }
    }
}
