//! Plain XML as Apple's files carry it: property lists, an installer's table of contents and its description. Read into one flat list, so
//! that neither depth nor size can exhaust anything; entities that a document declares itself are never expanded.

use quick_xml::{
    Reader, XmlVersion,
    escape::resolve_xml_entity,
    events::{BytesStart, Event},
};
use thiserror::Error;

use crate::budget::{Budget, Halt};

/// Bounds on hostile documents; real ones stay two orders of magnitude below.
const NODES_MAX: usize = 100_000;
const DEPTH_MAX: usize = 64;
const ATTRIBUTES_MAX: usize = 64;

#[derive(Debug, Error)]
pub(crate) enum MarkupError {
    #[error("it is no text in UTF-8")]
    NotText,
    #[error("it is no well-formed XML")]
    Malformed,
    #[error("it has too many elements")]
    TooMany,
    #[error("it is nested too deeply")]
    TooDeep,
    #[error(transparent)]
    Halt(#[from] Halt),
}

/// A whole document.
pub(crate) struct Markup {
    /// The root first, each element before those inside it.
    nodes: Vec<Node>,
}

#[derive(Default)]
struct Node {
    name: String,
    attributes: Vec<(String, String)>,
    /// The text directly inside, entities resolved.
    text: String,
    first_child: Option<usize>,
    next_sibling: Option<usize>,
}

/// One element of a document.
#[derive(Clone, Copy)]
pub(crate) struct Tag<'a> {
    markup: &'a Markup,
    node: &'a Node,
}

impl Markup {
    pub(crate) fn parse(bytes: &[u8], budget: &Budget<'_>) -> Result<Self, MarkupError> {
        let text = std::str::from_utf8(bytes).map_err(|_| MarkupError::NotText)?;
        let text = text.strip_prefix('\u{feff}').unwrap_or(text);
        let mut reader = Reader::from_str(text);
        reader.config_mut().expand_empty_elements = true;
        let mut builder = Builder::default();
        for step in 0_u64.. {
            if step % 1024 == 0 {
                budget.check()?;
            }
            match reader.read_event().map_err(|_| MarkupError::Malformed)? {
                Event::Start(start) => builder.open(&start)?,
                Event::End(_) => builder.close(),
                Event::Text(text) => builder.text(&text.xml10_content()),
                Event::CData(text) => builder.text(&text.xml10_content()),
                Event::GeneralRef(entity) => {
                    let character = entity
                        .resolve_char_ref()
                        .map_err(|_| MarkupError::Malformed)?;
                    if let Some(character) = character {
                        builder.text(character.encode_utf8(&mut [0; 4]));
                    } else if let Some(known) = resolve_xml_entity(entity.as_ref()) {
                        builder.text(known);
                    }
                }
                Event::Eof => break,
                Event::Empty(_)
                | Event::Comment(_)
                | Event::Decl(_)
                | Event::PI(_)
                | Event::DocType(_) => {}
            }
        }
        builder.finish()
    }

    /// The outermost element.
    pub(crate) fn root(&self) -> Option<Tag<'_>> {
        self.tag(0)
    }

    fn tag(&self, index: usize) -> Option<Tag<'_>> {
        self.nodes.get(index).map(|node| Tag { markup: self, node })
    }
}

#[derive(Default)]
struct Builder {
    nodes: Vec<Node>,
    /// The elements that are open, each with the last child that it has so far.
    open: Vec<(usize, Option<usize>)>,
}

impl Builder {
    fn open(&mut self, start: &BytesStart<'_>) -> Result<(), MarkupError> {
        let index = self.nodes.len();
        if index == NODES_MAX {
            return Err(MarkupError::TooMany);
        }
        if self.open.len() == DEPTH_MAX {
            return Err(MarkupError::TooDeep);
        }
        let before = match self.open.last_mut() {
            Some((parent, last)) => match last.replace(index) {
                Some(sibling) => self
                    .nodes
                    .get_mut(sibling)
                    .map(|node| &mut node.next_sibling),
                None => self
                    .nodes
                    .get_mut(*parent)
                    .map(|node| &mut node.first_child),
            },
            None if index > 0 => return Err(MarkupError::Malformed),
            None => None,
        };
        if let Some(link) = before {
            *link = Some(index);
        }
        self.nodes.push(Node {
            name: start.local_name().as_ref().to_owned(),
            attributes: attributes(start)?,
            ..Node::default()
        });
        self.open.push((index, None));
        Ok(())
    }

    fn close(&mut self) {
        self.open.pop();
    }

    fn text(&mut self, text: &str) {
        let node = self
            .open
            .last()
            .and_then(|(index, _)| self.nodes.get_mut(*index));
        if let Some(node) = node {
            node.text.push_str(text);
        }
    }

    fn finish(self) -> Result<Markup, MarkupError> {
        if self.nodes.is_empty() || !self.open.is_empty() {
            return Err(MarkupError::Malformed);
        }
        Ok(Markup { nodes: self.nodes })
    }
}

