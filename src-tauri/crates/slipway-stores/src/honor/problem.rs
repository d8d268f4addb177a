//! What Honor's codes mean and what to do about each. One table; a code that is not in it is shown with its words as they came.

use std::time::Duration;

use jiff::Timestamp;
use serde::de::DeserializeOwned;
use serde_json::Value;
use slipway_http::Answer;
use slipway_model::{Problem, ProblemKind, Retry, Said, Sentence};

use super::wire::Verdict;
use crate::failure::{Acted, Failure};

use Again::{FromUpload, Never, Slowly};
use ProblemKind::{
    AlreadyThere, BadArtifact, BadCredentials, NotAllowed, NotFound, Ours, Refused, StoreDown,
    TooMany,
};

/// The two doors of Honor: a bare 401 means something else at each.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Place {
    SignIn,
    Publishing,
}

/// An answer, read as far as its envelope.
pub(super) struct Heard {
    status: u16,
    pub(super) verdict: Verdict,
    body: Value,
    /// The store's code and words, safe to keep.
    said: Said,
    retry_after: Option<Duration>,
}

impl Heard {
    pub(super) fn new(answer: &Answer, now: Timestamp) -> Self {
        let body = answer.json().unwrap_or(Value::Null);
        let verdict = Verdict::of(&body);
        let said = match (&verdict.code, &verdict.error) {
            (Some(code), _) => answer.quote(code.to_string(), &verdict.message),
            (None, Some(error)) => answer.quote(error.as_str(), &verdict.message),
            (None, None) => answer.said(format!("HTTP {}", answer.status)),
        };
        Self {
            status: answer.status,
            verdict,
            body,
            said,
            retry_after: answer.retry_after(now),
        }
    }

    /// `code` 0, and not HTTP 200 alone [official].
    pub(super) fn succeeded(&self) -> bool {
        (200..300).contains(&self.status) && self.verdict.code == Some(0)
    }

    /// 10003 expired [official], or a bare 401 [1 client]. The call was refused before any work, so it may be sent again.
    pub(super) fn refuses_the_token(&self) -> bool {
        let code = self.verdict.code;
        code == Some(10_003) || (self.status == 401 && code != Some(10_002))
    }

    /// `data`, in the shape that it must have.
    pub(super) fn data<T: DeserializeOwned>(&self) -> Option<T> {
        serde_json::from_value(self.body.get("data")?.clone()).ok()
    }

    /// The entries of `data` that can be read; none when it is no list.
    pub(super) fn list<T: DeserializeOwned>(&self) -> Vec<T> {
        self.data::<Vec<Value>>()
            .unwrap_or_default()
            .into_iter()
            .filter_map(|entry| serde_json::from_value(entry).ok())
            .collect()
    }
}

/// Honor said yes and left out what the next step needs.
pub(super) fn unreadable() -> Problem {
    Problem::new(StoreDown, Sentence::new("problem.unreadable"))
}

/// The failure behind an answer that is not a success.
pub(super) fn failure(heard: &Heard, place: Place) -> Failure {
    let (kind, again, advice) = row(heard, place);
    let mut says = Sentence::new(advice);
    if advice == "problem.other" {
        says = says.with("code", &heard.said.code);
    }
    let retry = match again {
        Never | FromUpload => Retry::No,
        Slowly => Retry::After {
            wait: heard.retry_after.unwrap_or(Duration::from_secs(30)),
        },
    };
    let mut problem = Problem::new(kind, says)
        .retry(retry)
        .said(heard.said.clone());
    if again == FromUpload {
        problem = problem.redo("upload");
    }
    Failure {
        problem,
        acted: acted(heard),
        wait: None,
        server_time: None,
    }
}

/// A code is a definite no, 40000 excepted; a page or nothing where an answer belongs may stand before a call that was carried out.
fn acted(heard: &Heard) -> Acted {
    match (heard.verdict.code, heard.status) {
        (Some(0), _) => Acted::Perhaps,
        (Some(code), _) if code == SYSTEM_ERROR => Acted::Perhaps,
        (Some(_), _) => Acted::No,
        (None, 200..=299 | 500..) => Acted::Perhaps,
        (None, _) => Acted::No,
    }
}

/// Whether asking again can help.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Again {
    Never,
    /// Not by itself, and only with the file sent anew: the object that was named is gone or spoiled.
    FromUpload,
    Slowly,
}

