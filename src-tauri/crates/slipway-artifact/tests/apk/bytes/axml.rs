//! Binary XML with every oddity that has been seen in the wild.

const NONE: u32 = u32::MAX;

/// An attribute: resource id (0 for none), name, type and data; texts are put into the pool by the writer.
#[derive(Clone)]
pub(crate) struct Attribute {
    pub(crate) id: u32,
    pub(crate) name: &'static str,
    pub(crate) value: Value,
}

#[derive(Clone, Copy)]
pub(crate) enum Value {
    Text(&'static str),
    Typed(u8, u32),
}

pub(crate) fn attribute(id: u32, name: &'static str, value: Value) -> Attribute {
    Attribute { id, name, value }
}

/// Elements in order; a writer for them.
#[derive(Clone)]
pub(crate) struct Axml {
    pub(crate) nodes: Vec<Node>,
    pub utf8: bool,
    pub(crate) outer_type: u16,
    pub(crate) attribute_size: u16,
    pub(crate) declared_strings: Option<u32>,
    /// Put between the strings and the first element.
    pub(crate) foreign: Vec<u8>,
    pub(crate) element_header: u16,
    pub(crate) namespaces: bool,
}

#[derive(Clone)]
pub(crate) enum Node {
    Start(&'static str, Vec<Attribute>),
    End(&'static str),
}

/// The manifest of `com.example.hand`, version 5 ("five"), with an application inside.
pub(crate) fn manifest() -> Axml {
    manifest_with(vec![])
}

/// The same with more attributes on the application.
pub(crate) fn manifest_with(application: Vec<Attribute>) -> Axml {
    Axml::new()
        .start(
            "manifest",
            vec![
                attribute(0, "package", Value::Text("com.example.hand")),
                attribute(0x0101_021b, "versionCode", Value::Typed(0x10, 5)),
                attribute(0x0101_021c, "versionName", Value::Text("five")),
            ],
        )
        .start("application", application)
        .end("application")
        .end("manifest")
}

impl Axml {
    pub(crate) fn new() -> Self {
        Self {
            nodes: Vec::new(),
            utf8: false,
            outer_type: 3,
            attribute_size: 20,
            declared_strings: None,
            foreign: Vec::new(),
            element_header: 16,
            namespaces: true,
        }
    }

    pub(crate) fn start(mut self, name: &'static str, attributes: Vec<Attribute>) -> Self {
        self.nodes.push(Node::Start(name, attributes));
        self
    }

    pub(crate) fn end(mut self, name: &'static str) -> Self {
        self.nodes.push(Node::End(name));
        self
    }

    pub(crate) fn finish(&self) -> Vec<u8> {
        // Names with ids come first, so that the map's indexes are theirs.
        let mut ids: Vec<(&str, u32)> = Vec::new();
        let mut texts: Vec<&str> = Vec::new();
        for node in &self.nodes {
            let Node::Start(_, attributes) = node else {
                continue;
            };
            for attribute in attributes.iter().filter(|attribute| attribute.id != 0) {
                if !ids.iter().any(|(_, id)| *id == attribute.id) {
                    ids.push((attribute.name, attribute.id));
                    texts.push(attribute.name);
                }
            }
        }
        let mut body = Vec::new();
        for node in &self.nodes {
            self.node(node, &ids, &mut texts, &mut body);
        }
        let mut inside = pool(&texts, self.utf8, self.declared_strings);
        inside.extend(&self.foreign);
        let map: Vec<u8> = ids.iter().flat_map(|(_, id)| id.to_le_bytes()).collect();
        inside.extend(chunk(0x0180, 8, &map));
        if self.namespaces {
            inside.extend(chunk(0x0100, 8, &[0; 16]));
        }
        inside.extend(body);
        if self.namespaces {
            // Seen in the wild: an end of namespace whose size is zero.
            inside.extend([1, 1, 16, 0, 0, 0, 0, 0]);
        }
        chunk(self.outer_type, 8, &inside)
    }

    fn node<'a>(
        &'a self,
        node: &Node,
        ids: &[(&str, u32)],
        texts: &mut Vec<&'a str>,
        out: &mut Vec<u8>,
    ) {
        let mut text = |wanted: &'static str| {
            let skip = ids.len();
            texts
                .iter()
                .skip(skip)
                .position(|known| *known == wanted)
                .map_or_else(
                    || {
                        texts.push(wanted);
                        texts.len() - 1
                    },
                    |at| at + skip,
                ) as u32
        };
        let line = [0; 8];
        let filler = vec![0; usize::from(self.element_header) - 16];
        let (kind, body) = match node {
            Node::End(name) => (0x0103, [NONE, text(name)].map(u32::to_le_bytes).concat()),
            Node::Start(name, attributes) => {
                let mut body = [NONE, text(name)].map(u32::to_le_bytes).concat();
                let counts = [20, self.attribute_size, attributes.len() as u16, 0, 0, 0];
                body.extend(counts.map(u16::to_le_bytes).concat());
                for attribute in attributes {
                    let name = ids
                        .iter()
                        .position(|(_, id)| attribute.id == *id)
                        .map_or_else(|| text(attribute.name), |at| at as u32);
                    let (raw, kind, data) = match attribute.value {
                        Value::Text(value) => {
                            let index = text(value);
                            (index, 3, index)
                        }
                        Value::Typed(kind, data) => (NONE, kind, data),
                    };
                    body.extend([NONE, name, raw].map(u32::to_le_bytes).concat());
                    body.extend([8, 0, 0, kind]);
                    body.extend(data.to_le_bytes());
                    body.extend(vec![0xee; usize::from(self.attribute_size) - 20]);
                }
                (0x0102, body)
            }
        };
        let mut all = line.to_vec();
        all.extend(filler);
        all.extend(body);
        out.extend(chunk(kind, self.element_header, &all));
    }
}

/// A chunk of that type. `header` may be longer than 8; its further bytes are the first of `rest`.
pub(crate) fn chunk(kind: u16, header: u16, rest: &[u8]) -> Vec<u8> {
    let mut bytes = [kind, header].map(u16::to_le_bytes).concat();
    bytes.extend((8 + rest.len() as u32).to_le_bytes());
    bytes.extend(rest);
    bytes
}

pub(crate) fn pool(texts: &[&str], utf8: bool, declared: Option<u32>) -> Vec<u8> {
    let mut offsets = Vec::new();
    let mut data = Vec::new();
    for text in texts {
        offsets.push(data.len() as u32);
        if utf8 {
            assert!(text.len() < 128);
            data.extend([text.chars().count() as u8, text.len() as u8]);
            data.extend(text.as_bytes());
            data.push(0);
        } else {
            let units: Vec<u16> = text.encode_utf16().collect();
            data.extend((units.len() as u16).to_le_bytes());
            data.extend(units.iter().flat_map(|unit| unit.to_le_bytes()));
            data.extend([0, 0]);
        }
    }
    data.resize(data.len().next_multiple_of(4), 0);
    let texts_at = 28 + 4 * texts.len() as u32;
    let flags = if utf8 { 0x100 } else { 0 };
    let count = declared.unwrap_or(texts.len() as u32);
    let mut rest = [count, 0, flags, texts_at, 0]
        .map(u32::to_le_bytes)
        .concat();
    rest.extend(offsets.iter().flat_map(|offset| offset.to_le_bytes()));
    rest.extend(data);
    chunk(1, 28, &rest)
}