fn attributes(start: &BytesStart<'_>) -> Result<Vec<(String, String)>, MarkupError> {
    let mut found = Vec::new();
    // The library's own search for doubles takes the square of their number; here there are few.
    for attribute in start.attributes().with_checks(false) {
        let attribute = attribute.map_err(|_| MarkupError::Malformed)?;
        let name = attribute.key.as_ref().to_owned();
        if found.len() == ATTRIBUTES_MAX || found.iter().any(|(known, _)| *known == name) {
            return Err(MarkupError::Malformed);
        }
        let value = attribute
            .normalized_value(XmlVersion::Implicit1_0)
            .map_err(|_| MarkupError::Malformed)?;
        found.push((name, value.into_owned()));
    }
    Ok(found)
}

impl<'a> Tag<'a> {
    pub(crate) fn name(self) -> &'a str {
        &self.node.name
    }

    pub(crate) fn attribute(self, name: &str) -> Option<&'a str> {
        self.node
            .attributes
            .iter()
            .find(|(known, _)| known == name)
            .map(|(_, value)| value.as_str())
    }

    /// The text directly inside, without the white space around it.
    pub(crate) fn text(self) -> &'a str {
        self.node.text.trim()
    }

    pub(crate) fn children(self) -> impl Iterator<Item = Tag<'a>> {
        let first = self.node.first_child;
        std::iter::successors(first.and_then(|index| self.markup.tag(index)), |tag| {
            tag.markup.tag(tag.node.next_sibling?)
        })
    }

    /// The first element of that name directly inside.
    pub(crate) fn child(self, name: &str) -> Option<Tag<'a>> {
        self.children().find(|tag| tag.name() == name)
    }

    /// This element and all inside it, in the document's order.
    pub(crate) fn all(self) -> impl Iterator<Item = Tag<'a>> {
        let mut open = vec![self];
        std::iter::from_fn(move || {
            let tag = open.pop()?;
            let at = open.len();
            open.extend(tag.children());
            if let Some(inside) = open.get_mut(at..) {
                inside.reverse();
            }
            Some(tag)
        })
    }
}

#[cfg(test)]
mod tests {
    use super::{Markup, MarkupError};
    use crate::budget::Budget;

    fn parse(text: &str) -> Result<Markup, MarkupError> {
        Markup::parse(text.as_bytes(), &Budget::new(&|| false))
    }

    #[test]
    fn reads_elements_attributes_and_text() {
        let markup = parse(
            "\u{feff}<?xml version='1.0'?><!DOCTYPE a><a x='1' y=\"&lt;2\"> one <b/> &amp;&#x41;<![CDATA[<z>]]><c>deep</c></a>",
        )
        .unwrap();
        let root = markup.root().unwrap();
        assert_eq!((root.name(), root.text()), ("a", "one  &A<z>"));
        assert_eq!(
            (root.attribute("x"), root.attribute("y")),
            (Some("1"), Some("<2"))
        );
        assert_eq!(root.attribute("z"), None);
        assert_eq!(root.child("c").unwrap().text(), "deep");
        let names: Vec<&str> = root.all().map(super::Tag::name).collect();
        assert_eq!(names, ["a", "b", "c"]);
    }

    #[test]
    fn what_is_no_document_is_refused() {
        for text in [
            "",
            "text",
            "<a>",
            "<a></b>",
            "<a/><b/>",
            "</a>",
            "<a x='1' x='2'/>",
        ] {
            assert!(matches!(parse(text), Err(MarkupError::Malformed)), "{text}");
        }
        let latin = Markup::parse(b"<a>\xe4</a>", &Budget::new(&|| false));
        assert!(matches!(latin, Err(MarkupError::NotText)));
    }

    #[test]
    fn bounds_hold() {
        assert!(parse(&format!("{}{}", "<a>".repeat(64), "</a>".repeat(64))).is_ok());
        assert!(matches!(
            parse(&"<a>".repeat(1_000_000)),
            Err(MarkupError::TooDeep)
        ));
        let crowd = format!("<a>{}</a>", "<b/>".repeat(100_000));
        assert!(matches!(parse(&crowd), Err(MarkupError::TooMany)));
        let attributes: String = (0..100_000)
            .map(|number| format!(" a{number}=''"))
            .collect();
        assert!(matches!(
            parse(&format!("<a{attributes}/>")),
            Err(MarkupError::Malformed)
        ));
    }

    #[test]
    fn entities_of_the_document_are_never_expanded() {
        let laughs = "<!DOCTYPE a [<!ENTITY b 'bbbb'><!ENTITY c '&b;&b;'><!ENTITY f SYSTEM 'file:///etc/passwd'>]>
            <a>&c;&f;x</a>";
        assert_eq!(parse(laughs).unwrap().root().unwrap().text(), "x");
    }
}