type Row = (ProblemKind, Again, &'static str);

/// Verify before anything is sent again [official].
const SYSTEM_ERROR: i64 = 40_000;

fn row(heard: &Heard, place: Place) -> Row {
    if let Some(code) = heard.verdict.code.filter(|code| *code != 0) {
        return BY_CODE
            .iter()
            .find(|(first, last, _)| (*first..=*last).contains(&code))
            .map_or((Refused, Never, "problem.other"), |(_, _, row)| *row);
    }
    match (heard.status, place) {
        // IAM: 401 `invalid_client`, its reason in the body [measured].
        (400 | 401, Place::SignIn) => (BadCredentials, Never, "problem.wrong-pair"),
        (401, Place::Publishing) => (BadCredentials, Never, "problem.token-refused"),
        (403, _) => (NotAllowed, Never, "problem.no-right"),
        // The addresses of the API before 2026 end here [1 client].
        (404, _) => (NotFound, Never, "problem.address-gone"),
        (413, _) => (BadArtifact, Never, "problem.too-large"),
        (429, _) => (TooMany, Slowly, "problem.too-many"),
        (500.., _) => (StoreDown, Slowly, "problem.down"),
        (200..=399, _) => (StoreDown, Slowly, "problem.unreadable"),
        _ => (Refused, Never, "problem.other"),
    }
}

/// First code, last code, what it means. [official] unless marked.
#[rustfmt::skip]
const BY_CODE: &[(i64, i64, Row)] = &[
    (10_001, 10_001, (Ours, Never, "problem.no-token")),
    // IAM gives tokens to credentials of Honor's other services too; the gateway of this one does not take them [measured].
    (10_002, 10_002, (BadCredentials, Never, "problem.wrong-type")),
    (10_003, 10_003, (BadCredentials, Never, "problem.token-refused")),
    (10_004, 10_004, (NotAllowed, Never, "problem.not-owner")),
    (10_005, 10_005, (NotAllowed, Never, "problem.no-right")),
    (10_006, 10_007, (Ours, Never, "problem.signature")),
    (11_003, 11_003, (NotFound, Never, "problem.app-unknown")),
    (20_001, 20_005, (NotFound, Never, "problem.app-unknown")),
    (20_006, 20_006, (Refused, Never, "problem.name-refused")),
    (20_007, 20_007, (Refused, Never, "problem.brief-refused")),
    (20_008, 20_008, (Refused, Never, "problem.intro-refused")),
    (20_009, 20_009, (Refused, Never, "problem.notes-refused")),
    (20_010, 20_013, (Refused, Never, "problem.pictures")),
    (20_014, 20_015, (Refused, Never, "problem.contact")),
    (20_016, 20_016, (Refused, Never, "problem.package-address")),
    (20_017, 20_017, (Ours, Never, "problem.our-request")),
    (20_018, 20_019, (Refused, Never, "problem.time-refused")),
    (20_020, 20_021, (Refused, Never, "problem.console-data")),
    (20_022, 20_022, (AlreadyThere, Never, "problem.in-review")),
    (20_023, 20_023, (Refused, Never, "problem.never-listed")),
    (20_024, 20_024, (Ours, Never, "problem.our-request")),
    (20_025, 20_027, (NotFound, Never, "problem.submission-unknown")),
    (20_028, 20_030, (StoreDown, FromUpload, "problem.upload-gone")),
    (20_031, 20_031, (Refused, Never, "problem.language-missing")),
    // 20032 [measured], 20034 [measured, 2 sources], 20046 [measured], 20076 [measured].
    (20_032, 20_032, (Refused, Never, "problem.classification-missing")),
    (20_034, 20_034, (Refused, Never, "problem.supply-name-missing")),
    (20_046, 20_046, (Refused, Never, "problem.rating-missing")),
    (20_076, 20_076, (Refused, Never, "problem.intro-missing")),
    (20_078, 20_078, (Refused, Never, "problem.orientation")),
    (30_001, 30_002, (NotFound, Never, "problem.app-unknown")),
    (30_003, 30_003, (BadArtifact, Never, "problem.other-package")),
    (30_004, 30_004, (Refused, FromUpload, "problem.not-fetched")),
    (30_005, 30_005, (BadArtifact, Never, "problem.package-unreadable")),
    (30_006, 30_006, (BadArtifact, Never, "problem.version-lower")),
    (30_007, 30_007, (BadArtifact, Never, "problem.other-package")),
    (30_009, 30_010, (StoreDown, FromUpload, "problem.upload-gone")),
    (30_011, 30_011, (TooMany, Never, "problem.too-frequent")),
    (30_017, 30_017, (Refused, Never, "problem.language-missing")),
    (31_000, 31_005, (Ours, Never, "problem.signature")),
    (SYSTEM_ERROR, SYSTEM_ERROR, (StoreDown, Slowly, "problem.down")),
];

#[cfg(test)]
mod tests;
