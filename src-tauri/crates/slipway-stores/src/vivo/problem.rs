//! What vivo's codes mean and what to do about each. The gateway and the service behind it have a list of their own.

use std::time::Duration;

use jiff::Timestamp;
use serde::de::DeserializeOwned;
use serde_json::Value;
use slipway_http::Answer;
use slipway_model::{Problem, ProblemKind, Retry, Said, Sentence};

use super::wire::{Envelope, Verdict};
use crate::failure::{Acted, Failure};

use Acted::{No, Perhaps};
use ProblemKind::{
    AlreadyThere, BadArtifact, BadCredentials, NotAllowed, NotFound, Ours, Refused, StoreDown,
    TooMany,
};

/// An answer, read as far as its verdict.
pub(super) struct Heard {
    status: u16,
    envelope: Option<Envelope>,
    said: Said,
    retry_after: Option<Duration>,
    date: Option<Timestamp>,
}

impl Heard {
    /// The content type is wrong on some answers and is not looked at; bytes that are no UTF-8 (GBK was seen) cost the words, not the
    /// verdict [measured, 1 client].
    pub(super) fn new(answer: &Answer, now: Timestamp) -> Self {
        let text = String::from_utf8_lossy(&answer.body);
        let body: Value =
            serde_json::from_str(text.trim_start_matches('\u{feff}')).unwrap_or_default();
        let envelope = Envelope::of(&body);
        let said = match &envelope {
            Some(envelope) => answer.quote(code(envelope), &envelope.message),
            None => answer.said(format!("HTTP {}", answer.status)),
        };
        Self {
            status: answer.status,
            envelope,
            said,
            retry_after: answer.retry_after(now),
            date: answer.date(),
        }
    }

    pub(super) fn succeeded(&self) -> bool {
        self.status < 400 && self.verdict() == Some(Verdict::Done)
    }

    fn verdict(&self) -> Option<Verdict<'_>> {
        self.envelope.as_ref().map(Envelope::verdict)
    }

    pub(super) fn message(&self) -> &str {
        &self.said.words
    }

    /// `data`; null where there is none.
    pub(super) fn data(&self) -> &Value {
        self.envelope
            .as_ref()
            .map_or(&Value::Null, |envelope| &envelope.data)
    }

    /// `data` as an object of that shape; `None` where it is absent, null, empty, or something else.
    pub(super) fn read<T: DeserializeOwned>(&self) -> Option<T> {
        let data = self.data();
        data.as_object()
            .filter(|members| !members.is_empty())
            .and_then(|_| serde_json::from_value(data.clone()).ok())
    }
}

fn code(envelope: &Envelope) -> String {
    match envelope.verdict() {
        Verdict::Gateway(code) | Verdict::Business(code) => code.to_owned(),
        Verdict::Done | Verdict::Unsaid => "0".to_owned(),
    }
}

/// The failure behind an answer that is not a success.
pub(super) fn failure(heard: &Heard) -> Failure {
    let row = judge(heard);
    let retry = match (row.retry, heard.retry_after) {
        (Retry::After { .. }, Some(wait)) => Retry::After { wait },
        (retry, _) => retry,
    };
    let mut advice = Sentence::new(row.advice);
    if row.advice == "problem.other" {
        advice = advice.with("code", &heard.said.code);
    }
    let mut problem = Problem::new(row.kind, advice)
        .retry(retry)
        .said(heard.said.clone());
    if let Some((_, what)) = ABOUT.iter().find(|(key, _)| *key == row.advice) {
        problem = problem.about(*what);
    }
    Failure {
        problem,
        acted: row.acted,
        wait: None,
        server_time: heard.date,
    }
}

/// "Being processed, do not resubmit": a limit on how often one package may be asked about [measured].
pub(super) fn is_too_soon(problem: &Problem) -> bool {
    problem.advice.key == "problem.processing"
}

/// The sandbox does not have the question for the state of an app [1 client, measured].
pub(super) fn is_unknown_here(problem: &Problem) -> bool {
    problem.advice.key == "problem.not-in-sandbox"
}

/// The answer to an accepted request lacks what it must hold.
pub(super) fn unreadable() -> Problem {
    Problem::new(StoreDown, Sentence::new("problem.unreadable")).retry(LATER)
}

const LATER: Retry = Retry::After {
    wait: Duration::from_secs(30),
};
const SOON: Retry = Retry::After {
    wait: Duration::from_secs(5),
};

#[derive(Clone, Copy)]
struct Row {
    kind: ProblemKind,
    retry: Retry,
    advice: &'static str,
    acted: Acted,
}

const fn row(kind: ProblemKind, retry: Retry, advice: &'static str, acted: Acted) -> Row {
    Row {
        kind,
        retry,
        advice,
        acted,
    }
}

/// A plain no.
const fn no(kind: ProblemKind, advice: &'static str) -> Row {
    row(kind, Retry::No, advice, No)
}

const OTHER: Row = no(Refused, "problem.other");

