//! For which devices one value of a resource is meant: language, density and the rest (ResTable_config [AOSP]).

use crate::{
    bytes::{size_at, u16_at},
    proto::{Message, ProtoError},
};

/// Of `aapt.pb.Configuration`; every other field is one more condition [checked against aapt2's output].
const LOCALE: u32 = 3;
const DENSITY: u32 = 18;

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Config {
    /// Letters and digits, filled up with zeros.
    language: [u8; 3],
    script: [u8; 4],
    region: [u8; 3],
    variant: [u8; 8],
    /// Dots per inch; 0 unspecified, 0xfffe any, 0xffff none.
    pub(crate) density: u16,
    /// How many bytes of other qualifiers, or fields in a bundle, are set (screen size, orientation, platform version …). 0 suits every
    /// device.
    pub(crate) others: u32,
}

impl Config {
    /// The structure at the beginning of `bytes`. It says its own size; what lies beyond counts as zero, because older files have less.
    pub(crate) fn parse(bytes: &[u8]) -> Self {
        let size = size_at(bytes, 0).unwrap_or_default();
        let own = bytes.get(..size).unwrap_or(bytes);
        let others = own
            .iter()
            .take(64)
            .enumerate()
            .filter(|&(at, &byte)| byte != 0 && !matches!(at, 0..4 | 8..12 | 14..16 | 36..48))
            .count();
        Self {
            language: unpack(array(own, 8), b'a'),
            region: unpack(array(own, 10), b'0'),
            script: array(own, 36),
            variant: array(own, 40),
            density: u16_at(own, 14).unwrap_or_default(),
            others: u32::try_from(others).unwrap_or(u32::MAX),
        }
    }

    /// A bundle's form of the same.
    pub(crate) fn from_bundle(message: Message<'_>) -> Result<Self, ProtoError> {
        let mut config = Self::default();
        for field in message.fields() {
            match field? {
                (LOCALE, content) => config.locale(content.text()?),
                (DENSITY, content) => {
                    config.density = u16::try_from(content.number()?).unwrap_or(u16::MAX);
                }
                _ => config.others = config.others.saturating_add(1),
            }
        }
        Ok(config)
    }

    /// Takes a BCP 47 tag apart, which aapt2 wrote; its extensions are dropped.
    fn locale(&mut self, tag: &str) {
        for (at, part) in tag.split('-').enumerate() {
            let bytes = part.as_bytes();
            match (at, bytes.len()) {
                (0, 2..=3) => self.language = array(bytes, 0),
                (1.., 4) if self.region == [0; 3] => self.script = array(bytes, 0),
                (1.., 2..=3) => self.region = array(bytes, 0),
                (1.., 4..=8) => self.variant = array(bytes, 0),
                _ => return,
            }
        }
    }

    /// BCP 47 tag (`zh-CN`, `zh-Hant-TW`); empty for the default.
    pub(crate) fn tag(&self) -> String {
        let Some(language) = text(&self.language) else {
            return String::new();
        };
        // Java's old codes, which resources still use.
        let language = match language.as_str() {
            "iw" => "he",
            "in" => "id",
            "ji" => "yi",
            other => other,
        };
        [
            Some(language.to_owned()),
            text(&self.script),
            text(&self.region).map(|region| region.to_uppercase()),
            text(&self.variant),
        ]
        .into_iter()
        .flatten()
        .collect::<Vec<_>>()
        .join("-")
    }
}

/// The bytes at `at`; what is not there counts as zero.
fn array<const N: usize>(bytes: &[u8], at: usize) -> [u8; N] {
    let mut array = [0; N];
    let there = bytes.get(at..).unwrap_or_default();
    for (place, byte) in array.iter_mut().zip(there) {
        *place = *byte;
    }
    array
}

/// Two plain characters, or three packed into 15 bits when the first byte's high bit is set [AOSP].
fn unpack(code: [u8; 2], base: u8) -> [u8; 3] {
    let [first, second] = code;
    if first & 0x80 == 0 {
        return [first, second, 0];
    }
    let letters = [
        second & 0x1f,
        (second & 0xe0) >> 5 | (first & 0x03) << 3,
        (first & 0x7c) >> 2,
    ];
    letters.map(|letter| letter + base)
}

/// Letters and digits up to the first zero; `None` when there are none or when it is something else.
fn text(bytes: &[u8]) -> Option<String> {
    let end = bytes
        .iter()
        .position(|&byte| byte == 0)
        .unwrap_or(bytes.len());
    let own = bytes.get(..end)?;
    (!own.is_empty() && own.iter().all(u8::is_ascii_alphanumeric))
        .then(|| String::from_utf8_lossy(own).into_owned())
}

#[cfg(test)]
mod tests {
    use super::Config;
    use crate::proto::Message;

    fn config(fields: &[(usize, &[u8])]) -> Config {
        let mut bytes = vec![0; 64];
        bytes[0] = 64;
        for (at, field) in fields {
            bytes[*at..at + field.len()].copy_from_slice(field);
        }
        Config::parse(&bytes)
    }

    #[test]
    fn writes_language_tags() {
        assert_eq!(config(&[]).tag(), "");
        assert_eq!(config(&[(8, b"zh"), (10, b"CN")]).tag(), "zh-CN");
        assert_eq!(
            config(&[(8, b"zh"), (10, b"TW"), (36, b"Hant")]).tag(),
            "zh-Hant-TW"
        );
        assert_eq!(config(&[(8, b"iw")]).tag(), "he");
        // "fil" packed: f=5, i=8, l=11.
        assert_eq!(config(&[(8, &[0xad, 0x05])]).tag(), "fil");
        assert_eq!(config(&[(8, b"\x01!")]).tag(), "");
    }

    #[test]
    fn reads_a_bundles_tags_the_same() {
        let config = |tag: &str| {
            let message = [&[0x1a, tag.len() as u8][..], tag.as_bytes()].concat();
            Config::from_bundle(Message::new(&message)).unwrap()
        };
        for tag in ["", "zh-CN", "zh-Hant-TW", "fil", "es-419", "ca-ES-valencia"] {
            assert_eq!(config(tag).tag(), tag);
        }
        assert_eq!(config("iw").tag(), "he");
        assert_eq!(config("ar-EG-u-nu-latn").tag(), "ar-EG");
        assert_eq!(config("滑道-CN").tag(), "");
        // Density 480, at least platform 26.
        let message = [0x90, 0x01, 0xe0, 0x03, 0xc0, 0x01, 26];
        let config = Config::from_bundle(Message::new(&message)).unwrap();
        assert_eq!((config.density, config.others), (480, 1));
    }

    #[test]
    fn a_short_structure_reads_as_zeros() {
        let bytes = [12, 0, 0, 0, 0, 0, 0, 0, b'd', b'e', 0, 0, 99, 99, 99, 99];
        let config = Config::parse(&bytes);
        assert_eq!((config.tag().as_str(), config.density), ("de", 0));
        assert_eq!(config.others, 0);
    }
}
