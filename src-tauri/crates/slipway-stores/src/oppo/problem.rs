//! What OPPO's numbers mean and what to do about each. One number, 800002, stands for every bad parameter and only its words say
//! which; those words are here and nowhere else.

use std::time::Duration;

use jiff::{SignedDuration, Timestamp};
use serde::de::DeserializeOwned;
use serde_json::Value;
use slipway_http::Answer;
use slipway_model::{Problem, ProblemKind, Retry, Said, Sentence};

use crate::{
    failure::{Acted, Failure},
    lenient,
};

use ProblemKind::{
    AlreadyThere, BadArtifact, BadCredentials, NotFound, Ours, Refused, StoreDown, TooMany,
};

/// `timestamp` may be 15 minutes off [official copy].
pub(super) const TOLERATED: SignedDuration = SignedDuration::from_mins(15);

pub(super) const BAD_PARAMETER: i64 = 800_002;
pub(super) const SIGN_USED_UP: i64 = 910_003;
pub(super) const IN_REVIEW: i64 = 911_215;
pub(super) const TASK_RUNNING: i64 = 911_216;

/// An answer, read as far as its envelope.
pub(super) struct Heard {
    pub(super) status: u16,
    pub(super) errno: Option<i64>,
    message: String,
    data: Value,
    said: Said,
    retry_after: Option<Duration>,
    pub(super) date: Option<Timestamp>,
}

impl Heard {
    pub(super) fn new(answer: &Answer, now: Timestamp) -> Self {
        let body: Value = answer.json().unwrap_or(Value::Null);
        let errno = body.get("errno").and_then(lenient::as_number);
        let message = message(&body);
        let said = match (errno, &message) {
            (Some(errno), Some(words)) => {
                answer.quote(errno.to_string(), &with_log_id(words, &body))
            }
            // A yes may carry a token or a ticket.
            (Some(0), None) => answer.quote("0", ""),
            (Some(errno), None) => answer.said(errno.to_string()),
            (None, _) => answer.said(format!("HTTP {}", answer.status)),
        };
        Self {
            status: answer.status,
            errno,
            message: message.unwrap_or_default(),
            data: body.get("data").cloned().unwrap_or_default(),
            said,
            retry_after: answer.retry_after(now),
            date: answer.date(),
        }
    }

    /// `errno` 0 is the yes [official copy, all clients].
    pub(super) fn succeeded(&self) -> bool {
        self.status < 400 && self.errno == Some(0)
    }

    /// A text inside `data`.
    pub(super) fn text(&self, name: &str) -> Option<String> {
        self.data.get(name).and_then(lenient::as_text)
    }

    pub(super) fn number(&self, name: &str) -> Option<i64> {
        self.data.get(name).and_then(lenient::as_number)
    }

    pub(super) fn data(&self) -> &Value {
        &self.data
    }

    pub(super) fn read<T: DeserializeOwned + Default>(&self) -> T {
        serde_json::from_value(self.data.clone()).unwrap_or_default()
    }

    /// The store's code and words.
    pub(super) fn said(&self) -> &Said {
        &self.said
    }

    /// The numbers for a bad signature, an ended token and a wrong time are not established: HTTP 401 and 403, 910002 [1 client],
    /// and words that name the token or the signature under a number that is not known otherwise [inferred].
    pub(super) fn refuses_the_token(&self) -> bool {
        let unknown = self
            .errno
            .is_some_and(|errno| errno != 0 && by_number(errno).is_none());
        matches!(self.status, 401 | 403)
            || self.errno == Some(AUTHENTICATION)
            || (unknown
                && BY_WORDS_OF_SIGNING
                    .iter()
                    .any(|word| self.message.to_lowercase().contains(word)))
    }
}

/// Where the words stand: on top as `message`, `msg` or `errmsg`, else inside `data` [3 clients].
fn message(body: &Value) -> Option<String> {
    let data = body.get("data").unwrap_or(&Value::Null);
    let places = [
        (body, "message"),
        (body, "msg"),
        (body, "errmsg"),
        (data, "message"),
        (data, "msg"),
    ];
    places
        .iter()
        .find_map(|(place, name)| lenient::as_text(place.get(name)?))
}