fn judge(heard: &Heard) -> Row {
    let find = |table: &[(&str, Row)], code: &str| {
        table
            .iter()
            .find(|(known, _)| *known == code)
            .map_or(OTHER, |(_, row)| *row)
    };
    match heard.verdict() {
        Some(Verdict::Gateway(code)) => return find(GATEWAY, code),
        Some(Verdict::Business(code)) => return find(BUSINESS, code),
        Some(Verdict::Done | Verdict::Unsaid) | None => {}
    }
    match heard.status {
        429 => row(TooMany, LATER, "problem.too-many", No),
        413 => no(BadArtifact, "problem.too-large"),
        408 | 500.. => row(StoreDown, LATER, "problem.down", Perhaps),
        // A page instead of an answer, or an answer without its verdict.
        200..=299 => row(StoreDown, LATER, "problem.unreadable", Perhaps),
        300..=399 => row(StoreDown, LATER, "problem.unreadable", No),
        _ => OTHER,
    }
}

/// `code` [official, common codes; 10010 and 10018 measured].
const GATEWAY: &[(&str, Row)] = &[
    ("404", no(Ours, "problem.our-request")),
    ("405", no(Ours, "problem.our-request")),
    ("440", no(Ours, "problem.our-request")),
    ("441", no(Ours, "problem.our-request")),
    ("500", row(StoreDown, LATER, "problem.down", Perhaps)),
    ("10001", no(BadCredentials, "problem.wrong-secret")),
    ("10002", no(Ours, "problem.our-request")),
    ("10003", row(StoreDown, LATER, "problem.down", Perhaps)),
    ("10004", no(NotAllowed, "problem.no-permission")),
    ("10005", no(BadCredentials, "problem.clock")),
    ("10006", row(TooMany, LATER, "problem.too-many", No)),
    ("10007", no(NotAllowed, "problem.account-check")),
    ("10008", no(NotAllowed, "problem.account-state")),
    ("10009", no(NotAllowed, "problem.account-incomplete")),
    ("10010", no(Refused, "problem.not-in-sandbox")),
    ("10011", no(TooMany, "problem.daily-quota")),
    ("10014", no(Ours, "problem.our-request")),
    ("10015", no(Ours, "problem.our-request")),
    ("10016", no(Ours, "problem.our-request")),
    ("10017", no(BadCredentials, "problem.wrong-pair")),
    ("10018", no(BadCredentials, "problem.wrong-pair")),
];

/// `subCode` [the published lists joined; 11010 and 15042 measured].
const BUSINESS: &[(&str, Row)] = &[
    ("11001", no(NotFound, "problem.app-not-found")),
    // On a question: too soon. On a submission it proves nothing, so the store is asked first.
    ("11010", row(TooMany, SOON, "problem.processing", Perhaps)),
    ("11011", no(NotFound, "problem.app-not-found")),
    ("12002", no(NotFound, "problem.app-not-found")),
    ("12004", no(AlreadyThere, "problem.in-review")),
    ("12006", no(Refused, "problem.title-changes")),
    ("12010", no(AlreadyThere, "problem.in-review")),
    ("12021", no(AlreadyThere, "problem.waiting-to-go-live")),
    ("12022", no(AlreadyThere, "problem.waiting-to-go-live")),
    ("13001", no(BadArtifact, "problem.upload-again")),
    ("13002", no(NotAllowed, "problem.other-owner")),
    ("13003", no(BadArtifact, "problem.upload-again")),
    ("13004", row(StoreDown, LATER, "problem.upload-service", No)),
    ("15001", no(BadArtifact, "problem.package-differs")),
    ("15002", no(BadArtifact, "problem.target-sdk")),
    ("15003", no(BadArtifact, "problem.version-not-taken")),
    ("15005", no(BadArtifact, "problem.unparsable")),
    (
        "15009",
        row(BadArtifact, Retry::Now, "problem.digest-differs", No),
    ),
    ("15010", no(BadArtifact, "problem.version-not-taken")),
    ("15012", no(BadArtifact, "problem.version-differs")),
    ("15042", no(BadArtifact, "problem.signer-changed")),
    ("18007", no(Refused, "problem.attachment")),
    ("18013", no(Refused, "problem.attachment")),
    ("20002", no(BadArtifact, "problem.upload-again")),
    ("20007", no(Ours, "problem.our-request")),
    ("20008", no(Ours, "problem.our-request")),
    ("20009", no(Refused, "problem.screenshots")),
    ("20015", no(Refused, "problem.remark-length")),
    ("20016", no(Refused, "problem.notes-length")),
    ("20017", no(Refused, "problem.description-length")),
    ("20019", no(Ours, "problem.our-request")),
    ("20020", no(Refused, "problem.attachment")),
    ("21003", no(AlreadyThere, "problem.listing-in-review")),
    ("21004", no(NotAllowed, "problem.contract")),
    ("22009", no(Ours, "problem.our-request")),
    ("22010", no(Ours, "problem.our-request")),
    ("22011", no(Refused, "problem.time-has-passed")),
];

/// What in the draft mends it.
const ABOUT: &[(&str, &str)] = &[
    ("problem.title-changes", "listing:mainTitle"),
    ("problem.remark-length", "listing:remark"),
    ("problem.description-length", "listing:detailDesc"),
    ("problem.notes-length", "notes"),
];

#[cfg(test)]
mod tests;
