//! Names as they are kept: one Unicode form, one line, no control characters. No name is split for anybody whose name does not show
//! where.

use icu_normalizer::ComposingNormalizerBorrowed;
use slipway_model::text::clean_line;

/// Characters of one name at most.
pub(crate) const NAME_LIMIT: usize = 100;
/// Characters of a person's notes at most.
pub(crate) const NOTES_LIMIT: usize = 1000;
/// Characters of an own group's name at most.
pub(crate) const GROUP_LIMIT: usize = 100;

/// NFC, on one line.
pub(crate) fn tidy(text: &str) -> String {
    ComposingNormalizerBorrowed::new_nfc()
        .normalize(&clean_line(text))
        .into_owned()
}

/// The same thing for whoever types it in another case.
pub(crate) fn key(text: &str) -> String {
    text.to_lowercase()
}

/// A full name as first and last name. A name with Han in it, or of one word, stays whole: nobody asked to have it cut.
pub(crate) fn split(name: &str) -> (String, String) {
    let has_han = name
        .chars()
        .any(|c| matches!(c, '\u{3400}'..='\u{9fff}' | '\u{f900}'..='\u{faff}' | '\u{20000}'..='\u{3ffff}'));
    match name.rsplit_once(' ') {
        Some((first, last)) if !has_han => (first.trim().to_owned(), last.to_owned()),
        _ => (name.to_owned(), String::new()),
    }
}

#[cfg(test)]
mod tests {
    use super::{split, tidy};

    #[test]
    fn names_have_one_form_and_are_not_cut_by_guessing() {
        assert_eq!(tidy("Jose\u{301}\n "), "José");
        assert_eq!(tidy(" a\u{202e}b "), "ab");
        let split = |name: &str| {
            let (first, last) = split(name);
            format!("{first}|{last}")
        };
        assert_eq!(split("Lin Wei"), "Lin|Wei");
        assert_eq!(split("Ana Maria Lopez"), "Ana Maria|Lopez");
        assert_eq!(split("王 小明"), "王 小明|");
        assert_eq!(split("王小明"), "王小明|");
        assert_eq!(split("Lin"), "Lin|");
    }
}
