//! Every sentence leaves the engine here: the store's own words first, then the general ones, in the asked language.

use serde::Serialize;
use slipway_model::{Language, Problem, ProblemKind, Retry, Sentence, words};
use slipway_stores::Store;

use crate::view::ProblemView;

/// The sentence in that language. `store`: whose words to look in first; its name fills `{store}`.
pub(crate) fn say(store: Option<&dyn Store>, sentence: &Sentence, lang: Language) -> String {
    let mut sentence = sentence.clone();
    if let Some(store) = store {
        sentence
            .args
            .entry("store".to_owned())
            .or_insert_with(|| store_name(store, lang).to_owned());
    }
    store
        .and_then(|store| store.words().say(&sentence, lang))
        .or_else(|| words::general().say(&sentence, lang))
        .unwrap_or(sentence.key)
}

/// A general sentence without arguments.
pub(crate) fn word(key: &str, lang: Language) -> String {
    say(None, &Sentence::new(key), lang)
}

/// A store's name as a person knows it.
pub(crate) fn store_name(store: &dyn Store, lang: Language) -> &'static str {
    match lang {
        Language::En => store.card().name_en,
        Language::Zh => store.card().name_zh,
    }
}

/// A problem that no store is party to, in words.
pub fn problem_view(problem: &Problem, lang: Language) -> ProblemView {
    view(None, problem, lang)
}

/// A problem in words, with the guide's step where a wrong or weak key is the reason.
pub(crate) fn view(store: Option<&dyn Store>, problem: &Problem, lang: Language) -> ProblemView {
    let said = problem.said.as_ref();
    ProblemView {
        kind: plain(&problem.kind),
        says: say(store, &problem.advice, lang),
        code: said
            .map(|said| said.code.clone())
            .filter(|code| !code.is_empty()),
        words: said
            .map(|said| said.words.clone())
            .filter(|words| !words.is_empty()),
        can_retry: can_retry(problem),
        guide_step: store.and_then(|store| guide_step(store, problem)),
        about: about(problem),
        causes: problem.source.clone(),
    }
}

fn can_retry(problem: &Problem) -> bool {
    problem.retry != Retry::No
        || matches!(
            problem.kind,
            ProblemKind::Network
                | ProblemKind::TimedOut
                | ProblemKind::StoreDown
                | ProblemKind::TooMany
        )
}

/// Keys by a word that stands in them, and the page of the wizard where such a thing is mended. The first that fits counts.
const PAGES: &[(&str, &str)] = &[
    ("account.", "account"),
    ("icon", "icon"),
    ("note", "notes"),
    (".when.", "when"),
    ("time-has-passed", "when"),
    ("no-schedule", "when"),
    ("no-phases", "when"),
    ("no-draft", "when"),
    ("no-upload-only", "when"),
    ("release-by-hand", "when"),
    ("app-id", "occasion"),
    ("first-", "occasion"),
    ("no-stores", "stores"),
    ("unknown-store", "stores"),
    ("in-review", "stores"),
    ("unfinished", "stores"),
    ("no-app", "build"),
    ("no-build", "build"),
    ("pair", "build"),
    ("which-file", "build"),
    ("artifact.", "build"),
];

fn about(problem: &Problem) -> Option<String> {
    if problem.about.is_some() {
        return problem.about.clone();
    }
    let by_key = PAGES
        .iter()
        .find(|(word, _)| problem.advice.key.contains(word));
    match problem.kind {
        ProblemKind::BadCredentials => Some("account"),
        ProblemKind::BadArtifact => Some("build"),
        _ => by_key.map(|(_, page)| *page),
    }
    .map(str::to_owned)
}

/// Where the guide yields the key: the last step of the first way that gives a field. A "not allowed" that no store said is
/// another matter (the keyring's), which no guide mends.
fn guide_step(store: &dyn Store, problem: &Problem) -> Option<String> {
    let of_the_key = match problem.kind {
        ProblemKind::BadCredentials => true,
        ProblemKind::NotAllowed => problem.said.is_some(),
        _ => false,
    };
    if !of_the_key {
        return None;
    }
    let way = store.guide().ways.first()?;
    way.steps
        .iter()
        .rfind(|step| !step.yields.is_empty())
        .map(|step| step.id.clone())
}

/// The word that serde writes for a plain enum: `BadCredentials` → `bad-credentials`.
pub(crate) fn plain(value: &impl Serialize) -> String {
    serde_json::to_value(value)
        .ok()
        .and_then(|value| value.as_str().map(str::to_owned))
        .unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use std::{collections::BTreeSet, fs, path::Path};

    use slipway_model::words;

    /// Keys as they stand in the source: string literals that begin with one of the rooms' names.
    fn used(folder: &Path, found: &mut BTreeSet<String>) {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                used(&path, found);
            } else if path.extension().is_some_and(|end| end == "rs") && !path.ends_with("say.rs") {
                let source = fs::read_to_string(&path).unwrap();
                for literal in source.split('"').skip(1).step_by(2) {
                    let mine = [
                        "release.",
                        "state.",
                        "plan.",
                        "account.",
                        "app.",
                        "settings.",
                        "event.",
                    ];
                    let is_key = literal
                        .chars()
                        .all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || ".-".contains(c));
                    if is_key
                        && mine.iter().any(|room| literal.starts_with(room))
                        && !literal.ends_with('.')
                    {
                        found.insert(literal.to_owned());
                    }
                }
            }
        }
    }

    #[test]
    fn every_key_that_the_engine_says_has_words() {
        let mut keys = BTreeSet::new();
        used(
            &Path::new(env!("CARGO_MANIFEST_DIR")).join("src"),
            &mut keys,
        );
        assert!(keys.len() > 40, "the search finds keys: {keys:?}");
        let known: BTreeSet<&str> = words::general().entries().map(|(key, ..)| key).collect();
        let missing: Vec<&String> = keys
            .iter()
            .filter(|key| !known.contains(key.as_str()))
            .collect();
        assert!(missing.is_empty(), "no words for {missing:?}");
    }

    #[test]
    fn every_state_and_event_has_words() {
        let states = [
            "to-do",
            "running",
            "waiting",
            "submitted",
            "failed",
            "unclear",
            "stopped",
            "skipped",
            "interrupted",
            "none",
            "draft",
            "in-review",
            "scheduled",
            "awaiting-release",
            "live",
            "rejected",
            "withdrawn",
            "removed",
            "needs-look",
            "unknown",
            "not-set-up",
        ];
        let events = [
            "planned",
            "began",
            "resumed",
            "step-began",
            "intent",
            "waiting",
            "step-done",
            "failed",
            "unclear",
            "looked-happened",
            "looked-did-not",
            "looked-ask-again",
            "looked-cannot-tell",
            "new-host",
            "submitted",
            "decided",
            "stopped",
            "skipped",
            "state",
            "ended",
        ];
        let known: BTreeSet<&str> = words::general().entries().map(|(key, ..)| key).collect();
        for key in states
            .map(|word| format!("state.{word}"))
            .iter()
            .chain(&events.map(|word| format!("event.{word}")))
        {
            assert!(known.contains(key.as_str()), "{key}");
        }
    }
}
