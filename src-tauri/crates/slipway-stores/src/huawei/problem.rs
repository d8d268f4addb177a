//! What Huawei's codes mean and what to do about each. A table, because the codes are one; three of them are catch-alls whose
//! words decide, and those words are here and nowhere else.

use std::time::Duration;

use jiff::{SignedDuration, Timestamp};
use serde::de::DeserializeOwned;
use serde_json::Value;
use slipway_http::Answer;
use slipway_model::{Problem, ProblemKind, Retry, Said, Sentence};

use super::wire::Ret;
use crate::failure::{Acted, Failure};

use Again::{Expected, FromUpload, Never, Slowly, Soon};
use ProblemKind::{
    AlreadyThere, BadArtifact, BadCredentials, NotAllowed, NotFound, Ours, Refused, StoreDown,
    TooMany,
};

/// Which kind of key was used: the same 403 has another cause and another remedy for each.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Means {
    ApiClient,
    ServiceAccount,
}

/// An answer, read as far as its envelope.
pub(super) struct Heard {
    pub(super) status: u16,
    pub(super) ret: Option<Ret>,
    body: Value,
    /// The store's code and words, safe to keep.
    said: Said,
    retry_after: Option<Duration>,
    pub(super) date: Option<Timestamp>,
}

impl Heard {
    pub(super) fn new(answer: &Answer, now: Timestamp) -> Self {
        let body = answer.json().unwrap_or(Value::Null);
        let ret = Ret::of(&body);
        let said = match &ret {
            Some(ret) if ret.code != 0 => answer.quote(ret.code.to_string(), &ret.message),
            _ => answer.said(format!("HTTP {}", answer.status)),
        };
        Self {
            status: answer.status,
            ret,
            body,
            said,
            retry_after: answer.retry_after(now),
            date: answer.date(),
        }
    }

    /// HTTP and envelope are two layers, and neither says no. The envelope may be absent from an answer that only reads.
    pub(super) fn succeeded(&self) -> bool {
        (200..300).contains(&self.status)
            && self.body.is_object()
            && self.ret.as_ref().is_none_or(|ret| ret.code == 0)
    }

    /// The store said yes in so many words: `ret.code` 0, whatever its message says [official].
    pub(super) fn confirmed(&self) -> bool {
        self.succeeded() && self.ret.is_some()
    }

    /// 205524993 token rejected, 205524994 token expired, or a bare 401 [official].
    pub(super) fn refuses_the_token(&self) -> bool {
        self.status == 401
            || matches!(&self.ret, Some(ret) if [205_524_993, 205_524_994].contains(&ret.code))
    }

    /// The reply's own fields; `None` when they do not have the shape that they must have.
    pub(super) fn read<T: DeserializeOwned>(&self) -> Option<T> {
        serde_json::from_value(self.body.clone()).ok()
    }
}

/// The failure behind an answer that is not a success.
pub(super) fn failure(heard: &Heard, means: Means, now: Timestamp) -> Failure {
    let verdict = verdict(heard, means);
    let mut advice = Sentence::new(verdict.advice);
    if let Some(minutes) = clock_error(heard, now) {
        advice = Sentence::new("problem.clock").with("minutes", minutes);
    } else if verdict.advice == "problem.token-refused" && means == Means::ApiClient {
        // The sign-in needs no header `client_id`, every later call does; some proxies drop names with an underscore [inferred].
        advice = Sentence::new("problem.token-refused-client");
    } else if verdict.advice == "problem.other" {
        advice = advice.with("code", &heard.said.code);
    }
    let retry = match (verdict.again, heard.retry_after) {
        (Never | FromUpload, _) => Retry::No,
        (Soon, _) => Retry::Now,
        (Slowly | Expected, Some(wait)) => Retry::After { wait },
        (Slowly, None) => Retry::After {
            wait: Duration::from_secs(15),
        },
        (Expected, None) => Retry::After {
            wait: Duration::from_secs(20),
        },
    };
    let wait = (verdict.again == Expected).then(|| advice.clone());
    let problem = Problem::new(verdict.kind, advice)
        .retry(retry)
        .said(heard.said.clone());
    Failure {
        wait,
        problem: if verdict.again == FromUpload {
            problem.redo("upload")
        } else {
            problem
        },
        acted: verdict.acted,
        server_time: heard.date,
    }
}

