//! What Tencent's codes mean and what to do about each. One table, because the codes are one; the words beside a code are shown and
//! never acted on.

use std::time::Duration;

use jiff::{SignedDuration, Timestamp};
use serde_json::Value;
use slipway_http::Answer;
use slipway_model::{Problem, ProblemKind, Retry, Said, Sentence};

use super::wire::Verdict;
use crate::failure::{Acted, Failure};

use Again::{FromUpload, Never, Slowly};
use ProblemKind::{
    BadArtifact, BadCredentials, BadInput, NotAllowed, NotFound, Ours, Refused, StoreDown, TooMany,
};

/// An answer, read as far as its verdict.
pub(super) struct Heard {
    status: u16,
    verdict: Option<Verdict>,
    pub(super) body: Value,
    said: Said,
    retry_after: Option<Duration>,
    pub(super) date: Option<Timestamp>,
    /// When it was heard, by our clock.
    now: Timestamp,
}

impl Heard {
    pub(super) fn new(answer: &Answer, now: Timestamp) -> Self {
        let body = answer.json().unwrap_or(Value::Null);
        let verdict = Verdict::of(&body);
        let said = match &verdict {
            Some(verdict) => answer.quote(verdict.ret.to_string(), &verdict.message),
            None => answer.said(format!("HTTP {}", answer.status)),
        };
        Self {
            status: answer.status,
            verdict,
            body,
            said,
            retry_after: answer.retry_after(now),
            date: answer.date(),
            now,
        }
    }

    /// HTTP 200 and a `ret` that is really there and 0 [official; a client was deceived by a page without one].
    pub(super) fn succeeded(&self) -> bool {
        (200..300).contains(&self.status) && self.ret() == Some(0)
    }

    pub(super) fn ret(&self) -> Option<i64> {
        self.verdict.as_ref().map(|verdict| verdict.ret)
    }

    /// The store's words, safe to keep.
    pub(super) fn words(&self) -> &str {
        &self.said.words
    }
}

/// The failure behind an answer that is not a success.
pub(super) fn failure(heard: &Heard) -> Failure {
    let (Row(kind, again, advice), acted) = judge(heard);
    let retry = match (again, heard.retry_after) {
        (Never | FromUpload, _) => Retry::No,
        (Slowly, Some(wait)) => Retry::After { wait },
        (Slowly, None) => Retry::After { wait: PAUSE },
    };
    let mut problem = Problem::new(kind, advice_for(advice, heard))
        .retry(retry)
        .said(heard.said.clone());
    if let Some(about) = about(advice, heard.ret()) {
        problem = problem.about(about);
    }
    if again == FromUpload {
        problem = problem.redo("upload");
    }
    Failure {
        problem,
        acted,
        wait: None,
        server_time: heard.date,
    }
}

/// After the store said that it cannot just now: thirty to sixty seconds [inferred].
const PAUSE: Duration = Duration::from_secs(45);
/// YYB update API: a timestamp may be half an hour off [official].
const TOLERATED: SignedDuration = SignedDuration::from_mins(30);

fn advice_for(advice: &'static str, heard: &Heard) -> Sentence {
    let says = Sentence::new(advice);
    match advice {
        "problem.timestamp" => match clock_error(heard.date, heard.now) {
            Some(minutes) => Sentence::new("problem.clock").with("minutes", minutes),
            None => says,
        },
        "problem.value-refused" => says.with("field", field(heard.ret()).unwrap_or("?")),
        "problem.other" => says.with("code", &heard.said.code),
        _ => says,
    }
}

/// How far this machine's clock is off, in minutes, when that is more than Tencent takes.
pub(super) fn clock_error(server: Option<Timestamp>, now: Timestamp) -> Option<i64> {
    let skew = now.duration_since(server?);
    (skew.abs() > TOLERATED).then(|| skew.as_mins().abs())
}

/// What in the draft mends it.
fn about(advice: &str, ret: Option<i64>) -> Option<String> {
    match advice {
        "problem.app-id-refused" | "problem.app-not-found" | "problem.other-app" => {
            Some("ask:app_id".to_owned())
        }
        "problem.introduce-length" => Some("listing:introduce".to_owned()),
        "problem.summary-length" => Some("listing:one_word_summary".to_owned()),
        "problem.time-refused" => Some("when".to_owned()),
        "problem.value-refused" => field(ret).map(|field| format!("listing:{field}")),
        _ => None,
    }
}

fn judge(heard: &Heard) -> (Row, Acted) {
    if let Some(ret) = heard.ret().filter(|ret| *ret != 0) {
        return (by_code(ret), Acted::No);
    }
    match heard.status {
        429 => (Row(TooMany, Slowly, "problem.too-many"), Acted::No),
        408 | 500.. => (Row(StoreDown, Slowly, "problem.down"), Acted::Perhaps),
        // A page instead of an answer, or an answer without its verdict.
        200..=299 => (Row(StoreDown, Slowly, "problem.unreadable"), Acted::Perhaps),
        300..=399 => (Row(StoreDown, Slowly, "problem.unreadable"), Acted::No),
        _ => (Row(Refused, Never, "problem.other"), Acted::No),
    }
}

fn by_code(ret: i64) -> Row {
    if field(Some(ret)).is_some() {
        return Row(Refused, Never, "problem.value-refused");
    }
    BY_CODE
        .iter()
        .find(|(code, _)| *code == ret)
        .map_or(Row(Refused, Never, "problem.other"), |(_, row)| *row)
}

