//! What App Store Connect's answers mean and what to do about each. The HTTP status is judged first, then the code by its beginning,
//! then, where one code says several things, its words; those words are here and nowhere else. Titles are never matched alone.

use std::time::Duration;

use jiff::{SignedDuration, Timestamp};
use serde_json::Value;
use slipway_http::Answer;
use slipway_model::{Problem, ProblemKind, Retry, Said, Sentence};

use super::{
    document::{Document, Resource},
    errors::{Associated, Entry},
    rate::Rate,
    wire,
};
use crate::failure::{Acted, Failure};

use Again::{Expected, Never, Slowly};
use ProblemKind::{
    AlreadyThere, BadArtifact, BadCredentials, NotAllowed, NotFound, Ours, Refused, StoreDown,
    TooMany,
};

/// How far the two clocks may be apart before a refused token is blamed on them.
pub(super) const CLOCK: SignedDuration = SignedDuration::from_secs(60);

/// An answer, read as far as its errors.
pub(super) struct Heard {
    pub(super) status: u16,
    pub(super) errors: Vec<Entry>,
    pub(super) rate: Rate,
    pub(super) date: Option<Timestamp>,
    body: Value,
    said: Said,
    retry_after: Option<Duration>,
}

impl Heard {
    pub(super) fn new(answer: &Answer, now: Timestamp) -> Self {
        let body = answer.json().unwrap_or(Value::Null);
        let errors = Entry::all(&body);
        let said = match errors.first() {
            Some(first) => answer.quote(first.code(), &lines(&errors)),
            // Gateways answer with pages of their own.
            None => {
                let start: String = answer.first_line().chars().take(500).collect();
                answer.quote(format!("HTTP {}", answer.status), &start)
            }
        };
        Self {
            status: answer.status,
            errors,
            rate: Rate::of(answer),
            date: answer.date(),
            body,
            said,
            retry_after: answer.retry_after(now),
        }
    }

    /// 200, 201, 202 or 204 [spec]. 202: it happens later.
    pub(super) fn succeeded(&self) -> bool {
        (200..300).contains(&self.status)
    }

    pub(super) fn refuses_the_token(&self) -> bool {
        self.status == 401
    }

    pub(super) fn document(&self) -> Option<Document> {
        Document::read(&self.body)
    }

    /// A page of a list; `None` where `data` is no list: that is not an empty one.
    pub(super) fn page(&self) -> Option<Document> {
        self.document()
            .filter(|_| self.body.get("data").is_some_and(Value::is_array))
    }

    /// The one resource of an answer; `None` where there is none, as for a relationship that leads nowhere.
    pub(super) fn resource(&self) -> Option<Resource> {
        self.document()?.data.into_iter().next()
    }

    /// Whether any entry has this code, or a more special one.
    pub(super) fn has(&self, code: &str) -> bool {
        self.errors.iter().any(|entry| entry.is(code))
    }

    /// Whether any entry, or what stands behind it, says these words.
    pub(super) fn says(&self, words: &str) -> bool {
        let in_words = |entry: &Entry| entry.all_words().contains(words);
        let behind = |entry: &Entry| {
            entry
                .associated()
                .iter()
                .any(|inner| in_words(&inner.entry))
        };
        self.errors
            .iter()
            .any(|entry| in_words(entry) || behind(entry))
    }

    pub(super) fn associated(&self) -> Vec<Associated> {
        self.errors.iter().flat_map(Entry::associated).collect()
    }

    pub(super) fn words(&self) -> &str {
        &self.said.words
    }

    /// It, unless the store said no.
    pub(super) fn checked(self, now: Timestamp) -> Result<Self, Failure> {
        if self.succeeded() {
            Ok(self)
        } else {
            Err(self.failure(now))
        }
    }