/// How far this machine's clock is off, in minutes, when that can be why a token was refused.
fn clock_error(heard: &Heard, now: Timestamp) -> Option<i64> {
    const TOLERATED: SignedDuration = SignedDuration::from_mins(5);
    let skew = now.duration_since(heard.date?);
    (heard.refuses_the_token() && skew.abs() > TOLERATED).then(|| skew.as_mins().abs())
}

/// Whether asking again can help, and how soon.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Again {
    Never,
    /// Not by itself, and only with the file sent anew: the object that was named may be gone.
    FromUpload,
    Soon,
    Slowly,
    /// The store is still working; this is how it says so.
    Expected,
}

struct Verdict {
    kind: ProblemKind,
    again: Again,
    advice: &'static str,
    acted: Acted,
}

fn verdict(heard: &Heard, means: Means) -> Verdict {
    let no = |(kind, again, advice): Row| Verdict {
        kind,
        again,
        advice,
        acted: Acted::No,
    };
    if let Some(ret) = heard.ret.as_ref().filter(|ret| ret.code != 0) {
        return no(by_code(ret));
    }
    let words = heard.said.words.to_lowercase();
    match heard.status {
        401 => no((BadCredentials, Never, "problem.token-refused")),
        // AGC gateway: "project credential can not access the developer credentialType api" [1 client + its issues].
        403 if words.contains("project credential") => {
            no((NotAllowed, Never, "problem.project-account"))
        }
        // "ret code or valid is not present in rsp from ups." [issue].
        403 if words.contains("rsp from ups") => {
            no((NotAllowed, Soon, "problem.permission-service"))
        }
        // An empty 403: a client bound to a project or a role without this app; its reason phrase is lost in HTTP/2 [6 issues].
        403 if means == Means::ApiClient => no((NotAllowed, Never, "problem.project-client")),
        403 => no((NotAllowed, Never, "problem.no-role")),
        404 => no((NotFound, Never, "problem.address-gone")),
        429 => no((TooMany, Slowly, "problem.too-many")),
        // Seen by one team at the upload address, cause unknown [issue].
        490 => no((Refused, Never, "problem.gateway-490")),
        408 | 500.. => Verdict {
            kind: StoreDown,
            again: Slowly,
            advice: "problem.down",
            acted: Acted::Perhaps,
        },
        // A page instead of an answer, or an answer without its verdict.
        200..=299 => Verdict {
            kind: StoreDown,
            again: Slowly,
            advice: "problem.unreadable",
            acted: Acted::Perhaps,
        },
        300..=399 => no((StoreDown, Slowly, "problem.unreadable")),
        _ => no((Refused, Never, "problem.other")),
    }
}

