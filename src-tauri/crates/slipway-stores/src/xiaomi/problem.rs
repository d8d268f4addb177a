//! What Xiaomi's results mean and what to do about each.

use std::time::Duration;

use jiff::Timestamp;
use serde::de::DeserializeOwned;
use serde_json::Value;
use slipway_http::Answer;
use slipway_model::{Problem, ProblemKind, Retry, Said, Sentence};

use super::wire::Verdict;
use crate::failure::{Acted, Failure};

use ProblemKind::{
    AlreadyThere, BadArtifact, BadCredentials, NotAllowed, NotFound, Ours, Refused, StoreDown,
    TooMany,
};

/// An answer, read as far as its verdict.
pub(super) struct Heard {
    status: u16,
    verdict: Option<Verdict>,
    body: Value,
    said: Said,
    retry_after: Option<Duration>,
    pub(super) date: Option<Timestamp>,
}

impl Heard {
    pub(super) fn new(answer: &Answer, now: Timestamp) -> Self {
        let body = answer.json().unwrap_or(Value::Null);
        let verdict = Verdict::of(&body);
        let said = match &verdict {
            Some(verdict) => answer.quote(verdict.result.to_string(), &verdict.message),
            None => answer.said(format!("HTTP {}", answer.status)),
        };
        Self {
            status: answer.status,
            verdict,
            body,
            said,
            retry_after: answer.retry_after(now),
            date: answer.date(),
        }
    }

    /// `result` 0 and nothing else; the HTTP status of a refusal is not established.
    pub(super) fn succeeded(&self) -> bool {
        self.status < 400
            && self
                .verdict
                .as_ref()
                .is_some_and(|verdict| verdict.result == 0)
    }

    pub(super) fn message(&self) -> &str {
        &self.said.words
    }

    pub(super) fn read<T: DeserializeOwned + Default>(&self) -> T {
        serde_json::from_value(self.body.clone()).unwrap_or_default()
    }
}

/// The failure behind an answer that is not a success.
pub(super) fn failure(heard: &Heard) -> Failure {
    let (kind, retry, advice, acted) = judge(heard);
    let retry = match (retry, heard.retry_after) {
        (Retry::After { .. }, Some(wait)) => Retry::After { wait },
        (retry, _) => retry,
    };
    let mut advice = Sentence::new(advice);
    if advice.key == "problem.other" {
        advice = advice.with("code", &heard.said.code);
    }
    Failure {
        problem: Problem::new(kind, advice)
            .retry(retry)
            .said(heard.said.clone()),
        acted,
        wait: None,
        server_time: heard.date,
    }
}

fn judge(heard: &Heard) -> (ProblemKind, Retry, &'static str, Acted) {
    const LATER: Retry = Retry::After {
        wait: Duration::from_secs(30),
    };
    if let Some(verdict) = heard.verdict.as_ref().filter(|verdict| verdict.result != 0) {
        let (kind, advice) = by_result(verdict);
        return (kind, Retry::No, advice, Acted::No);
    }
    match heard.status {
        429 => (TooMany, LATER, "problem.too-many", Acted::No),
        413 => (BadArtifact, Retry::No, "problem.too-large", Acted::No),
        408 | 500.. => (StoreDown, LATER, "problem.down", Acted::Perhaps),
        // A page instead of an answer, or an answer without its verdict.
        200..=299 => (StoreDown, LATER, "problem.unreadable", Acted::Perhaps),
        300..=399 => (StoreDown, LATER, "problem.unreadable", Acted::No),
        _ => (Refused, Retry::No, "problem.other", Acted::No),
    }
}

fn by_result(verdict: &Verdict) -> (ProblemKind, &'static str) {
    BY_WORDS
        .iter()
        .find(|(needle, _)| verdict.message.contains(needle))
        .map(|(_, row)| *row)
        .or_else(|| {
            BY_RESULT
                .iter()
                .find(|(result, _)| *result == verdict.result)
                .map(|(_, row)| *row)
        })
        .unwrap_or((Refused, "problem.other"))
}