/// `logid` is what OPPO's support asks for.
fn with_log_id(words: &str, body: &Value) -> String {
    let id = body
        .get("data")
        .and_then(|data| data.get("logid"))
        .and_then(lenient::as_text);
    match id {
        Some(id) => format!("{words} (logid {id})"),
        None => words.to_owned(),
    }
}

/// The failure behind an answer that is not a success.
pub(super) fn failure(heard: &Heard, now: Timestamp) -> Failure {
    let row = judge(heard);
    let mut advice = Sentence::new(row.advice);
    if let Some(minutes) = clock_error(heard, now) {
        advice = Sentence::new("problem.clock").with("minutes", minutes);
    } else if row.advice == "problem.other" {
        advice = advice.with("code", &heard.said.code);
    }
    let retry = match (row.retry, heard.retry_after) {
        (Retry::After { .. }, Some(wait)) => Retry::After { wait },
        (retry, _) => retry,
    };
    let mut problem = Problem::new(row.kind, advice)
        .retry(retry)
        .said(heard.said.clone());
    if let Some(about) = row.about {
        problem = problem.about(about);
    }
    Failure {
        problem,
        acted: row.acted,
        wait: None,
        server_time: heard.date,
    }
}

/// The failure behind a token request: whatever OPPO understood and refused there, it refused the pair.
pub(super) fn no_token(heard: &Heard, now: Timestamp) -> Failure {
    let mut failure = failure(heard, now);
    let refused = heard.errno.is_some_and(|errno| errno != 0) || heard.refuses_the_token();
    if heard.succeeded() {
        failure.problem = unreadable().said(heard.said.clone());
    } else if refused && failure.problem.kind != BadCredentials {
        failure.problem = Problem::new(BadCredentials, Sentence::new("problem.pair-refused"))
            .said(heard.said.clone());
    } else if refused && failure.problem.advice.key == "problem.signature" {
        failure.problem.advice = Sentence::new("problem.pair-refused");
    }
    failure
}

/// How far this machine's clock is off, in minutes, when that can be why a call was refused.
fn clock_error(heard: &Heard, now: Timestamp) -> Option<i64> {
    let skew = now.duration_since(heard.date?);
    (heard.refuses_the_token() && skew.abs() > TOLERATED).then(|| skew.as_mins().abs())
}

/// The answer is a page, or lacks what it must have.
pub(super) fn unreadable() -> Problem {
    Problem::new(StoreDown, Sentence::new("problem.unreadable")).retry(LATER)
}

pub(super) const LATER: Retry = Retry::After {
    wait: Duration::from_secs(30),
};

#[derive(Clone, Copy)]
struct Row {
    kind: ProblemKind,
    retry: Retry,
    advice: &'static str,
    acted: Acted,
    about: Option<&'static str>,
}

const fn no(kind: ProblemKind, retry: Retry, advice: &'static str) -> Row {
    Row {
        kind,
        retry,
        advice,
        acted: Acted::No,
        about: None,
    }
}

const fn about(advice: &'static str, about: &'static str) -> Row {
    Row {
        about: Some(about),
        ..no(Refused, Retry::No, advice)
    }
}

fn judge(heard: &Heard) -> Row {
    if let Some(errno) = heard.errno.filter(|errno| *errno != 0) {
        if errno == BAD_PARAMETER {
            return by_words(&heard.message);
        }
        return match by_number(errno) {
            Some(row) => row,
            None if heard.refuses_the_token() => no(BadCredentials, Retry::No, "problem.signature"),
            None => no(Refused, Retry::No, "problem.other"),
        };
    }
    let perhaps = |advice| Row {
        acted: Acted::Perhaps,
        ..no(StoreDown, LATER, advice)
    };
    match heard.status {
        401 | 403 => no(BadCredentials, Retry::No, "problem.signature"),
        429 => no(TooMany, LATER, "problem.too-many"),
        413 => no(BadArtifact, Retry::No, "problem.too-large-for-upload"),
        408 | 500.. => perhaps("problem.down"),
        // A page instead of an answer, or an answer without its number.
        200..=299 => perhaps("problem.unreadable"),
        300..=399 => no(StoreDown, LATER, "problem.unreadable"),
        _ => no(Refused, Retry::No, "problem.other"),
    }
}