type Row = (ProblemKind, Again, &'static str);

fn by_code(ret: &Ret) -> Row {
    let words = ret.message.to_lowercase();
    BY_WORDS
        .iter()
        .find(|(code, needle, _)| *code == ret.code && words.contains(needle))
        .map(|(_, _, row)| *row)
        .or_else(|| {
            BY_CODE
                .iter()
                .find(|(code, _)| *code == ret.code)
                .map(|(_, row)| *row)
        })
        .unwrap_or((Refused, Never, "problem.other"))
}

/// Codes that say too little without their words. AGC Publishing: 204144660 must be judged by `ret.msg` alone [6 sources].
/// Lower-case parts of the message; the first that is contained rules.
#[rustfmt::skip]
const BY_WORDS: &[(i64, &str, Row)] = &[
    (204_144_641, "activestate", (Refused, Expected, "wait.package")),
    (204_144_644, "phased", (Refused, Never, "problem.phased-first")),
    (204_144_647, "onshelf service", (Refused, Never, "problem.no-full-version")),
    (204_144_649, "appname", (Refused, Never, "problem.new-language")),
    (204_144_649, "newfeatures", (Refused, Never, "problem.notes-length")),
    (204_144_660, "being processed", (Refused, Expected, "wait.package")),
    (204_144_660, "2-5 minutes", (Refused, Expected, "wait.package")),
    (204_144_660, "parsing", (Refused, Expected, "wait.package")),
    (204_144_660, "解析", (Refused, Expected, "wait.package")),
    (204_144_660, "additional msg is []", (Refused, Expected, "wait.package-or-listing")),
    (204_144_660, "registeredentity", (Refused, Never, "problem.filing-entity")),
    (204_144_660, "registeredidtype", (Refused, Never, "problem.filing-number")),
    (204_144_660, "questionnaire", (Refused, Never, "problem.age-rating")),
    (204_144_660, "sensitivepermissioniconurl", (Refused, Never, "problem.sensitive-permission")),
    (204_144_660, "appname is not same", (Refused, Never, "problem.name-differs")),
    (204_144_660, "no full release version", (Refused, Never, "problem.no-full-version")),
    (204_144_662, "fileurltodb", (Ours, Never, "problem.bound-address")),
    (204_144_662, "exceeds the upper limit", (Refused, Never, "problem.draft-full")),
    (204_144_662, "app bundle", (Refused, Never, "problem.app-signing")),
];

/// Codes with one meaning, and what the ambiguous ones mean when their words are unknown.
#[rustfmt::skip]
const BY_CODE: &[(i64, Row)] = &[
    (203_489_281, (Refused, Never, "problem.parameter")),
    (203_886_599, (BadCredentials, Never, "problem.other-family")),
    (203_890_688, (BadCredentials, Never, "problem.wrong-pair")),
    (205_524_993, (BadCredentials, Never, "problem.token-refused")),
    (205_524_994, (BadCredentials, Never, "problem.token-refused")),
    (204_144_641, (Refused, Never, "problem.parameter")),
    (204_144_642, (StoreDown, Slowly, "problem.down")),
    (204_144_643, (StoreDown, Slowly, "problem.down")),
    (204_144_644, (NotFound, Never, "problem.app-unknown")),
    (204_144_645, (StoreDown, Slowly, "problem.down")),
    (204_144_646, (Refused, FromUpload, "problem.package-refused")),
    (204_144_647, (AlreadyThere, Never, "problem.in-review")),
    (204_144_648, (StoreDown, Slowly, "problem.down")),
    (204_144_649, (Refused, Never, "problem.listing-refused")),
    (204_144_650, (Refused, Never, "problem.language-missing")),
    (204_144_658, (StoreDown, Soon, "problem.upload-again")),
    (204_144_660, (Refused, Never, "problem.submit-refused")),
    (204_144_662, (Refused, FromUpload, "problem.package-refused")),
    (204_144_664, (Refused, Never, "problem.listing-incomplete")),
    (204_144_665, (NotAllowed, Never, "problem.not-authorised")),
    (204_144_666, (NotAllowed, Never, "problem.account-suspended")),
    (204_144_692, (Refused, Never, "problem.parameter")),
    (204_144_693, (BadArtifact, Never, "problem.file-kind")),
    (204_144_717, (StoreDown, Slowly, "problem.down")),
    (204_144_718, (StoreDown, Slowly, "problem.down")),
    (204_144_719, (Refused, Expected, "wait.package")),
    (204_144_722, (BadArtifact, Never, "problem.signed-differently")),
    (204_144_723, (BadArtifact, Never, "problem.signer-changed")),
    (204_144_727, (Refused, Expected, "wait.package")),
    (204_144_735, (Refused, Expected, "wait.detection")),
];

#[cfg(test)]
mod tests;
