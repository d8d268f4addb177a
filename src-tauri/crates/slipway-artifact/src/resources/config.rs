//! For which devices one value of a resource is meant: language, density and the rest (ResTable_config [AOSP]).

use crate::bytes::{part, size_at, u16_at};

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Config {
    language: [u8; 2],
    region: [u8; 2],
    script: [u8; 4],
    variant: [u8; 8],
    /// Dots per inch; 0 unspecified, 0xfffe any, 0xffff none.
    pub(crate) density: u16,
    /// How many bytes of other qualifiers are set (screen size, orientation, platform version …). 0 suits every device.
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
            language: array(own, 8),
            region: array(own, 10),
            script: array(own, 36),
            variant: array(own, 40),
            density: u16_at(own, 14).unwrap_or_default(),
            others: u32::try_from(others).unwrap_or(u32::MAX),
        }
    }

    /// BCP 47 tag (`zh-CN`, `zh-Hant-TW`); empty for the default.
    pub(crate) fn tag(&self) -> String {
        let Some(language) = unpack(self.language, b'a') else {
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
            unpack(self.region, b'0').map(|region| region.to_uppercase()),
            text(&self.variant),
        ]
        .into_iter()
        .flatten()
        .collect::<Vec<_>>()
        .join("-")
    }
}

fn array<const N: usize>(bytes: &[u8], at: usize) -> [u8; N] {
    part(bytes, at, N)
        .and_then(|part| part.try_into().ok())
        .unwrap_or([0; N])
}

/// Two plain characters, or three packed into 15 bits when the first byte's high bit is set [AOSP].
fn unpack(code: [u8; 2], base: u8) -> Option<String> {
    let [first, second] = code;
    if first == 0 {
        return None;
    }
    if first & 0x80 == 0 {
        return text(&code);
    }
    let letters = [
        second & 0x1f,
        (second & 0xe0) >> 5 | (first & 0x03) << 3,
        (first & 0x7c) >> 2,
    ];
    text(&letters.map(|letter| letter + base))
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
    fn a_short_structure_reads_as_zeros() {
        let bytes = [12, 0, 0, 0, 0, 0, 0, 0, b'd', b'e', 0, 0, 99, 99, 99, 99];
        let config = Config::parse(&bytes);
        assert_eq!((config.tag().as_str(), config.density), ("de", 0));
        assert_eq!(config.others, 0);
    }
}
