//! Which of Apple's languages a note is for. Apple has fifty of its own, with spellings of its own: `zh-Hans`, not `zh-CN`; `ja`, not
//! `ja-JP`; `de-DE`, not `de` [1 client's list].

use std::collections::BTreeMap;

use slipway_model::Notes;

use crate::notes::{for_listing, same};

const LOCALES: &[&str] = &[
    "ar-SA", "bn-BD", "ca", "cs", "da", "de-DE", "el", "en-AU", "en-CA", "en-GB", "en-US", "es-ES",
    "es-MX", "fi", "fr-CA", "fr-FR", "gu-IN", "he", "hi", "hr", "hu", "id", "it", "ja", "kn-IN",
    "ko", "ml-IN", "mr-IN", "ms", "nl-NL", "no", "or-IN", "pa-IN", "pl", "pt-BR", "pt-PT", "ro",
    "ru", "sk", "sl-SI", "sv", "ta-IN", "te-IN", "th", "tr", "uk", "ur-PK", "vi", "zh-Hans",
    "zh-Hant",
];

/// Tags of people and other stores that no rule below turns into Apple's.
const ALIASES: &[(&str, &str)] = &[
    ("zh-CN", "zh-Hans"),
    ("zh-SG", "zh-Hans"),
    ("zh-Hans-CN", "zh-Hans"),
    ("zh", "zh-Hans"),
    ("zh-TW", "zh-Hant"),
    ("zh-HK", "zh-Hant"),
    ("zh-MO", "zh-Hant"),
    ("zh-Hant-TW", "zh-Hant"),
    ("zh-Hant-HK", "zh-Hant"),
    ("iw", "he"),
    ("iw-IL", "he"),
    ("in", "id"),
    ("in-ID", "id"),
    ("nb", "no"),
    ("nb-NO", "no"),
    ("nn-NO", "no"),
    ("es-419", "es-MX"),
];

/// Apple's tag for a tag; one without a region that Apple has only with one (`en`) stays as it is and goes to the first that fits.
pub(super) fn to_apple(tag: &str) -> String {
    let known = |tag: &str| LOCALES.iter().find(|known| same(known, tag));
    let alias = ALIASES.iter().find(|(from, _)| same(from, tag));
    let bare = tag.split(['-', '_']).next().unwrap_or_default();
    known(tag)
        .copied()
        .or(alias.map(|(_, to)| *to))
        .or_else(|| known(bare).copied())
        .map_or_else(|| tag.replace('_', "-"), str::to_owned)
}

/// What each language of the version says of news. `everywhere`: a language without a note of its own gets that of the first.
pub(super) fn notes(
    notes: &Notes,
    languages: &[String],
    everywhere: bool,
) -> BTreeMap<String, String> {
    let mut apple = BTreeMap::new();
    for (tag, text) in &notes.0 {
        let place = if tag.is_empty() {
            String::new()
        } else {
            to_apple(tag)
        };
        // The exact tag comes before one that only means it.
        if is_apples(tag) || !apple.contains_key(&place) {
            apple.insert(place, text.clone());
        }
    }
    let apple = Notes(apple);
    let mut given: BTreeMap<String, String> = for_listing(&apple, languages)
        .into_iter()
        .map(|(language, text)| (language, text.to_owned()))
        .collect();
    let first = languages
        .first()
        .and_then(|first| given.get(first))
        .cloned();
    if let Some(text) = first.filter(|_| everywhere) {
        for language in languages {
            given
                .entry(language.clone())
                .or_insert_with(|| text.clone());
        }
    }
    given
}

fn is_apples(tag: &str) -> bool {
    LOCALES.contains(&tag)
}

/// Apple's languages among those that the notes are written in, for asking to have them added.
pub(super) fn written(notes: &Notes) -> Vec<String> {
    let mut all: Vec<String> = notes
        .0
        .iter()
        .filter(|(tag, text)| !tag.is_empty() && !text.trim().is_empty())
        .map(|(tag, _)| to_apple(tag))
        .filter(|tag| is_apples(tag))
        .collect();
    all.sort();
    all.dedup();
    all
}

#[cfg(test)]
mod tests {
    use slipway_model::Notes;

    use super::{LOCALES, notes, to_apple, written};

    fn of(pairs: &[(&str, &str)]) -> Notes {
        let all = pairs.iter();
        Notes(
            all.map(|(tag, text)| ((*tag).to_owned(), (*text).to_owned()))
                .collect(),
        )
    }

    #[test]
    fn a_tag_becomes_apples() {
        assert_eq!(LOCALES.len(), 50);
        for (tag, apple) in [
            ("zh-CN", "zh-Hans"),
            ("zh_CN", "zh-Hans"),
            ("zh-TW", "zh-Hant"),
            ("zh-Hans", "zh-Hans"),
            ("ja-JP", "ja"),
            ("ko-KR", "ko"),
            ("de-DE", "de-DE"),
            ("en-us", "en-US"),
            ("en", "en"),
            ("es-419", "es-MX"),
            ("ru-RU", "ru"),
            ("nb-NO", "no"),
            ("xx-YY", "xx-YY"),
        ] {
            assert_eq!(to_apple(tag), apple, "{tag}");
        }
        for tag in LOCALES {
            assert_eq!(to_apple(tag), *tag);
        }
    }

    fn check(
        pairs: &[(&str, &str)],
        languages: &[&str],
        everywhere: bool,
        expected: &[(&str, &str)],
    ) {
        let languages: Vec<String> = languages.iter().map(|tag| (*tag).to_owned()).collect();
        let found = notes(&of(pairs), &languages, everywhere);
        let found: Vec<(&str, &str)> = found
            .iter()
            .map(|(tag, text)| (tag.as_str(), text.as_str()))
            .collect();
        assert_eq!(found, expected, "{pairs:?}");
    }

    #[test]
    fn each_language_gets_its_own_and_no_other() {
        let both = &["zh-Hans", "en-US"];
        check(
            &[("zh-CN", "中"), ("en", "E")],
            both,
            false,
            &[("en-US", "E"), ("zh-Hans", "中")],
        );
        check(&[("", "x")], both, false, &[("zh-Hans", "x")]);
        check(
            &[("zh-CN", "a"), ("zh-Hans", "b")],
            both,
            false,
            &[("zh-Hans", "b")],
        );
        check(&[("ja-JP", "J")], both, false, &[]);
        check(
            &[("zh-CN", "中")],
            both,
            true,
            &[("en-US", "中"), ("zh-Hans", "中")],
        );
        check(&[("en-US", "E")], both, true, &[("en-US", "E")]);
    }

    #[test]
    fn languages_to_add_are_apples() {
        assert_eq!(
            written(&of(&[
                ("zh-CN", "中"),
                ("", "x"),
                ("ja-JP", " "),
                ("xx", "?"),
                ("fr-FR", "F")
            ])),
            ["fr-FR", "zh-Hans"]
        );
    }
}
