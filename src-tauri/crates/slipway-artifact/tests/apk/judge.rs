//! Reading a file, and what the reader said about it: every sentence must exist in both languages, with nothing left open.

use std::path::Path;

use slipway_artifact::{Build, InspectError, inspect};

/// Reads without watching or stopping.
pub(crate) fn read(path: &Path) -> Result<Build, InspectError> {
    inspect(path, &mut |_| {}, &|| false)
}

/// The advice's key, after making sure that it can be said in both languages with nothing left open.
pub(crate) fn advice(error: &InspectError) -> String {
    use slipway_model::{Language, words};
    let problem = error.problem();
    for language in [Language::En, Language::Zh] {
        let said = words::general()
            .say(&problem.advice, language)
            .unwrap_or_else(|| panic!("no words for {}", problem.advice.key));
        assert!(!said.contains('…') && !said.contains('{'), "{said}");
    }
    problem.advice.key
}

/// The codes of a build's warnings, after the same check.
pub(crate) fn codes(build: &Build) -> Vec<&str> {
    use slipway_model::{Language, Sentence, words};
    build
        .warnings
        .iter()
        .map(|warning| {
            let sentence = Sentence {
                key: warning.code.clone(),
                args: warning.args.clone(),
            };
            for language in [Language::En, Language::Zh] {
                let said = words::general()
                    .say(&sentence, language)
                    .unwrap_or_else(|| panic!("no words for {}", warning.code));
                assert!(!said.contains('…') && !said.contains('{'), "{said}");
            }
            warning.code.as_str()
        })
        .collect()
}
