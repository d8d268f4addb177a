//! Documented bodies, and what is made of each.

use jiff::{SignedDuration, Timestamp};
use serde_json::{Value, json};
use slipway_model::{ProblemKind as Kind, Retry, Said};

use super::{Heard, LATER, failure, message, no_token, with_log_id};
use crate::{failure::Acted, lenient};

const NOW: Timestamp = Timestamp::UNIX_EPOCH;

fn heard(status: u16, body: &str) -> Heard {
    let value: Value = serde_json::from_str(body).unwrap_or(Value::Null);
    let errno = value.get("errno").and_then(lenient::as_number);
    let message = message(&value);
    let code = errno.map_or_else(|| format!("HTTP {status}"), |errno| errno.to_string());
    let words = message
        .as_deref()
        .map_or_else(|| body.to_owned(), |words| with_log_id(words, &value));
    Heard {
        status,
        errno,
        message: message.unwrap_or_default(),
        data: value.get("data").cloned().unwrap_or_default(),
        said: Said::new(code, words.as_bytes(), &[]),
        retry_after: None,
        date: None,
    }
}

fn refusal(errno: i64, words: &str) -> String {
    json!({"errno": errno, "data": {"message": words, "logid": 7}}).to_string()
}

fn check(status: u16, body: &str, kind: Kind, retry: Retry, advice: &str, acted: Acted) {
    let found = failure(&heard(status, body), NOW);
    let problem = &found.problem;
    assert_eq!(
        (
            problem.kind,
            problem.retry,
            problem.advice.key.as_str(),
            found.acted
        ),
        (kind, retry, advice, acted),
        "{status} {body}"
    );
}

#[rustfmt::skip]
#[test]
fn every_documented_number() {
    for (errno, words, kind, retry, advice) in [
        (910_003, "Unauthorized upload [1]", Kind::StoreDown, Retry::Now, "problem.upload-again"),
        (911_001, "软件版权证明不能为空", Kind::Refused, Retry::No, "problem.no-copyright"),
        (911_215, "应用审核中", Kind::AlreadyThere, Retry::No, "problem.in-review"),
        (911_216, "版本更新任务处理中", Kind::AlreadyThere, Retry::No, "problem.task-running"),
        (911_219, "游戏暂不支持 CPU 多包", Kind::BadArtifact, Retry::No, "problem.games-take-one-package"),
        (911_023, "", Kind::NotFound, Retry::No, "problem.not-yours"),
        (910_002, "", Kind::BadCredentials, Retry::No, "problem.signature"),
        (999_999, "api_sign 校验失败", Kind::BadCredentials, Retry::No, "problem.signature"),
        (999_999, "access_token 已过期", Kind::BadCredentials, Retry::No, "problem.signature"),
        (999_999, "x", Kind::Refused, Retry::No, "problem.other"),
    ] {
        let body = refusal(errno, words);
        check(200, &body, kind, retry, advice, Acted::No);
        check(500, &body, kind, retry, advice, Acted::No);
    }
    // The rest of StoreHelper's guess is shown and not interpreted.
    for errno in (910_000..=910_015).filter(|errno| ![910_002, 910_003].contains(errno)) {
        check(200, &refusal(errno, "x"), Kind::Refused, Retry::No, "problem.other", Acted::No);
    }
}

#[rustfmt::skip]
#[test]
fn the_words_of_800002_name_what_to_mend() {
    for (words, kind, advice, about) in [
        ("Client Id应该包含19个字符。", Kind::BadCredentials, "problem.client-id", None),
        ("Summary只能包含至多13个字符", Kind::Refused, "problem.summary-refused", Some("listing:summary")),
        ("一句话简介不能为空", Kind::Refused, "problem.summary-refused", Some("listing:summary")),
        ("商务联系邮箱格式不正确", Kind::Refused, "problem.email-refused", Some("listing:business_email")),
        ("icon_url 图片宽度不符合要求", Kind::Refused, "problem.icon-refused", Some("ask:replace_icon")),
        ("icon_url 不允许的文件格式", Kind::Refused, "problem.icon-refused", Some("ask:replace_icon")),
        ("privacy_source_url 不能为空", Kind::Refused, "problem.field-refused", Some("listing:privacy_source_url")),
        ("sche_online_time 不能早于当前时间", Kind::Refused, "problem.field-refused", Some("when")),
        ("pic_url 不能为空", Kind::Refused, "problem.field-refused-console", Some("listing:pic_url")),
        ("apk_url 文件不存在", Kind::Refused, "problem.package-refused", None),
        ("?", Kind::Refused, "problem.parameter", None),
    ] {
        let problem = failure(&heard(200, &refusal(800_002, words)), NOW).problem;
        assert_eq!((problem.kind, problem.advice.key.as_str(), problem.about.as_deref()), (kind, advice, about), "{words}");
        assert_eq!(problem.said.unwrap().words, format!("{words} (logid 7)"));
    }
}