    /// The failure behind an answer that is not a success.
    pub(super) fn failure(&self, now: Timestamp) -> Failure {
        let (kind, again, key) = self.verdict();
        let acted = if matches!(self.status, 408 | 500..) || self.succeeded() {
            Acted::Perhaps
        } else {
            Acted::No
        };
        let mut advice = Sentence::new(key);
        if let Some(seconds) = self.clock_error(now) {
            advice = Sentence::new("problem.clock").with("seconds", seconds);
        } else if let Some(detail) = ARGUMENTS.iter().find(|(of, _)| *of == key) {
            advice = advice.with(detail.1, self.argument(detail.1));
        }
        let retry = match (again, self.retry_after) {
            (Never, _) => Retry::No,
            (Slowly | Expected, Some(wait)) => Retry::After { wait },
            // Its own pace: ever longer, see `publish.rs`.
            (Slowly, None) if kind == TooMany => Retry::Now,
            (Slowly, None) => Retry::After {
                wait: Duration::from_secs(15),
            },
            (Expected, None) => Retry::After {
                wait: Duration::from_secs(30),
            },
        };
        Failure {
            wait: (again == Expected).then(|| advice.clone()),
            problem: Problem::new(kind, advice)
                .retry(retry)
                .said(self.said.clone()),
            acted,
            server_time: self.date,
        }
    }

    fn argument(&self, name: &str) -> String {
        let first = self.errors.iter();
        match name {
            "field" => first
                .filter_map(Entry::field)
                .next()
                .unwrap_or("–")
                .to_owned(),
            "previous" => {
                let mut told = first.filter_map(|entry| entry.meta("previousBundleVersion"));
                told.next().unwrap_or_else(|| "–".to_owned())
            }
            "page" => wire::CONSOLE.to_owned(),
            _ => self.said.code.clone(),
        }
    }

    /// How far this machine's clock is off, in seconds, when that can be why the token was refused.
    fn clock_error(&self, now: Timestamp) -> Option<i64> {
        let skew = now.duration_since(self.date?);
        (self.refuses_the_token() && skew.abs() > CLOCK).then(|| skew.as_secs().abs())
    }

    fn verdict(&self) -> Row {
        let words = self
            .errors
            .iter()
            .map(Entry::all_words)
            .collect::<Vec<_>>()
            .join(" ");
        let fits = |row: &&Rule| {
            row.status == self.status
                && (row.code.is_empty() || self.has(row.code))
                && words.contains(row.words)
        };
        if let Some(rule) = RULES.iter().find(fits) {
            return rule.means;
        }
        match self.status {
            408 | 500.. => (StoreDown, Slowly, "problem.down"),
            // A page instead of an answer.
            200..=399 => (StoreDown, Slowly, "problem.unreadable"),
            _ => (Refused, Never, "problem.other"),
        }
    }
}

/// Every entry on a line of its own, and below it what stands behind it.
fn lines(errors: &[Entry]) -> String {
    let mut lines = Vec::new();
    for entry in errors {
        lines.push(entry.words().to_owned());
        for inner in entry.associated() {
            let (kind, id) = inner.resource();
            lines.push(format!("· {kind} {id}: {}", inner.entry.words()));
        }
    }
    lines.join("\n")
}

/// Whether asking again can help, and how soon.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Again {
    Never,
    Slowly,
    /// The store is still working; this is how it says so.
    Expected,
}

