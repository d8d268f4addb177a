//! A release from its first call to what was read back, and what is waited for on the way.

use std::time::Duration;

use serde_json::{Value, json};
use slipway_model::{Outcome, ProblemKind, When};
use slipway_stores::Attempt;

use super::{CLIENT, KEY, attached, ids, info, no, place, ready, table, token};
use crate::{NEW_HOST, PACKAGE, Reply, ok};

#[tokio::test]
async fn a_release_from_sign_in_to_read_back() {
    let mut table = table().await;
    table.order.when = When::At {
        instant: "2026-10-01T02:00:00Z".parse().unwrap(),
        zone: "Asia/Shanghai".into(),
    };

    let (_, asked) = table.done("sign-in", [token("t1")]).await;
    assert_eq!(asked[0].short(), "POST token");
    assert_eq!(
        asked[0].json(),
        json!({"grant_type": "client_credentials", "client_id": CLIENT, "client_secret": KEY})
    );
    assert_eq!(asked[0].header("authorization"), None);

    let (found, asked) = table.done("find-app", [ids(), info(0, 19, 19)]).await;
    assert_eq!(
        found,
        json!({"app_id": "100000001", "state": 0, "newest": 19, "live": 19})
    );
    assert_eq!(
        asked[0].query,
        "packageName=com.example.slipway&packageTypes=1"
    );
    for asked in &asked {
        assert_eq!(
            (asked.header("client_id"), asked.header("authorization")),
            (Some(CLIENT), Some("Bearer t1"))
        );
    }

    let (uploaded, asked) = table
        .done(
            "upload",
            [
                place(&format!("https://{NEW_HOST}/a?sig=1")),
                Reply::Text(200, ""),
            ],
        )
        .await;
    assert_eq!(
        uploaded,
        json!({"object_id": "CN/1.apk", "file_name": "app-release.apk", "new_host": NEW_HOST})
    );
    let length = PACKAGE.len();
    let sha256 = "ab".repeat(32);
    assert_eq!(
        asked[0].query,
        format!(
            "appId=100000001&fileName=app-release.apk&contentLength={length}&releaseType=1&sha256={sha256}"
        )
    );
    let put = &asked[1];
    assert_eq!(
        (put.host.as_str(), put.short().as_str(), put.query.as_str()),
        (NEW_HOST, "PUT a", "sig=1")
    );
    assert_eq!(put.body, PACKAGE);
    assert_eq!(
        put.header("authorization"),
        Some("AWS4-HMAC-SHA256 Credential=x")
    );
    assert_eq!(
        (put.header("user-agent"), put.header("x-amz-date")),
        (Some("Given"), Some("20260101T000000Z"))
    );
    assert_eq!(put.header("client_id"), None);

    let (bound, asked) = table
        .done("attach", [ok(json!({"pkgVersion": ["77"]}))])
        .await;
    assert_eq!(bound, json!({"pkg_id": "77"}));
    assert_eq!(asked[0].short(), "PUT app-file-info");
    assert_eq!(
        asked[0].json(),
        json!({"fileType": 5, "files": [{"fileName": "app-release.apk", "fileDestUrl": "CN/1.apk"}]})
    );

    let (_, asked) = table
        .done(
            "compile",
            [ok(
                json!({"pkgStateList": [{"pkgId": "77", "successStatus": 0}]}),
            )],
        )
        .await;
    assert_eq!(asked[0].query, "appId=100000001&pkgIds=77");

    let (_, asked) = table.done("notes:zh-CN", [ok(json!({}))]).await;
    assert_eq!(
        asked[0].json(),
        json!({"lang": "zh-CN", "newFeatures": "修复问题"})
    );

    let (_, asked) = table.done("submit", [ok(json!({}))]).await;
    assert_eq!(asked[0].short(), "POST app-submit");
    assert_eq!(
        asked[0].query,
        "appId=100000001&releaseType=1&releaseTime=2026-10-01T10%3A00%3A00%2B0800"
    );
    assert_eq!(asked[0].json(), json!({}));

    let (seen, _) = table.done("confirm", [info(5, 20, 19)]).await;
    assert_eq!(seen["seen"], json!(true));
}