#[rustfmt::skip]
#[test]
fn gateways_and_pages() {
    check(429, "", Kind::TooMany, LATER, "problem.too-many", Acted::No);
    check(413, "", Kind::BadArtifact, Retry::No, "problem.too-large-for-upload", Acted::No);
    check(401, "", Kind::BadCredentials, Retry::No, "problem.signature", Acted::No);
    check(403, "<html>", Kind::BadCredentials, Retry::No, "problem.signature", Acted::No);
    check(502, "<html>", Kind::StoreDown, LATER, "problem.down", Acted::Perhaps);
    check(200, "<html>", Kind::StoreDown, LATER, "problem.unreadable", Acted::Perhaps);
    check(200, "{\"data\":{}}", Kind::StoreDown, LATER, "problem.unreadable", Acted::Perhaps);
    check(302, "", Kind::StoreDown, LATER, "problem.unreadable", Acted::No);
    check(404, "", Kind::Refused, Retry::No, "problem.other", Acted::No);
}

#[test]
fn words_are_found_where_clients_found_them() {
    for body in [
        r#"{"errno":1,"message":"w"}"#,
        r#"{"errno":1,"msg":"w"}"#,
        r#"{"errno":1,"errmsg":"w","data":{"message":"other"}}"#,
        r#"{"errno":"1","data":{"message":"w"}}"#,
        r#"{"errno":1,"data":{"msg":"w"}}"#,
    ] {
        let said = failure(&heard(200, body), NOW).problem.said.unwrap();
        assert_eq!(
            (said.code.as_str(), said.words.as_str()),
            ("1", "w"),
            "{body}"
        );
    }
    let bare = failure(&heard(200, r#"{"errno":1}"#), NOW)
        .problem
        .said
        .unwrap();
    assert_eq!(bare.words, r#"{"errno":1}"#);
}

#[test]
fn a_refused_token_request_is_about_the_pair() {
    for (body, kind, advice) in [
        (
            refusal(999_999, "x"),
            Kind::BadCredentials,
            "problem.pair-refused",
        ),
        (
            refusal(910_002, "x"),
            Kind::BadCredentials,
            "problem.pair-refused",
        ),
        (
            refusal(800_002, "Client Id应该包含19个字符。"),
            Kind::BadCredentials,
            "problem.client-id",
        ),
        (
            refusal(800_002, "?"),
            Kind::BadCredentials,
            "problem.pair-refused",
        ),
        (
            r#"{"errno":0,"data":{}}"#.to_owned(),
            Kind::StoreDown,
            "problem.unreadable",
        ),
        ("<html>".to_owned(), Kind::StoreDown, "problem.unreadable"),
    ] {
        let problem = no_token(&heard(200, &body), NOW).problem;
        assert_eq!(
            (problem.kind, problem.advice.key.as_str()),
            (kind, advice),
            "{body}"
        );
    }
}

#[test]
fn a_wrong_clock_is_named_only_where_it_can_be_the_cause() {
    let at = |minutes: i64, body: &str| {
        let mut heard = heard(200, body);
        heard.date = Some(NOW + SignedDuration::from_mins(minutes));
        failure(&heard, NOW).problem.advice
    };
    let signature = refusal(910_002, "x");
    let advice = at(40, &signature);
    assert_eq!(
        (advice.key.as_str(), advice.args["minutes"].as_str()),
        ("problem.clock", "40")
    );
    assert_eq!(at(10, &signature).key, "problem.signature");
    assert_eq!(at(40, &refusal(911_215, "x")).key, "problem.in-review");
}