/// Whether asking again can help.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Again {
    Never,
    Slowly,
    /// Not by itself, and only with the file sent anew.
    FromUpload,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Row(ProblemKind, Again, &'static str);

/// YYB update API, table of `ret` [official]; what to do about each is ours.
#[rustfmt::skip]
const BY_CODE: &[(i64, Row)] = &[
    (1_000_001, Row(BadCredentials, Never, "problem.user-id")),
    (1_000_002, Row(BadCredentials, Never, "problem.user-id")),
    (1_000_003, Row(StoreDown, Slowly, "problem.busy")),
    (1_000_004, Row(BadCredentials, Never, "problem.user-unknown")),
    (1_000_005, Row(Ours, Never, "problem.our-request")),
    (1_000_006, Row(BadInput, Never, "problem.app-id-refused")),
    (1_000_007, Row(BadInput, Never, "problem.app-id-refused")),
    (1_000_008, Row(NotFound, Never, "problem.app-not-found")),
    (1_000_009, Row(BadInput, Never, "problem.other-app")),
    (1_000_010, Row(NotAllowed, Never, "problem.only-software")),
    (1_000_011, Row(NotAllowed, Never, "problem.not-live-yet")),
    (1_000_012, Row(NotAllowed, Never, "problem.no-permission")),
    (1_000_013, Row(Ours, Never, "problem.our-request")),
    (1_000_014, Row(Ours, Never, "problem.our-request")),
    (1_000_015, Row(Ours, Never, "problem.our-request")),
    (1_000_016, Row(BadCredentials, Never, "problem.timestamp")),
    (1_000_017, Row(Ours, Never, "problem.our-request")),
    (1_000_018, Row(StoreDown, Slowly, "problem.down")),
    (1_000_019, Row(BadCredentials, Never, "problem.not-applied")),
    (1_000_020, Row(BadCredentials, Never, "problem.signature")),
    (1_000_021, Row(StoreDown, Slowly, "problem.down")),
    (2_000_001, Row(Ours, Never, "problem.our-request")),
    (2_000_002, Row(Ours, Never, "problem.our-request")),
    (2_000_003, Row(Ours, Never, "problem.our-request")),
    (2_000_004, Row(StoreDown, Slowly, "problem.down")),
    (2_000_005, Row(StoreDown, Slowly, "problem.busy")),
    (3_000_001, Row(StoreDown, Slowly, "problem.down")),
    (3_000_002, Row(NotFound, Never, "problem.app-not-found")),
    (3_000_003, Row(BadInput, Never, "problem.other-app")),
    (4_000_011, Row(Ours, Never, "problem.our-request")),
    (4_000_015, Row(Ours, Never, "problem.our-request")),
    (4_000_016, Row(Ours, Never, "problem.our-request")),
    (4_000_021, Row(Refused, Never, "problem.introduce-length")),
    (4_000_022, Row(Refused, Never, "problem.summary-length")),
    (4_000_031, Row(StoreDown, Slowly, "problem.safety-check")),
    (4_000_033, Row(Refused, Never, "problem.test-account")),
    (4_000_035, Row(Refused, Never, "problem.payment-promise")),
    (4_000_037, Row(Refused, Never, "problem.demo-video")),
    (4_000_038, Row(Ours, Never, "problem.our-request")),
    (4_000_039, Row(BadInput, Never, "problem.time-refused")),
    (4_000_040, Row(Ours, Never, "problem.our-request")),
    (4_000_041, Row(Ours, Never, "problem.our-request")),
    (4_000_042, Row(StoreDown, Slowly, "problem.down")),
    (4_000_043, Row(Refused, FromUpload, "problem.upload-not-found")),
    (4_000_044, Row(Refused, FromUpload, "problem.upload-not-fetched")),
    (4_000_045, Row(BadArtifact, FromUpload, "problem.not-a-32-bit-package")),
    (4_000_046, Row(BadArtifact, FromUpload, "problem.not-a-64-bit-package")),
    (4_000_047, Row(Ours, Never, "problem.our-request")),
    (4_000_048, Row(Ours, Never, "problem.our-request")),
    (4_000_049, Row(Ours, Never, "problem.our-request")),
    (4_000_050, Row(Ours, Never, "problem.our-request")),
    (4_000_051, Row(Ours, Never, "problem.our-request")),
    (4_000_052, Row(Ours, Never, "problem.our-request")),
    (4_000_053, Row(Refused, Never, "problem.not-submitted")),
    (5_000_001, Row(StoreDown, Slowly, "problem.down")),
    (5_000_002, Row(NotFound, Never, "problem.no-record")),
];

/// The field whose value a code is about, where the code says no more than that: wrong format, or not among the values [official].
fn field(ret: Option<i64>) -> Option<&'static str> {
    Some(match ret? {
        4_000_001 | 4_000_019 => "category",
        4_000_002 | 4_000_023 => "age_level",
        4_000_003 | 4_000_024 => "screen_size",
        4_000_004 | 4_000_025 => "language",
        4_000_005 | 4_000_026 => "ipv6",
        4_000_006 | 4_000_027 => "device_type",
        4_000_007 | 4_000_028 => "is_soft_delegation",
        4_000_008 | 4_000_029 => "soft_delegation_period_type",
        4_000_009 | 4_000_030 => "soft_delegation_start_time",
        4_000_010 => "soft_delegation_end_time",
        4_000_012 | 4_000_032 => "login_flag",
        4_000_013 | 4_000_034 => "pay_type",
        4_000_014 | 4_000_036 => "demo_video_flag",
        4_000_017 => "app_name",
        4_000_018 => "modify_app_name_reason",
        4_000_020 => "modify_category_reason",
        _ => return None,
    })
}

#[cfg(test)]
mod tests;
