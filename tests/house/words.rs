//! Every sentence exists in both languages with the same places, and every place where one is said names one that exists.

use std::collections::BTreeSet;

use slipway_model::{Words, words};
use slipway_tests::source;

fn check(name: &str, words: &Words) {
    let mut count = 0;
    for (key, en, zh) in words.entries() {
        count += 1;
        assert!(
            !en.trim().is_empty() && !zh.trim().is_empty(),
            "{name}: {key} is empty"
        );
        let places = |text| {
            words::places(text)
                .into_iter()
                .map(str::to_owned)
                .collect::<BTreeSet<String>>()
        };
        assert_eq!(
            places(en),
            places(zh),
            "{name}: {key} has other places in Chinese"
        );
        assert!(
            !en.contains('!') && !zh.contains('！'),
            "{name}: {key} shouts"
        );
        let is_chinese = zh.chars().any(|c| ('\u{4e00}'..='\u{9fff}').contains(&c));
        assert!(
            is_chinese || en == zh || only_places(zh),
            "{name}: {key} is not in Chinese"
        );
    }
    assert!(count > 5, "{name} has no words");
}

/// Nothing but places and signs: the words come from elsewhere.
fn only_places(pattern: &str) -> bool {
    let mut rest = pattern.to_owned();
    for place in words::places(pattern) {
        rest = rest.replace(&format!("{{{place}}}"), "");
    }
    !rest.chars().any(char::is_alphanumeric)
}

#[test]
fn both_languages_are_complete() {
    check("general", words::general());
    for store in slipway_stores::stores::all() {
        check(store.card().id, store.words());
    }
}

/// `Sentence::new("a.b")` in a store's folder names a sentence of that store or a general one; elsewhere a general one.
#[test]
fn every_sentence_that_is_said_exists() {
    let general: BTreeSet<&str> = words::general().entries().map(|(key, _, _)| key).collect();
    let mut seen = 0;
    for file in source::files("src-tauri/crates", &[".rs"]) {
        let own: BTreeSet<&str> = slipway_stores::stores::all()
            .iter()
            .filter(|store| {
                file.path
                    .contains(&format!("slipway-stores/src/{}/", store.card().id))
            })
            .flat_map(|store| store.words().entries().map(|(key, _, _)| key))
            .collect();
        let code = file.text.split("#[cfg(test)]").next().unwrap_or_default();
        // The command line's few sentences are its own and tested there.
        if ["/tests/", "/tests.rs", "slipway-practice", "slipway-cli"]
            .iter()
            .any(|place| file.path.contains(place))
        {
            continue;
        }
        for part in code.split("Sentence::new(\"").skip(1) {
            let key = part.split('"').next().unwrap_or_default();
            seen += 1;
            let shared = file.path.contains("slipway-stores/src/") && own.is_empty() && {
                slipway_stores::stores::all()
                    .iter()
                    .all(|store| store.words().entries().any(|(known, _, _)| known == key))
            };
            assert!(
                general.contains(key) || own.contains(key) || shared,
                "{}: no sentence {key:?}",
                file.path
            );
        }
    }
    assert!(seen > 30, "no sentences were found in the source");
}

/// Every way of every guide ends where the window has its button, and calls it as the window does.
#[test]
fn guides_name_the_button_as_the_window_does() {
    let named = |file: &str, button: &str| {
        let texts = source::files("ui/src/text", &[file]);
        assert!(
            texts
                .iter()
                .any(|text| text.text.contains(&format!("check: \"{button}\","))),
            "{file} has no button {button}"
        );
        button.to_owned()
    };
    let (en, zh) = (named("en.ts", "Check"), named("zh.ts", "检查"));
    for store in slipway_stores::stores::all() {
        for way in &store.guide().ways {
            let says = |step: &slipway_stores::GuideStep| {
                let english = step.what.en.to_lowercase();
                english.contains(&format!("press {}", en.to_lowercase()))
                    && step.what.zh.contains(&format!("点“{zh}”"))
            };
            assert!(
                way.steps.iter().any(says),
                "{} {}: nobody is told to check",
                store.card().id,
                way.id
            );
        }
    }
}
