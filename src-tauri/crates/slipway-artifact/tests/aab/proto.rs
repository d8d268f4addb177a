//! Protobuf written field by field, well or badly.

/// A field that holds a number.
pub(crate) fn number(field: u32, value: u64) -> Vec<u8> {
    [varint(u64::from(field) << 3), varint(value)].concat()
}

/// A field that holds a text, a message or plain bytes.
pub(crate) fn bytes(field: u32, inside: &[u8]) -> Vec<u8> {
    let head = [
        varint(u64::from(field) << 3 | 2),
        varint(inside.len() as u64),
    ];
    [&head.concat(), inside].concat()
}

pub(crate) fn varint(mut value: u64) -> Vec<u8> {
    let mut bytes = Vec::new();
    while value > 0x7f {
        bytes.push(value as u8 | 0x80);
        value >>= 7;
    }
    bytes.push(value as u8);
    bytes
}

/// An attribute without an id.
pub(crate) fn named(name: &str, text: &str) -> Vec<u8> {
    bytes(
        4,
        &[bytes(2, name.as_bytes()), bytes(3, text.as_bytes())].concat(),
    )
}

/// An attribute of Android's with its text; `item` is what the text was compiled to.
pub(crate) fn attribute(id: u32, text: &str, item: Option<Vec<u8>>) -> Vec<u8> {
    let space = bytes(1, b"http://schemas.android.com/apk/res/android");
    let item = item.map(|item| bytes(6, &item)).unwrap_or_default();
    bytes(
        4,
        &[space, bytes(3, text.as_bytes()), number(5, id.into()), item].concat(),
    )
}

/// What a reference is compiled to.
pub(crate) fn reference(id: u32) -> Vec<u8> {
    bytes(1, &number(2, id.into()))
}

/// A node with an element of that name; `inside` are its attributes and children.
pub(crate) fn element(name: &str, inside: &[Vec<u8>]) -> Vec<u8> {
    bytes(1, &[bytes(3, name.as_bytes()), inside.concat()].concat())
}

/// A node as another's child.
pub(crate) fn child(node: &[u8]) -> Vec<u8> {
    bytes(5, node)
}