type Row = (ProblemKind, Again, &'static str);

struct Rule {
    status: u16,
    /// Beginning of a code; empty: any.
    code: &'static str,
    /// Lower-case part of title or detail; empty: any.
    words: &'static str,
    means: Row,
}

const fn rule(status: u16, code: &'static str, words: &'static str, means: Row) -> Rule {
    Rule {
        status,
        code,
        words,
        means,
    }
}

/// What a sentence wants to name.
const ARGUMENTS: &[(&str, &str)] = &[
    ("problem.field-missing", "field"),
    ("problem.field-refused", "field"),
    ("problem.field-twice", "field"),
    ("problem.build-number-used", "previous"),
    ("problem.cannot-be-reviewed", "page"),
    ("problem.other", "code"),
];

/// The first that fits rules. Codes and texts: published bodies and clients' tests, see SOURCES.md.
#[rustfmt::skip]
const RULES: &[Rule] = &[
    rule(401, "", "", (BadCredentials, Never, "problem.token-refused")),
    rule(403, "FORBIDDEN.REQUIRED_AGREEMENTS_MISSING_OR_EXPIRED", "", (NotAllowed, Never, "problem.agreements")),
    rule(403, "", "agreement", (NotAllowed, Never, "problem.agreements")),
    rule(403, "", "active membership", (NotAllowed, Never, "problem.membership")),
    rule(403, "", "", (NotAllowed, Never, "problem.role")),
    rule(404, "", "url path is not valid", (Ours, Never, "problem.no-such-call")),
    rule(404, "PATH_ERROR", "", (Ours, Never, "problem.no-such-call")),
    rule(404, "", "", (NotFound, Never, "problem.not-found")),
    rule(400, "PARAMETER_ERROR", "", (Ours, Never, "problem.bad-question")),
    rule(400, "ENTITY_INVALID", "", (Ours, Never, "problem.bad-question")),
    rule(409, "", "bundle version must be higher", (BadArtifact, Never, "problem.build-number-used")),
    rule(409, "", "cannot create a new version", (AlreadyThere, Never, "problem.version-open")),
    rule(409, "", "version number has been previously used", (BadArtifact, Never, "problem.version-used")),
    rule(409, "", "pre-release build could not be added", (Refused, Never, "problem.attach-refused")),
    rule(409, "", "check associated errors", (Refused, Never, "problem.cannot-be-reviewed")),
    rule(409, "STATE_ERROR.SCREENSHOT_REQUIRED", "", (Refused, Never, "problem.cannot-be-reviewed")),
    rule(409, "", "already added to another reviewsubmission", (AlreadyThere, Never, "problem.in-other-submission")),
    rule(409, "", "already in another reviewsubmission", (AlreadyThere, Never, "problem.in-other-submission")),
    rule(409, "", "another reviewsubmissions with id", (AlreadyThere, Never, "problem.in-other-submission")),
    rule(409, "", "not in cancellable state", (Refused, Never, "problem.not-cancellable")),
    rule(409, "", "state of another resource", (Refused, Never, "problem.tester-not-taken")),
    rule(409, "STATE_ERROR.VALIDATION_ERROR", "", (BadArtifact, Never, "problem.package-refused")),
    rule(409, "ENTITY_ERROR.ATTRIBUTE.REQUIRED", "", (Refused, Never, "problem.field-missing")),
    rule(409, "ENTITY_ERROR.ATTRIBUTE.INVALID.DUPLICATE", "", (AlreadyThere, Never, "problem.field-twice")),
    rule(409, "ENTITY_ERROR.ATTRIBUTE", "", (Refused, Never, "problem.field-refused")),
    rule(409, "ENTITY_ERROR.RELATIONSHIP", "", (Refused, Never, "problem.not-now")),
    rule(409, "STATE_ERROR.ALREADY_EXISTS", "", (AlreadyThere, Never, "problem.not-now")),
    rule(409, "STATE_ERROR", "", (Refused, Never, "problem.not-now")),
    rule(422, "", "valid processing state", (Refused, Expected, "wait.settling")),
    rule(422, "", "not in internal testing state", (Refused, Expected, "wait.settling")),
    rule(422, "ENTITY_UNPROCESSABLE.ANOTHER_BUILD_IN_REVIEW", "", (AlreadyThere, Never, "problem.another-in-beta-review")),
    rule(422, "", "another build is in review", (AlreadyThere, Never, "problem.another-in-beta-review")),
    rule(422, "ENTITY_UNPROCESSABLE.BUILD_SDK_NOT_ALLOWED_FOR_EXTERNAL_TESTING", "", (BadArtifact, Never, "problem.beta-sdk")),
    rule(422, "ENTITY_UNPROCESSABLE.BETA_CONTRACT_MISSING", "", (NotAllowed, Never, "problem.beta-contract")),
    rule(422, "", "", (Refused, Never, "problem.unprocessable")),
    rule(429, "", "", (TooMany, Slowly, "problem.too-many")),
];

#[cfg(test)]
mod tests;
