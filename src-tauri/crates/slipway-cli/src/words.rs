//! The few sentences that only the command line says.

use std::sync::LazyLock;

use slipway_model::{Language, Sentence, Words};

static WORDS: LazyLock<Words> =
    LazyLock::new(|| Words::parse(include_str!("words.toml")).unwrap_or_default());

pub(crate) fn say(sentence: &Sentence, lang: Language) -> String {
    WORDS
        .say(sentence, lang)
        .unwrap_or_else(|| sentence.key.clone())
}

/// The person's word for one of the engine's plain words: `cli.<family>.<plain>`; the plain word where we have none.
pub(crate) fn word(family: &str, plain: &str, lang: Language) -> String {
    WORDS
        .say(&Sentence::new(format!("cli.{family}.{plain}")), lang)
        .unwrap_or_else(|| plain.to_owned())
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use slipway_model::words::places;

    #[test]
    fn both_languages_are_complete_and_every_key_is_known() {
        let known: BTreeSet<&str> = super::WORDS.entries().map(|(key, _, _)| key).collect();
        for (key, en, zh) in super::WORDS.entries() {
            let places = |text| places(text).into_iter().collect::<BTreeSet<_>>();
            assert_eq!(places(en), places(zh), "{key}");
        }
        let source = [
            include_str!("out.rs"),
            include_str!("publish.rs"),
            include_str!("follow.rs"),
            include_str!("inspect.rs"),
            include_str!("stores.rs"),
            include_str!("check.rs"),
            include_str!("releases.rs"),
            include_str!("session.rs"),
            include_str!("practice.rs"),
            include_str!("testers/mod.rs"),
            include_str!("testers/list.rs"),
            include_str!("testers/import.rs"),
            include_str!("testers/send.rs"),
            include_str!("names.rs"),
            include_str!("main.rs"),
        ]
        .join("\n");
        let mut seen = 0;
        for part in source.split("Sentence::new(\"").skip(1) {
            let key = part.split('"').next().unwrap();
            assert!(known.contains(key), "no sentence {key}");
            seen += 1;
        }
        assert!(seen > 10);
    }
}
