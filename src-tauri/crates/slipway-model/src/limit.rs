//! How long a text may be, and what counts as one.

use serde::{Deserialize, Serialize};

/// Bounds of a text as a store counts it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Limit {
    pub least: u32,
    pub most: u32,
    pub counted: Counting,
}

/// What a store counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Counting {
    /// Unicode characters, a hanzi like a letter.
    Characters,
    /// A hanzi or another full-width character is two, everything else one ("15 Chinese or 30 other").
    HalfWidths,
    /// Bytes of UTF-8.
    Bytes,
}

impl Limit {
    /// From nothing to `most` characters.
    pub const fn characters(most: u32) -> Self {
        Self::between(0, most)
    }

    pub const fn between(least: u32, most: u32) -> Self {
        Self {
            least,
            most,
            counted: Counting::Characters,
        }
    }

    /// The length of a text as this limit counts.
    pub fn count(&self, text: &str) -> u32 {
        let count = match self.counted {
            Counting::Characters => text.chars().count(),
            Counting::HalfWidths => text.chars().map(|c| 1 + usize::from(is_wide(c))).sum(),
            Counting::Bytes => text.len(),
        };
        u32::try_from(count).unwrap_or(u32::MAX)
    }

    pub fn fits(&self, text: &str) -> bool {
        (self.least..=self.most).contains(&self.count(text))
    }
}

/// Hanzi, kana, hangul, their punctuation and the full-width forms: what a Chinese form field counts as one whole character.
fn is_wide(c: char) -> bool {
    matches!(c, '\u{1100}'..='\u{115f}' | '\u{2e80}'..='\u{a4cf}' | '\u{ac00}'..='\u{d7a3}' | '\u{f900}'..='\u{faff}'
        | '\u{fe30}'..='\u{fe4f}' | '\u{ff00}'..='\u{ff60}' | '\u{ffe0}'..='\u{ffe6}' | '\u{1f300}'..='\u{1faff}' | '\u{20000}'..='\u{3fffd}')
}

#[cfg(test)]
mod tests {
    use super::{Counting, Limit};

    #[test]
    fn counts_as_the_store_does() {
        let count = |counted| {
            Limit {
                counted,
                ..Limit::characters(30)
            }
            .count("滑道 v2，好😀")
        };
        assert_eq!(count(Counting::Characters), 8);
        assert_eq!(count(Counting::HalfWidths), 13);
        assert_eq!(count(Counting::Bytes), 19);
    }

    #[test]
    fn both_ends_belong_to_it() {
        let limit = Limit::between(2, 3);
        assert_eq!(
            ["一", "一二", "一二三", "一二三四"].map(|text| limit.fits(text)),
            [false, true, true, false]
        );
    }
}