#[tokio::test]
async fn the_package_is_waited_for_at_a_growing_pace() {
    let mut table = attached().await;
    let pending = || ok(json!({"pkgStateList": null}));
    for (number, wait) in [(1, 1), (2, 2), (3, 4), (4, 8), (5, 15), (40, 15)] {
        let attempt = Attempt {
            number,
            waited: Duration::from_secs(u64::from(number)),
        };
        let (outcome, _) = table.run("compile", attempt, [pending()]).await;
        let Outcome::WaitUntil { after, what } = outcome else {
            panic!("{outcome:?}")
        };
        assert_eq!(
            (after, what.key.as_str()),
            (Duration::from_secs(wait), "wait.package")
        );
    }
    let late = Attempt {
        number: 60,
        waited: Duration::from_secs(16 * 60),
    };
    let reading = ok(json!({"pkgStateList": [{"pkgId": "77", "successStatus": 1}]}));
    for (reply, advice, redo) in [
        (reading, "problem.still-reading", None),
        (pending(), "problem.package-not-listed", Some("attach")),
    ] {
        let (outcome, _) = table.run("compile", late, [reply]).await;
        let Outcome::Failed { problem } = outcome else {
            panic!("{outcome:?}")
        };
        assert_eq!(
            (
                problem.kind,
                problem.advice.key.as_str(),
                problem.redo.as_deref()
            ),
            (ProblemKind::TimedOut, advice, redo)
        );
    }
    let problem = table
        .failed(
            "compile",
            [ok(json!({"pkgStateList": [{"successStatus": 2}]}))],
        )
        .await;
    assert_eq!(
        (problem.kind, problem.redo.as_deref()),
        (ProblemKind::BadArtifact, Some("upload"))
    );
}

#[tokio::test]
async fn submitting_waits_while_the_store_still_reads() {
    let mut table = attached().await;
    for reply in [
        no(204_144_727, "compiling"),
        no(
            204_144_660,
            "The file is being processed. It may take 2-5 minutes",
        ),
    ] {
        let (outcome, _) = table.run("submit", Attempt::FIRST, [reply]).await;
        assert!(
            matches!(outcome, Outcome::WaitUntil { after, .. } if after == Duration::from_secs(20)),
            "{outcome:?}"
        );
    }
    let late = Attempt {
        number: 40,
        waited: Duration::from_secs(601),
    };
    let (outcome, _) = table
        .run("submit", late, [no(204_144_735, "detecting")])
        .await;
    let Outcome::Failed { problem } = outcome else {
        panic!("{outcome:?}")
    };
    assert_eq!(
        (problem.kind, problem.said.unwrap().code.as_str()),
        (ProblemKind::TimedOut, "204144735")
    );
}

#[tokio::test]
async fn what_cannot_be_submitted_is_not_uploaded() {
    let mut table = ready().await;
    for (reply, kind, advice) in [
        (
            info(4, 20, 19),
            ProblemKind::AlreadyThere,
            "problem.in-review",
        ),
        (
            info(12, 20, 19),
            ProblemKind::AlreadyThere,
            "problem.in-review",
        ),
        (
            info(0, 20, 20),
            ProblemKind::BadArtifact,
            "problem.version-not-higher",
        ),
    ] {
        let problem = table.failed("find-app", [ids(), reply]).await;
        assert_eq!((problem.kind, problem.advice.key.as_str()), (kind, advice));
    }
    let problem = table
        .failed("find-app", [ok(json!({"appids": null}))])
        .await;
    assert_eq!(problem.kind, ProblemKind::NotFound);
    table.order.app.store_app_id = Some("999".into());
    let problem = table.failed("find-app", [ids()]).await;
    assert_eq!(
        (problem.kind, problem.advice.args["found"].as_str()),
        (ProblemKind::BadInput, "100000001")
    );
}

#[tokio::test]
async fn an_app_without_a_first_version_and_with_empty_answers_is_released() {
    let mut table = table().await;
    table.order.first_release = true;
    table
        .order
        .answers
        .insert("app_id".into(), "100000001".into());
    table
        .done(
            "sign-in",
            [Reply::Json(
                200,
                json!({"access_token": "t", "expires_in": null, "ret": null}),
            )],
        )
        .await;
    let empty = || {
        Reply::Json(
            200,
            json!({"ret": {"code": "0", "message": "ok"}, "appInfo": null, "languages": null}),
        )
    };
    let (found, _) = table
        .done("find-app", [ok(json!({"appids": []})), empty()])
        .await;
    assert_eq!(
        found,
        json!({"app_id": "100000001", "state": Value::Null, "newest": Value::Null, "live": Value::Null})
    );
    table
        .done(
            "upload",
            [
                place(&format!("https://{NEW_HOST}/a")),
                Reply::Text(200, ""),
            ],
        )
        .await;
    table
        .done("attach", [ok(json!({"pkgVersion": null}))])
        .await;
    table.done("compile", []).await;
    table.done("notes:zh-CN", [ok(json!({}))]).await;
    table
        .done(
            "submit",
            [Reply::Json(
                200,
                json!({"ret": "{\"code\":0,\"msg\":\"success\"}"}),
            )],
        )
        .await;
}
