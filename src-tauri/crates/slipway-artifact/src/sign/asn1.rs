//! ASN.1 as signed packages carry it: DER, and the BER with indefinite lengths that old signing programs wrote and Android accepts
//! [AOSP]. Reads tags and lengths only; what a value means is the reader's matter. A strict DER library would refuse certificates
//! that are installed on millions of devices.

/// Tags that occur in certificates and signatures.
pub(super) mod tag {
    pub(crate) const INTEGER: u8 = 0x02;
    pub(crate) const BIT_STRING: u8 = 0x03;
    pub(crate) const OCTET_STRING: u8 = 0x04;
    /// An octet string in pieces.
    pub(crate) const OCTET_STRINGS: u8 = 0x24;
    pub(crate) const OID: u8 = 0x06;
    pub(crate) const UTC_TIME: u8 = 0x17;
    pub(crate) const GENERALIZED_TIME: u8 = 0x18;
    pub(crate) const SEQUENCE: u8 = 0x30;
    pub(crate) const SET: u8 = 0x31;
    /// `[n]`, constructed.
    pub(crate) const fn context(number: u8) -> u8 {
        0xa0 | number
    }
}

const CONSTRUCTED: u8 = 0x20;
/// Deepest nesting of indefinite lengths that is followed.
const DEPTH_MAX: u8 = 12;

/// One value: its tag, its inside, and all of its bytes as they stand.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Value<'a> {
    pub(super) tag: u8,
    pub(super) body: &'a [u8],
    pub(super) raw: &'a [u8],
}

impl<'a> Value<'a> {
    pub(super) fn inside(&self) -> Values<'a> {
        Values(self.body)
    }
}

/// A run of values.
#[derive(Clone, Copy, Debug)]
pub(super) struct Values<'a>(&'a [u8]);

impl<'a> Values<'a> {
    pub(super) fn new(bytes: &'a [u8]) -> Self {
        Self(bytes)
    }

    /// The next value if it has that tag; otherwise nothing moves.
    pub(super) fn tagged(&mut self, tag: u8) -> Option<Value<'a>> {
        let mut ahead = *self;
        let value = ahead.next()?;
        (value.tag == tag).then(|| {
            *self = ahead;
            value
        })
    }
}

impl<'a> Iterator for Values<'a> {
    type Item = Value<'a>;

    fn next(&mut self) -> Option<Value<'a>> {
        let value = read(self.0, DEPTH_MAX)?;
        self.0 = self.0.get(value.raw.len()..)?;
        Some(value)
    }
}

fn read(bytes: &[u8], depth: u8) -> Option<Value<'_>> {
    let tag = *bytes.first()?;
    // Tags of more than one byte occur in none of these structures.
    if tag & 0x1f == 0x1f {
        return None;
    }
    let first = *bytes.get(1)?;
    if first == 0x80 {
        return indefinite(bytes, tag, depth);
    }
    let (len, head) = length(bytes, first)?;
    let end = head.checked_add(len)?;
    Some(Value {
        tag,
        body: bytes.get(head..end)?,
        raw: bytes.get(..end)?,
    })
}

fn length(bytes: &[u8], first: u8) -> Option<(usize, usize)> {
    if first < 0x80 {
        return Some((first.into(), 2));
    }
    let count = usize::from(first & 0x7f);
    if count > 4 {
        return None;
    }
    let len = bytes
        .get(2..2 + count)?
        .iter()
        .fold(0_usize, |len, &byte| len << 8 | usize::from(byte));
    Some((len, 2 + count))
}

/// A constructed value that ends with two zero bytes instead of having a length.
fn indefinite(bytes: &[u8], tag: u8, depth: u8) -> Option<Value<'_>> {
    if tag & CONSTRUCTED == 0 || depth == 0 {
        return None;
    }
    let mut at = 2;
    loop {
        let rest = bytes.get(at..)?;
        if rest.starts_with(&[0, 0]) {
            return Some(Value {
                tag,
                body: bytes.get(2..at)?,
                raw: bytes.get(..at + 2)?,
            });
        }
        at += read(rest, depth - 1)?.raw.len();
    }
}

#[cfg(test)]
mod tests {
    use super::{Values, tag};

    #[test]
    fn reads_definite_and_indefinite_lengths_alike() {
        let der = [0x30, 0x03, 0x02, 0x01, 0x07, 0xff];
        let ber = [0x30, 0x80, 0x02, 0x01, 0x07, 0x00, 0x00, 0xff];
        for bytes in [&der[..], &ber[..]] {
            let value = Values::new(bytes).tagged(tag::SEQUENCE).unwrap();
            let number = value.inside().tagged(tag::INTEGER).unwrap();
            assert_eq!((number.body, number.raw), (&[7][..], &[2, 1, 7][..]));
            assert_eq!(value.raw.len(), bytes.len() - 1);
        }
    }

    #[test]
    fn refuses_what_is_cut_off_or_too_deep() {
        assert!(Values::new(&[0x30, 0x05, 0x00]).next().is_none());
        assert!(
            Values::new(&[0x30, 0x84, 0xff, 0xff, 0xff, 0xff])
                .next()
                .is_none()
        );
        assert!(
            Values::new(&[0x30, 0x88, 0, 0, 0, 0, 0, 0, 0, 1, 0])
                .next()
                .is_none()
        );
        assert!(Values::new(&[0x30, 0x80].repeat(1000)).next().is_none());
        assert!(Values::new(&[0x04, 0x80, 0, 0]).next().is_none());
    }

    #[test]
    fn an_optional_value_moves_only_when_it_is_there() {
        let mut values = Values::new(&[0x02, 0x01, 0x01]);
        assert!(values.tagged(tag::context(0)).is_none());
        assert!(values.tagged(tag::INTEGER).is_some());
    }
}
