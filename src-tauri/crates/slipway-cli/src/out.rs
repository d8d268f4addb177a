//! Where words and records go: answers to stdout, complaints to stderr. Every foreign text is stripped of terminal escapes on the way.

use std::io::{self, IsTerminal as _, Write as _};

use serde::Serialize;
use slipway_engine::view::ProblemView;
use slipway_model::{Language, Sentence, text};

use crate::words;

pub(crate) struct Out {
    pub(crate) lang: Language,
}

impl Out {
    /// `lang` as given, else the locale of the environment, else English.
    pub(crate) fn new(lang: Option<&str>) -> Self {
        let tag = lang.map(str::to_owned).or_else(|| {
            ["LC_ALL", "LC_MESSAGES", "LANG"]
                .iter()
                .find_map(|name| std::env::var(name).ok().filter(|value| !value.is_empty()))
        });
        Self {
            lang: Language::from_tag(&tag.unwrap_or_default()),
        }
    }

    /// One line on stdout.
    pub(crate) fn line(&self, line: &str) {
        // A closed pipe is the reader's decision, not our failure.
        let _ = writeln!(io::stdout(), "{}", text::clean(line));
    }

    /// One of our own sentences on stdout.
    pub(crate) fn say(&self, sentence: &Sentence) {
        self.line(&words::say(sentence, self.lang));
    }

    /// One JSON object on one line of stdout.
    pub(crate) fn json(&self, record: &impl Serialize) {
        if let Ok(line) = serde_json::to_string(record) {
            let _ = writeln!(io::stdout(), "{line}");
            let _ = io::stdout().flush();
        }
    }

    /// One line on stderr.
    pub(crate) fn complain(&self, line: &str) {
        let _ = writeln!(io::stderr(), "{}", text::clean(line));
    }

    /// One of our own sentences on stderr.
    pub(crate) fn complain_of(&self, sentence: &Sentence) {
        self.complain(&words::say(sentence, self.lang));
    }

    /// A problem with the store's own words beside ours, on stderr.
    pub(crate) fn problem(&self, about: Option<&str>, problem: &ProblemView) {
        let head = about.map(|about| format!("{about}: ")).unwrap_or_default();
        self.complain(&format!("{head}{}", problem.says));
        if let Some(said) = self.store_words(problem) {
            self.complain(&said);
        }
    }

    /// The store's code and words, quoted apart from ours.
    pub(crate) fn store_words(&self, problem: &ProblemView) -> Option<String> {
        let code = problem.code.as_deref().unwrap_or_default();
        let said = problem.words.as_deref().unwrap_or_default();
        (!code.is_empty() || !said.is_empty()).then(|| format!("  {}", self.store_says(code, said)))
    }

    /// One or both of code and words may be empty.
    pub(crate) fn store_says(&self, code: &str, said: &str) -> String {
        let said = text::clean_line(said);
        let both = [code, said.as_str()].map(str::trim);
        let both: Vec<&str> = both.into_iter().filter(|part| !part.is_empty()).collect();
        let sentence = Sentence::new("cli.store-said").with("said", both.join(" "));
        words::say(&sentence, self.lang)
    }

    /// Is a person watching? Then progress is worth a line of its own.
    pub(crate) fn is_watched(&self) -> bool {
        io::stderr().is_terminal()
    }

    /// Overwrites the last progress line on stderr.
    pub(crate) fn progress(&self, line: &str) {
        let _ = write!(io::stderr(), "\r\u{1b}[K{}", text::clean_line(line));
        let _ = io::stderr().flush();
    }

    pub(crate) fn end_progress(&self) {
        if self.is_watched() {
            let _ = write!(io::stderr(), "\r\u{1b}[K");
        }
    }
}
