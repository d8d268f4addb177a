//! Android's compiled XML, however it is kept: binary in an APK ([`crate::axml`]), protobuf in a bundle ([`crate::proto`]). Who reads
//! a manifest or a drawable sees elements and attributes, and the same bounds hold for both.

use thiserror::Error;

use crate::{
    axml::{self, Value},
    budget::{Budget, Halt},
    form::Form,
    proto::{self, ProtoError},
};

/// Bounds on hostile documents; real manifests stay two orders of magnitude below.
pub(crate) const NODES_MAX: u32 = 200_000;
pub(crate) const DEPTH_MAX: usize = 256;

#[derive(Debug, Error)]
pub(crate) enum XmlError {
    #[error("it is plain text, as in a source tree, not the compiled form of a built app")]
    PlainText,
    #[error("it has no table of strings")]
    NoStrings,
    #[error("it has too many elements")]
    TooMany,
    #[error("it is nested too deeply")]
    TooDeep,
    #[error(transparent)]
    Proto(#[from] ProtoError),
    #[error(transparent)]
    Halt(#[from] Halt),
}

pub(crate) enum Event<'a> {
    Start(Element<'a>),
    End,
}

/// One element's start: its name and its attributes.
pub(crate) enum Element<'a> {
    Binary(axml::Element<'a>),
    Proto(proto::Element<'a>),
}

impl Element<'_> {
    /// The name when the element has no namespace. Elements in a namespace are somebody else's and have none here.
    pub(crate) fn name(&self) -> Option<String> {
        match self {
            Self::Binary(element) => element.name(),
            Self::Proto(element) => element.name().map(str::to_owned),
        }
    }

    /// The attribute of that resource id, whatever its name says.
    pub(crate) fn by_id(&self, id: u32) -> Option<Value> {
        match self {
            Self::Binary(element) => element.by_id(id),
            Self::Proto(element) => element.by_id(id),
        }
    }

    /// An attribute that has a name and no id, such as `package`.
    pub(crate) fn by_name(&self, name: &str) -> Option<Value> {
        match self {
            Self::Binary(element) => element.by_name(name),
            Self::Proto(element) => element.by_name(name),
        }
    }
}

/// Every element's start and end, in order. The callback gets the depth, 0 for the root.
pub(crate) fn walk(
    form: Form,
    bytes: &[u8],
    budget: &Budget<'_>,
    visit: impl FnMut(usize, Event<'_>),
) -> Result<(), XmlError> {
    if is_plain_text(bytes) {
        return Err(XmlError::PlainText);
    }
    match form {
        Form::Apk => axml::Document::parse(bytes)?.walk(budget, visit),
        Form::Aab => proto::walk(bytes, budget, visit),
    }
}

/// `<?xml`, `<!--` or `<manifest`. The sign `<` alone does not tell: in protobuf it may be a length behind the tag that looks like a
/// line's end.
fn is_plain_text(bytes: &[u8]) -> bool {
    let text = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
    matches!(
        text.trim_ascii_start(),
        [b'<', b'?' | b'!' | b'a'..=b'z', ..]
    )
}

#[cfg(test)]
mod tests {
    use super::is_plain_text;

    #[test]
    fn tells_text_from_protobuf_that_looks_like_it() {
        assert!(is_plain_text(b"<manifest/>") && is_plain_text(b"\n <!-- -->"));
        assert!(is_plain_text(b"\xef\xbb\xbf\n <?xml version='1.0'?>"));
        // An XmlNode whose element has 60 bytes: its tag is a line feed, its length the sign `<`.
        assert!(!is_plain_text(b"\n<\n\x08\x12\x06"));
        assert!(!is_plain_text(b"\n<\x1a\x08manifest"));
    }
}
