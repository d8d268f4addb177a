//! AppGallery Connect, call by call.

use std::time::Duration;

use serde_json::{Value, json};
use slipway_model::{Looked, Outcome, ProblemKind, Retry, When};
use slipway_stores::Attempt;

use super::{NEW_HOST, Reply, Table, ok};

const CLIENT: &str = "1234567890123456789";
const KEY: &str = "00112233445566778899aabbccddeeff00112233445566778899aabbccddeeff";

async fn table() -> Table {
    Table::set(
        "huawei",
        &[
            ("client_id", CLIENT.to_owned()),
            ("client_secret", KEY.to_owned()),
        ],
    )
    .await
}

fn token(value: &str) -> Reply {
    Reply::Json(200, json!({"access_token": value, "expires_in": 172_800}))
}

fn ids() -> Reply {
    ok(json!({"appids": [{"key": "滑道", "value": "100000001"}]}))
}

fn info(state: i64, newest: u64, live: u64) -> Reply {
    ok(
        json!({"appInfo": {"releaseState": state, "versionCode": newest, "onShelfVersionCode": live, "defaultLang": "zh-CN"},
        "languages": [{"lang": "zh-CN", "appName": "滑道"}]}),
    )
}

fn no(code: i64, message: &str) -> Reply {
    Reply::Json(200, json!({"ret": {"code": code, "msg": message}}))
}

fn place(url: &str) -> Reply {
    ok(
        json!({"urlInfo": {"objectId": "CN/1.apk", "url": url, "method": "PUT", "headers": {
        "Authorization": "AWS4-HMAC-SHA256 Credential=x", "Content-Type": "application/octet-stream",
        "Host": NEW_HOST, "user-agent": "Given", "x-amz-date": "20260101T000000Z"}}}),
    )
}

/// Signed in, with the app found: live 19, nothing pending.
async fn ready() -> Table {
    let mut table = table().await;
    table.done("sign-in", [token("t1")]).await;
    table.done("find-app", [ids(), info(0, 19, 19)]).await;
    table
}

/// The package is attached too.
async fn attached() -> Table {
    let mut table = ready().await;
    table
        .done(
            "upload",
            [
                place(&format!("https://{NEW_HOST}/a?sig=1")),
                Reply::Text(200, ""),
            ],
        )
        .await;
    table
        .done("attach", [ok(json!({"pkgVersion": ["77"]}))])
        .await;
    table
}

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
    let length = super::PACKAGE.len();
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
    assert_eq!(put.body, super::PACKAGE);
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
async fn a_refused_token_is_renewed_once_and_the_call_sent_again() {
    let mut table = ready().await;
    let refused = || {
        Reply::Json(
            401,
            json!({"ret": {"code": 205_524_993, "msg": "client token auth failed"}}),
        )
    };
    let (_, asked) = table
        .done("find-app", [refused(), token("t2"), ids(), info(0, 19, 19)])
        .await;
    assert_eq!(
        asked.last().unwrap().header("authorization"),
        Some("Bearer t2")
    );

    let problem = table
        .failed("find-app", [refused(), token("t3"), refused()])
        .await;
    assert_eq!(
        (problem.kind, problem.advice.key.as_str()),
        (ProblemKind::BadCredentials, "problem.token-refused")
    );
}

#[tokio::test]
async fn a_wrong_pair_is_an_answer_of_200() {
    let mut table = table().await;
    let problem = table
        .failed("sign-in", [no(203_890_688, "client id or secret error")])
        .await;
    assert_eq!(
        (problem.kind, problem.retry),
        (ProblemKind::BadCredentials, Retry::No)
    );
    assert_eq!(problem.said.unwrap().words, "client id or secret error");
}