type Row = (ProblemKind, &'static str);

/// Two refusals of an update are known by their words only; the codes that carry them were never recorded [2 × 1 client]. Only what
/// stands before or behind the comma is compared: which of the two commas Xiaomi writes is not certain either.
const BY_WORDS: &[(&str, Row)] = &[
    ("签名不一致", (BadArtifact, "problem.signer-changed")),
    (
        "不满足应用更新条件",
        (BadArtifact, "problem.version-not-taken"),
    ),
];

/// Xiaomi devupload, table of results [official copy ×2, 3 clients].
const BY_RESULT: &[(i64, Row)] = &[
    (-2, (BadArtifact, "problem.package-differs")),
    (-7, (NotAllowed, "problem.not-owner")),
    (-32, (NotFound, "problem.not-created")),
    (-92, (AlreadyThere, "problem.pushed-before")),
    (-20014, (BadCredentials, "problem.wrong-secret")),
    (-20002, (BadCredentials, "problem.signature")),
    (-20029, (Ours, "problem.our-request")),
    (-20030, (BadCredentials, "problem.wrong-key")),
    (-20034, (Refused, "problem.test-account")),
    (-10000, (BadCredentials, "problem.parameter-or-key")),
];

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use serde_json::Value;
    use slipway_model::{ProblemKind as Kind, Retry, Said};

    use super::{Heard, failure};
    use crate::{failure::Acted, xiaomi::wire::Verdict};

    fn heard(status: u16, body: &str) -> Heard {
        let value: Value = serde_json::from_str(body).unwrap_or(Value::Null);
        let verdict = Verdict::of(&value);
        let said = match &verdict {
            Some(verdict) => Said::new(verdict.result.to_string(), verdict.message.as_bytes(), &[]),
            None => Said::new(format!("HTTP {status}"), body.as_bytes(), &[]),
        };
        Heard {
            status,
            verdict,
            body: value,
            said,
            retry_after: None,
            date: None,
        }
    }

    const LATER: Retry = Retry::After {
        wait: Duration::from_secs(30),
    };

    fn check(
        status: u16,
        body: &str,
        kind: Kind,
        code: &str,
        retry: Retry,
        advice: &str,
        acted: Acted,
    ) {
        let found = failure(&heard(status, body));
        let said = found
            .problem
            .said
            .as_ref()
            .map(|said| said.code.as_str())
            .unwrap_or_default();
        assert_eq!(
            (
                found.problem.kind,
                said,
                found.problem.retry,
                found.problem.advice.key.as_str(),
                found.acted
            ),
            (kind, code, retry, advice, acted),
            "{status} {body}"
        );
    }

    #[test]
    fn every_documented_result() {
        for (result, message, kind, advice) in [
            (-2, "", Kind::BadArtifact, "problem.package-differs"),
            (
                -7,
                "应用归属关系异常",
                Kind::NotAllowed,
                "problem.not-owner",
            ),
            (-32, "", Kind::NotFound, "problem.not-created"),
            (-92, "", Kind::AlreadyThere, "problem.pushed-before"),
            (
                -20014,
                "密码错误",
                Kind::BadCredentials,
                "problem.wrong-secret",
            ),
            (-20002, "", Kind::BadCredentials, "problem.signature"),
            (-20029, "", Kind::Ours, "problem.our-request"),
            (-20030, "", Kind::BadCredentials, "problem.wrong-key"),
            (-20034, "", Kind::Refused, "problem.test-account"),
            (-10000, "", Kind::BadCredentials, "problem.parameter-or-key"),
            (
                -1,
                "签名不一致,不满足应用更新条件",
                Kind::BadArtifact,
                "problem.signer-changed",
            ),
            (
                -1,
                "未知异常,不满足应用更新条件",
                Kind::BadArtifact,
                "problem.version-not-taken",
            ),
            (
                -1,
                "未知异常，不满足应用更新条件",
                Kind::BadArtifact,
                "problem.version-not-taken",
            ),
            (-12345, "x", Kind::Refused, "problem.other"),
        ] {
            let body = serde_json::json!({"result": result, "message": message}).to_string();
            check(
                200,
                &body,
                kind,
                &result.to_string(),
                Retry::No,
                advice,
                Acted::No,
            );
            check(
                500,
                &body,
                kind,
                &result.to_string(),
                Retry::No,
                advice,
                Acted::No,
            );
        }
    }

    #[test]
    fn gateways_and_pages() {
        check(
            429,
            "",
            Kind::TooMany,
            "HTTP 429",
            LATER,
            "problem.too-many",
            Acted::No,
        );
        check(
            413,
            "",
            Kind::BadArtifact,
            "HTTP 413",
            Retry::No,
            "problem.too-large",
            Acted::No,
        );
        check(
            502,
            "<html>",
            Kind::StoreDown,
            "HTTP 502",
            LATER,
            "problem.down",
            Acted::Perhaps,
        );
        check(
            200,
            "<html>",
            Kind::StoreDown,
            "HTTP 200",
            LATER,
            "problem.unreadable",
            Acted::Perhaps,
        );
        check(
            200,
            r#"{"message":"操作成功"}"#,
            Kind::StoreDown,
            "HTTP 200",
            LATER,
            "problem.unreadable",
            Acted::Perhaps,
        );
        check(
            302,
            "",
            Kind::StoreDown,
            "HTTP 302",
            LATER,
            "problem.unreadable",
            Acted::No,
        );
        check(
            403,
            "",
            Kind::Refused,
            "HTTP 403",
            Retry::No,
            "problem.other",
            Acted::No,
        );
        check(
            500,
            r#"{"result":0}"#,
            Kind::StoreDown,
            "0",
            LATER,
            "problem.down",
            Acted::Perhaps,
        );
    }

    #[test]
    fn success_is_result_nought() {
        for (status, body, succeeded) in [
            (200, r#"{"result":0,"message":"操作成功"}"#, true),
            (200, r#"{"result":"0"}"#, true),
            (200, r#"{"result":-7}"#, false),
            (200, "{}", false),
            (200, "", false),
            (500, r#"{"result":0}"#, false),
        ] {
            assert_eq!(heard(status, body).succeeded(), succeeded, "{body}");
        }
    }
}