/// StoreHelper's 910000 to 910015 contradict an official example in one place and are a guess throughout: code and words are
/// shown as they are. Only "authentication" is acted on, because asking once more with a fresh token does no harm [1 client].
const AUTHENTICATION: i64 = 910_002;

/// OPPO API 传包, `errno`.
fn by_number(errno: i64) -> Option<Row> {
    Some(match errno {
        // [official copy]
        SIGN_USED_UP => no(StoreDown, Retry::Now, "problem.upload-again"),
        911_219 => no(BadArtifact, Retry::No, "problem.games-take-one-package"),
        // [apkgo, live]
        IN_REVIEW => no(AlreadyThere, Retry::No, "problem.in-review"),
        TASK_RUNNING => no(AlreadyThere, Retry::No, "problem.task-running"),
        // [issues]
        911_001 => about("problem.no-copyright", "listing:copyright_url"),
        // [1 client]
        911_023 => no(NotFound, Retry::No, "problem.not-yours"),
        AUTHENTICATION => no(BadCredentials, Retry::No, "problem.signature"),
        // Its words decide.
        BAD_PARAMETER => by_words(""),
        _ => return None,
    })
}

/// 800002: what the words name [apkgo live, issues]. The first that fits counts.
const BY_WORDS_OF_PARAMETER: &[(&[&str], Row)] = &[
    (
        &["client id", "client_id"],
        no(BadCredentials, Retry::No, "problem.client-id"),
    ),
    (
        &["client secret", "client_secret"],
        no(BadCredentials, Retry::No, "problem.pair-refused"),
    ),
    (
        &["summary", "一句话简介"],
        about("problem.summary-refused", "listing:summary"),
    ),
    (
        &["商务联系邮箱", "business_email"],
        about("problem.email-refused", "listing:business_email"),
    ),
    (
        &["icon_url"],
        about("problem.icon-refused", "ask:replace_icon"),
    ),
    (
        &["privacy_source_url", "隐私"],
        about("problem.field-refused", "listing:privacy_source_url"),
    ),
    (
        &["detail_desc", "软件介绍"],
        about("problem.field-refused", "listing:detail_desc"),
    ),
    (
        &["test_desc"],
        about("problem.field-refused", "listing:test_desc"),
    ),
    (
        &["business_username"],
        about("problem.field-refused", "listing:business_username"),
    ),
    (
        &["business_mobile"],
        about("problem.field-refused", "listing:business_mobile"),
    ),
    (
        &["age_level"],
        about("problem.field-refused", "listing:age_level"),
    ),
    (&["update_desc"], about("problem.field-refused", "notes")),
    (
        &["sche_online_time"],
        about("problem.field-refused", "when"),
    ),
    // Which words it has for a package that is gone is not established; that they name the field is [inferred from the others].
    (&["apk_url"], no(Refused, Retry::No, PACKAGE_REFUSED)),
    (
        &["pic_url"],
        about("problem.field-refused-console", "listing:pic_url"),
    ),
];

/// The sentence of a submission whose package OPPO does not have (any more): only another upload helps.
pub(super) const PACKAGE_REFUSED: &str = "problem.package-refused";

fn by_words(message: &str) -> Row {
    let message = message.to_lowercase();
    BY_WORDS_OF_PARAMETER
        .iter()
        .find(|(words, _)| words.iter().any(|word| message.contains(word)))
        .map_or(no(Refused, Retry::No, "problem.parameter"), |(_, row)| *row)
}

/// Words under which a read is asked once more with a fresh token [inferred].
const BY_WORDS_OF_SIGNING: &[&str] = &["token", "签名", "api_sign", "sign "];

/// A mistake of ours that a person can only report.
pub(super) fn ours() -> Problem {
    Problem::new(Ours, Sentence::new("problem.our-request"))
}

#[cfg(test)]
mod tests;