#[tokio::test]
async fn what_the_store_echoes_of_the_key_is_blanked() {
    let mut table = table().await;
    let problem = table
        .failed("sign-in", [no(203_890_688, &format!("bad {KEY}"))])
        .await;
    assert_eq!(problem.said.unwrap().words, "bad •••");
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
async fn a_submission_without_an_answer_is_unclear_until_the_store_was_asked() {
    let mut table = attached().await;
    for silence in [
        Reply::Silence,
        Reply::Text(502, "<html>"),
        Reply::Text(200, "<html>"),
        Reply::Json(200, json!({})),
    ] {
        table.unclear("submit", [silence]).await;
    }
    assert!(matches!(
        table.look("submit", 0, [info(5, 20, 19)]).await,
        Looked::Happened { .. }
    ));
    assert!(matches!(
        table.look("submit", 0, [info(0, 20, 19)]).await,
        Looked::AskAgain { .. }
    ));
    assert_eq!(
        table.look("submit", 60, [info(0, 20, 19)]).await,
        Looked::DidNot
    );
    assert!(matches!(
        table.look("submit", 60, [Reply::Text(502, "")]).await,
        Looked::AskAgain { .. }
    ));
}

#[tokio::test]
async fn a_refusal_of_a_second_submission_may_be_the_proof_of_the_first() {
    let mut table = attached().await;
    let edited = || no(204_144_647, "can't be edited service");
    table.done("submit", [edited(), info(4, 20, 19)]).await;
    let problem = table.failed("submit", [edited(), info(5, 19, 18)]).await;
    assert_eq!(problem.kind, ProblemKind::AlreadyThere);
}

#[tokio::test]
async fn a_yes_that_the_store_does_not_know_of_is_doubted() {
    let mut table = attached().await;
    let (outcome, _) = table
        .run("confirm", Attempt::FIRST, [info(7, 20, 19)])
        .await;
    assert!(matches!(outcome, Outcome::WaitUntil { .. }), "{outcome:?}");
    let late = Attempt {
        number: 12,
        waited: Duration::from_secs(121),
    };
    let (outcome, _) = table.run("confirm", late, [info(7, 20, 19)]).await;
    let Outcome::Unclear { problem } = outcome else {
        panic!("{outcome:?}")
    };
    assert_eq!(problem.advice.key, "problem.not-seen");
    // A question that cannot be asked takes nothing away from the yes.
    let (outcome, _) = table.run("confirm", late, [Reply::Text(502, "")]).await;
    assert_eq!(
        outcome,
        Outcome::Done {
            output: json!({"seen": false})
        }
    );
}

#[tokio::test]
async fn an_attached_package_without_an_answer_is_found_again() {
    let mut table = ready().await;
    table
        .done(
            "upload",
            [
                place(&format!("https://{NEW_HOST}/a")),
                Reply::Text(200, ""),
            ],
        )
        .await;
    table.unclear("attach", [Reply::Silence]).await;
    let Looked::Happened { output } = table.look("attach", 0, [info(0, 20, 19)]).await else {
        panic!("must be found")
    };
    table.outputs.insert("attach".into(), output);
    // Its id is unknown, so there is nothing to poll for.
    let (_, asked) = table.done("compile", []).await;
    assert!(asked.is_empty());
}

#[tokio::test]
async fn an_expired_place_is_asked_for_anew() {
    let mut table = ready().await;
    let there = || place(&format!("https://{NEW_HOST}/a"));
    let problem = table
        .failed(
            "upload",
            [there(), Reply::Text(403, "<Error>expired</Error>")],
        )
        .await;
    assert_eq!(
        (problem.kind, problem.retry),
        (ProblemKind::StoreDown, Retry::Now)
    );
    let problem = table
        .failed(
            "upload",
            [there(), Reply::Text(400, "<Error>BadDigest</Error>")],
        )
        .await;
    assert_eq!(
        (problem.kind, problem.retry),
        (ProblemKind::Refused, Retry::No)
    );
}

#[tokio::test]
async fn a_page_with_200_is_no_stored_object() {
    let mut table = ready().await;
    let there = place(&format!("https://{NEW_HOST}/a"));
    let page = Reply::Text(200, "<html>Welcome to this hotel</html>");
    let problem = table.failed("upload", [there, page]).await;
    assert_eq!(problem.kind, ProblemKind::StoreDown);
    assert!(
        matches!(problem.retry, Retry::After { .. }),
        "{:?}",
        problem.retry
    );
}

#[tokio::test]
async fn a_place_that_is_not_https_is_never_gone_to() {
    let mut table = ready().await;
    for url in [
        format!("http://{NEW_HOST}/a"),
        "https://127.0.0.1/a".to_owned(),
        format!("https://u:p@{NEW_HOST}/"),
    ] {
        let problem = table.failed("upload", [place(&url)]).await;
        assert_eq!(problem.advice.key, "http.bad-url", "{url}");
    }
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

#[tokio::test]
async fn the_check_goes_layer_by_layer() {
    let table = table().await;
    let all = table
        .check([
            token("t1"),
            ids(),
            info(0, 19, 19),
            place("https://a.example.net/"),
        ])
        .await;
    assert_eq!(
        all,
        [
            "key pass",
            "clock skipped",
            "token pass",
            "app pass",
            "right pass"
        ]
    );
    let asked = table.server.asked();
    assert_eq!(
        asked.last().unwrap().query,
        "appId=100000001&fileName=check.apk&contentLength=1&releaseType=1"
    );

    let refused = table.check([Reply::Text(403, "")]).await;
    assert_eq!(
        refused[2..],
        [
            "token fail problem.project-client name",
            "app skipped",
            "right skipped"
        ]
    );
    let missing = table.check([ok(json!({"appids": []}))]).await;
    assert_eq!(
        missing[3..],
        ["app fail problem.app-not-found app-id", "right skipped"]
    );
    let no_right = table
        .check([ids(), info(0, 19, 19), Reply::Text(403, "")])
        .await;
    assert_eq!(no_right[4], "right fail problem.project-client name");
}

#[tokio::test]
async fn a_wrong_key_fails_the_check_at_its_step() {
    let table = table().await;
    let found = table
        .check([no(203_886_599, "the type of clientId not match")])
        .await;
    assert_eq!(found[2], "token fail problem.other-family copy");
}

#[tokio::test]
async fn a_survey_asks_for_the_app_id_when_the_package_is_not_listed() {
    let table = table().await;
    table.server.will([token("t1"), ok(json!({"appids": []}))]);
    let survey = table
        .store
        .survey(&table.visit, &table.order.app)
        .await
        .unwrap();
    assert_eq!(
        (survey.first_release, survey.asks),
        (None, vec!["app_id".to_owned()])
    );
}
