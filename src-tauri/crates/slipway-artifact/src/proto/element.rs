//! Compiled XML in protobuf (`aapt.pb.XmlNode`), element by element. Field numbers as in aapt2's schema [checked on real bundles].
//! Elements are read when the walk enters them; their children only when it gets there, so that depth costs no stack.

use crate::{
    axml::Value,
    budget::Budget,
    proto::{Fields, Item, Message, ProtoError, item::cut},
    xml::{self, DEPTH_MAX, Event, NODES_MAX, XmlError},
};

/// Of a node: its element; text is of no interest.
const ELEMENT: u32 = 1;
/// Of an element.
const NAMESPACE: u32 = 2;
const NAME: u32 = 3;
const ATTRIBUTE: u32 = 4;
const CHILD: u32 = 5;
/// The binary form has 16 bits for this.
const ATTRIBUTES_MAX: usize = 65_535;

pub(crate) struct Element<'a> {
    namespace: &'a str,
    name: &'a str,
    attributes: Vec<Attribute<'a>>,
}

struct Attribute<'a> {
    namespace: &'a str,
    name: &'a str,
    text: &'a str,
    /// 0 for none.
    id: u32,
    /// The text compiled; `None` where aapt2 left it a text.
    item: Option<Item<'a>>,
}

/// Every element's start and end, in order. The callback gets the depth, 0 for the root.
pub(crate) fn walk<'a>(
    bytes: &'a [u8],
    budget: &Budget<'_>,
    mut visit: impl FnMut(usize, Event<'a>),
) -> Result<(), XmlError> {
    // The fields that are left of each open element.
    let mut open: Vec<Fields<'a>> = Vec::new();
    let mut next = Some(Message::new(bytes));
    let mut seen = 0;
    loop {
        if let Some(node) = next {
            if seen % 1024 == 0 {
                budget.check()?;
            }
            if seen == NODES_MAX {
                return Err(XmlError::TooMany);
            }
            seen += 1;
            if let Some(message) = node.message(ELEMENT)? {
                if open.len() == DEPTH_MAX {
                    return Err(XmlError::TooDeep);
                }
                let element = Element::parse(message)?;
                visit(open.len(), Event::Start(xml::Element::Proto(element)));
                open.push(message.fields());
            }
        }
        let Some(fields) = open.last_mut() else {
            return Ok(());
        };
        next = child(fields)?;
        if next.is_none() {
            open.pop();
            visit(open.len(), Event::End);
        }
    }
}

fn child<'a>(fields: &mut Fields<'a>) -> Result<Option<Message<'a>>, ProtoError> {
    for field in fields {
        if let (CHILD, content) = field? {
            return content.message().map(Some);
        }
    }
    Ok(None)
}

impl<'a> Element<'a> {
    fn parse(message: Message<'a>) -> Result<Self, XmlError> {
        let (mut namespace, mut name) = (None, None);
        let mut attributes = Vec::new();
        for field in message.fields() {
            let (number, content) = field?;
            let twice = match number {
                NAMESPACE => namespace.replace(content.text()?).is_some(),
                NAME => name.replace(content.text()?).is_some(),
                ATTRIBUTE if attributes.len() == ATTRIBUTES_MAX => return Err(XmlError::TooMany),
                ATTRIBUTE => {
                    attributes.push(Attribute::parse(content.message()?)?);
                    false
                }
                _ => false,
            };
            if twice {
                return Err(ProtoError::Twice.into());
            }
        }
        Ok(Self {
            namespace: namespace.unwrap_or_default(),
            name: name.unwrap_or_default(),
            attributes,
        })
    }

    pub(crate) fn name(&self) -> Option<&str> {
        self.namespace.is_empty().then_some(self.name)
    }

    pub(crate) fn by_id(&self, id: u32) -> Option<Value> {
        self.attributes
            .iter()
            .find(|attribute| attribute.id == id)
            .map(Attribute::value)
    }

    pub(crate) fn by_name(&self, name: &str) -> Option<Value> {
        self.attributes
            .iter()
            .find(|attribute| attribute.namespace.is_empty() && attribute.name == name)
            .map(Attribute::value)
    }
}

impl<'a> Attribute<'a> {
    fn parse(message: Message<'a>) -> Result<Self, ProtoError> {
        let item = message.message(6)?.map(Item::parse).transpose()?;
        Ok(Self {
            namespace: message.text(1)?,
            name: message.text(2)?,
            text: message.text(3)?,
            id: u32::try_from(message.number(5)?).map_err(|_| ProtoError::Kind)?,
            item: item.flatten(),
        })
    }

    /// The compiled value where there is one that says something, else the text.
    fn value(&self) -> Value {
        self.item
            .and_then(Item::read)
            .unwrap_or_else(|| Value::Text(cut(self.text).to_owned()))
    }
}
