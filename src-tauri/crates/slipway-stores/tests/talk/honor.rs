//! Honor's Publish API, call by call.

use std::time::Duration;

use serde_json::{Value, json};
use slipway_model::{
    Goal, Lever, Looked, Outcome, Percent, PhaseState, Phases, Problem, ProblemKind, Retry, Review,
    ReviewState, Steering, When,
};
use slipway_stores::{Attempt, Submitted};

use super::{Asked, NEW_HOST, Reply, Table, now, xiaomi::parts};

const API: &str = "appmarket-openapi-drcn.cloud.honor.com";
/// Larger than any 32-bit number.
const APP: i64 = 4_294_967_297;
const OBJECT: i64 = 9_007_199_254_740_993;

fn vectors() -> toml::Table {
    include_str!("../../src/honor/vectors.toml")
        .parse()
        .unwrap()
}

fn vector(name: &str) -> String {
    vectors()["token"][name].as_str().unwrap().to_owned()
}

async fn table() -> Table {
    Table::set(
        "honor",
        &[
            ("client_id", vector("client_id")),
            ("client_secret", vector("client_secret")),
        ],
    )
    .await
}

fn token(value: &str) -> Reply {
    Reply::Json(
        200,
        json!({"access_token": value, "expires_in": 3600, "token_type": "Bearer"}),
    )
}

fn yes(data: Value) -> Reply {
    Reply::Json(200, json!({"code": 0, "msg": "success", "data": data}))
}

fn no(code: i64) -> Reply {
    Reply::Json(200, json!({"code": code, "msg": "原文"}))
}

fn found() -> Reply {
    yes(json!([
        {"appId": 1, "packageName": "com.example.slipway.lite"},
        {"appId": APP, "packageName": "com.example.slipway"},
    ]))
}

/// Two languages with everything that must not be lost.
fn record() -> Value {
    json!({
        "basicInfo": {"appId": APP, "packageName": "com.example.slipway", "defaultLanguage": "zh-CN", "ratingId": 12,
            "appClassification": 10501, "supplyName": "演示公司"},
        "languageInfo": [
            {"languageId": "zh-CN", "appName": "滑道", "intro": "介绍", "briefIntro": "一句话", "newFeature": "旧说明"},
            {"languageId": "en-US", "appName": "Slipway", "intro": "Long", "briefIntro": "Short", "newFeature": "Old"},
        ],
        "fileInfo": [],
        "releaseInfo": {"versionName": "1.9.0", "versionCode": 19},
    })
}

fn task(release: &str, version: u64, result: i64) -> Reply {
    yes(
        json!({"appId": APP, "releaseId": release, "versionCode": version, "versionName": "x", "auditResult": result}),
    )
}

fn no_phase() -> Reply {
    yes(Value::Null)
}

fn slot(url: &str) -> Reply {
    yes(
        json!([{"fileName": "x.apk", "uploadUrl": url, "objectId": OBJECT, "expireTime": 1_760_003_600}]),
    )
}

fn survey() -> [Reply; 4] {
    [found(), yes(record()), task("r19", 19, 1), no_phase()]
}

/// Signed in, with the app found: live 19, nothing pending.
async fn ready() -> Table {
    let mut table = table().await;
    table.done("sign-in", [token("token-one")]).await;
    table.done("find-app", survey()).await;
    table
}

async fn uploaded() -> Table {
    let mut table = ready().await;
    let place = format!("https://{API}/upload/1");
    table.done("upload", [slot(&place), yes(Value::Null)]).await;
    table
}

fn bearer(asked: &Asked) -> Option<&str> {
    asked.header("authorization")
}

#[tokio::test]
async fn a_release_from_sign_in_to_read_back() {
    let mut table = table().await;
    let sha256 = "ab".repeat(32);

    let (_, asked) = table.done("sign-in", [token("token-one")]).await;
    assert_eq!(asked[0].host, "iam.developer.honor.com");
    assert_eq!(
        (asked[0].method.as_str(), asked[0].path.as_str()),
        ("POST", "/auth/token")
    );
    assert_eq!(String::from_utf8_lossy(&asked[0].body), vector("body"));
    assert_eq!(bearer(&asked[0]), None);

    let (kept, asked) = table.done("find-app", survey()).await;
    assert_eq!(
        kept,
        json!({"app_id": APP.to_string(), "live": 19, "release_before": "r19", "result_before": 1})
    );
    assert_eq!(asked[0].path, "/openapi/v1/publish/get-app-id");
    assert_eq!(asked[0].query, "pkgName=com.example.slipway");
    assert_eq!(asked[1].query, format!("appId={APP}"));
    for asked in &asked {
        assert_eq!(
            (asked.host.as_str(), bearer(asked)),
            (API, Some("Bearer token-one"))
        );
    }

    let place = "https://up.cn.hihonorcloud.com/put?x=1";
    let place = place.replace("up.cn.", "up.");
    let (uploaded, asked) = table.done("upload", [slot(&place), yes(Value::Null)]).await;
    assert_eq!(
        uploaded,
        json!({"object_id": OBJECT.to_string(), "passed_over": null})
    );
    assert_eq!(
        asked[0].json(),
        json!([{"fileName": "com.example.slipway-20.apk", "fileType": 100, "fileSize": super::PACKAGE.len(), "fileSha256": sha256}])
    );
    assert_eq!(
        (asked[1].host.as_str(), asked[1].query.as_str()),
        ("up.hihonorcloud.com", "x=1")
    );
    assert_eq!(bearer(&asked[1]), Some("Bearer token-one"));
    let parts = parts(&asked[1]);
    assert_eq!(parts.len(), 1);
    assert_eq!(
        (parts[0].0.as_str(), parts[0].1.as_deref()),
        ("file", Some("com.example.slipway-20.apk"))
    );
    assert_eq!(parts[0].2, super::PACKAGE);

    let (_, asked) = table.done("attach", [yes(Value::Null)]).await;
    assert_eq!(asked[0].short(), "POST update-file-info");
    assert_eq!(
        asked[0].json(),
        json!({"bindingFileList": [{"objectId": OBJECT}]})
    );

    table.done("texts", [yes(record()), yes(Value::Null)]).await;

    let (left, asked) = table.done("submit", [yes(json!("r20"))]).await;
    assert_eq!(asked[0].short(), "POST submit-audit");
    assert_eq!(asked[0].query, format!("appId={APP}"));
    assert_eq!(asked[0].json(), json!({"releaseType": 1}));
    assert_eq!(
        left,
        json!({"app_id": APP.to_string(), "release_id": "r20", "phases": null})
    );

    let (seen, _) = table.done("confirm", [task("r20", 20, 0)]).await;
    assert_eq!(
        (&seen["seen"], &seen["term"]),
        (&json!(true), &json!("审核中 (auditResult 0)"))
    );
    assert_eq!(table.store.trace(&table.outputs), left);
}

#[tokio::test]
async fn every_language_is_sent_back_whole() {
    let mut table = uploaded().await;
    table
        .order
        .listing
        .insert("briefIntro:en-US".into(), "Shorter".into());
    let (output, asked) = table.done("texts", [yes(record()), yes(Value::Null)]).await;
    assert_eq!(output, json!({"languages": ["zh-CN", "en-US"]}));
    assert_eq!(asked[0].short(), "GET get-app-detail");
    assert_eq!(asked[1].short(), "POST update-language-info");
    assert_eq!(
        asked[1].json(),
        json!({"setAll": 0, "languageInfoList": [
            {"languageId": "zh-CN", "appName": "滑道", "intro": "介绍", "briefIntro": "一句话", "newFeature": "修复问题"},
            {"languageId": "en-US", "appName": "Slipway", "intro": "Long", "briefIntro": "Shorter", "newFeature": "Old"},
        ]})
    );
    // A language that is gone since the plan, and what became empty: neither is passed over in silence.
    let mut shorter = record();
    shorter["languageInfo"].as_array_mut().unwrap().pop();
    let problem = table.failed("texts", [yes(shorter)]).await;
    assert_eq!(problem.advice.key, "problem.language-missing");
    let mut emptied = record();
    emptied["languageInfo"][0]["intro"] = Value::Null;
    let problem = table.failed("texts", [yes(emptied)]).await;
    assert_eq!(problem.advice.key, "problem.intro-missing");
}

#[tokio::test]
async fn an_expired_token_is_renewed_once_and_the_call_sent_again() {
    for expired in [|| no(10_003), || Reply::Text(401, "")] {
        let mut table = ready().await;
        let (_, asked) = table
            .done("submit", [expired(), token("token-two"), yes(json!("r20"))])
            .await;
        let calls: Vec<String> = asked.iter().map(Asked::short).collect();
        assert_eq!(
            calls,
            ["POST submit-audit", "POST token", "POST submit-audit"]
        );
        assert_eq!(bearer(&asked[2]), Some("Bearer token-two"));

        let problem = table
            .failed("submit", [expired(), token("token-three"), expired()])
            .await;
        assert_eq!(
            (problem.kind, problem.advice.key.as_str()),
            (ProblemKind::BadCredentials, "problem.token-refused")
        );
    }
}

#[tokio::test]
async fn a_refused_pair_is_explained_and_never_echoed() {
    let mut table = table().await;
    let echo = format!("Invalid client {}", vector("client_secret"));
    let refused = Reply::Json(
        401,
        json!({"error": "invalid_client", "error_description": echo}),
    );
    let problem = table.failed("sign-in", [refused]).await;
    assert_eq!(
        (problem.kind, problem.retry),
        (ProblemKind::BadCredentials, Retry::No)
    );
    let said = problem.said.unwrap();
    assert_eq!(
        (said.code.as_str(), said.words.as_str()),
        ("invalid_client", "Invalid client •••")
    );
}

#[tokio::test]
async fn the_token_goes_to_no_host_that_is_not_honors() {
    let mut table = ready().await;
    for place in [
        format!("https://{NEW_HOST}/put"),
        "http://up.hihonorcloud.com/put".to_owned(),
        "https://evilhonor.com/put".to_owned(),
        String::new(),
    ] {
        let (output, asked) = table.done("upload", [slot(&place), yes(Value::Null)]).await;
        assert_eq!(
            (asked[1].host.as_str(), asked[1].short().as_str()),
            (API, "POST file-upload"),
            "{place}"
        );
        assert_eq!(asked[1].query, format!("appId={APP}&objectId={OBJECT}"));
        assert_eq!(output["passed_over"].is_null(), place.is_empty(), "{place}");
    }
}

#[tokio::test]
async fn a_spoiled_upload_gets_a_new_slot() {
    let mut table = ready().await;
    let place = format!("https://{API}/upload/1");
    for code in [20_030, 30_009, 30_010] {
        let problem = table.failed("upload", [slot(&place), no(code)]).await;
        assert_eq!(
            (problem.kind, problem.retry, problem.redo),
            (ProblemKind::StoreDown, Retry::Now, None)
        );
    }
    table.order.artifacts[0].build.size += 1;
    let problem = table.failed("upload", [slot(&place)]).await;
    assert_eq!(problem.advice.key, "http.file-changed");
}

#[tokio::test]
async fn a_package_that_wants_a_language_gets_the_default() {
    for code in [20_031, 30_017] {
        let mut table = uploaded().await;
        let (output, asked) = table
            .done("attach", [no(code), yes(record()), yes(Value::Null)])
            .await;
        assert_eq!(output["language"], json!("zh-CN"));
        assert_eq!(
            asked[2].json(),
            json!({"bindingFileList": [{"objectId": OBJECT, "languageId": "zh-CN"}]})
        );
    }
    let mut table = uploaded().await;
    let problem = table.failed("attach", [no(20_030)]).await;
    assert_eq!(problem.redo.as_deref(), Some("upload"));
}

#[tokio::test]
async fn an_address_is_fetched_by_honor_and_asked_about_every_three_minutes() {
    let mut table = ready().await;
    table.order.artifacts[0].url = Some("https://files.example.com/a.apk".into());
    let fetching = |status: i64| {
        yes(
            json!([{"objectId": OBJECT, "fileName": "x.apk", "status": status, "message": "timeout"}]),
        )
    };
    let (_, asked) = table.done("upload", [fetching(1)]).await;
    assert_eq!(asked[0].short(), "POST upload-by-url");
    assert_eq!(
        asked[0].json(),
        json!({"type": 1, "uploadList": [{"fileName": "com.example.slipway-20.apk", "fileType": 100, "fileSize": super::PACKAGE.len(),
            "fileSha256": "ab".repeat(32), "fileUploadUrl": "https://files.example.com/a.apk"}]})
    );

    let later = |number, minutes: u64| Attempt {
        number,
        waited: Duration::from_secs(60 * minutes),
    };
    let pause = Duration::from_secs(180);
    for (attempt, replies) in [
        (Attempt::FIRST, Vec::new()),
        (later(2, 3), vec![fetching(1)]),
        (later(3, 6), vec![yes(json!([]))]),
    ] {
        let (outcome, _) = table.run("fetch", attempt, replies).await;
        assert!(
            matches!(outcome, Outcome::WaitUntil { after, .. } if after == pause),
            "{outcome:?}"
        );
    }
    let (outcome, _) = table
        .run("fetch", later(4, 9), [Reply::Text(502, "")])
        .await;
    let Outcome::Failed { problem } = outcome else {
        panic!("{outcome:?}")
    };
    assert_eq!(problem.retry, Retry::After { wait: pause });

    for (minutes, reply, advice, redo) in [
        (9, fetching(2), "problem.not-fetched", Some("upload")),
        (200, fetching(1), "problem.still-fetching", None),
    ] {
        let (outcome, _) = table.run("fetch", later(4, minutes), [reply]).await;
        let Outcome::Failed { problem } = outcome else {
            panic!("{outcome:?}")
        };
        assert_eq!(
            (problem.advice.key.as_str(), problem.redo.as_deref()),
            (advice, redo)
        );
    }
    let (outcome, asked) = table.run("fetch", later(5, 12), [fetching(0)]).await;
    assert!(matches!(outcome, Outcome::Done { .. }), "{outcome:?}");
    assert_eq!(
        asked[0].json(),
        json!({"type": 2, "objectList": [{"objectId": OBJECT}]})
    );
    // Done at once: not asked again.
    table.done("upload", [fetching(0)]).await;
    table.done("fetch", []).await;
}

#[tokio::test]
async fn a_draft_ends_with_reading_it_back() {
    let mut table = uploaded().await;
    table.order.goal = Goal::Draft;
    table.done("attach", [yes(Value::Null)]).await;
    let mut bound = record();
    bound["fileInfo"] = json!([{"fileType": 100, "fileSha256": "AB".repeat(32)}]);
    let draft = || task("d", 20, 4);
    for replies in [[yes(bound), task("r19", 19, 1)], [yes(record()), draft()]] {
        let (seen, _) = table.done("read-draft", replies).await;
        assert_eq!(seen["seen"], json!(true));
    }
    let (outcome, _) = table
        .run(
            "read-draft",
            Attempt::FIRST,
            [yes(record()), task("r19", 19, 1)],
        )
        .await;
    assert!(matches!(outcome, Outcome::WaitUntil { .. }), "{outcome:?}");
}

#[tokio::test]
async fn what_cannot_be_submitted_is_not_uploaded() {
    let mut table = table().await;
    table.done("sign-in", [token("token-one")]).await;
    let changed = |change: fn(&mut Value)| {
        let mut record = record();
        change(&mut record);
        record
    };
    let nobody = yes(json!([{"appId": 1, "packageName": "com.example.other"}]));
    let problem = table.failed("find-app", [nobody]).await;
    assert_eq!(
        (problem.kind, problem.advice.key.as_str()),
        (ProblemKind::NotFound, "problem.app-not-found")
    );
    for (record, task, phase, kind, advice) in [
        (
            record(),
            task("r20", 20, 0),
            no_phase(),
            ProblemKind::AlreadyThere,
            "problem.in-review",
        ),
        (
            record(),
            task("r20", 20, 1),
            no_phase(),
            ProblemKind::AlreadyThere,
            "problem.waiting",
        ),
        (
            record(),
            task("r19", 19, 1),
            yes(json!({"releaseStatus": 3, "versionCode": 19})),
            ProblemKind::AlreadyThere,
            "problem.phase-running",
        ),
        (
            changed(|record| record["releaseInfo"]["versionCode"] = json!("20")),
            task("r20", 20, 1),
            no_phase(),
            ProblemKind::BadArtifact,
            "problem.version-not-higher",
        ),
        (
            changed(|record| record["basicInfo"]["ratingId"] = Value::Null),
            task("r19", 19, 1),
            no_phase(),
            ProblemKind::BadInput,
            "problem.rating-missing",
        ),
        (
            changed(|record| record["basicInfo"]["appClassification"] = Value::Null),
            task("r19", 19, 1),
            no_phase(),
            ProblemKind::BadInput,
            "problem.classification-missing",
        ),
        (
            changed(|record| record["languageInfo"][0]["intro"] = json!("")),
            task("r19", 19, 1),
            no_phase(),
            ProblemKind::BadInput,
            "problem.intro-missing",
        ),
        (
            changed(|record| record["languageInfo"] = json!([])),
            task("r19", 19, 1),
            no_phase(),
            ProblemKind::BadInput,
            "problem.no-texts",
        ),
    ] {
        let problem = table
            .failed("find-app", [found(), yes(record), task, phase])
            .await;
        assert_eq!((problem.kind, problem.advice.key.as_str()), (kind, advice));
    }
    // An app without a task or a phase, whatever Honor answers for it.
    table
        .done("find-app", [found(), yes(record()), no(20_027), no(20_023)])
        .await;
}

fn phases() -> When {
    When::InPhases(Phases {
        percent: Percent::from_hundredths(1000).unwrap(),
        from: "2026-01-15T02:00:00Z".parse().unwrap(),
        until: "2026-01-20T02:00:00Z".parse().unwrap(),
        zone: "Asia/Shanghai".into(),
        about: "灰度".into(),
    })
}

#[tokio::test]
async fn a_time_and_phases_are_sent_as_honor_writes_them() {
    let mut table = uploaded().await;
    table.order.when = When::At {
        instant: "2026-01-15T02:00:00Z".parse().unwrap(),
        zone: "Asia/Shanghai".into(),
    };
    let (_, asked) = table.done("submit", [yes(json!("r20"))]).await;
    assert_eq!(
        asked[0].json(),
        json!({"releaseType": 2, "releaseTime": "2026-01-15T10:00:00+0800"})
    );
    table.order.when = phases();
    let (left, asked) = table.done("submit", [yes(json!(20))]).await;
    assert_eq!(
        asked[0].json(),
        json!({"releaseType": 3, "phasedReleaseInfo": {"releasePercentage": "10.00",
            "releaseStartDate": "2026-01-15T10:00:00+0800", "releaseEndDate": "2026-01-20T10:00:00+0800", "releaseNote": "灰度"}})
    );
    assert_eq!(left["release_id"], json!("20"));
    // Passed while the package was on its way: it does not go out at once instead.
    table.order.when = When::At {
        instant: now(),
        zone: "UTC".into(),
    };
    let problem = table.failed("submit", []).await;
    assert_eq!(problem.advice.key, "problem.time-has-passed");
}

#[tokio::test]
async fn a_submission_without_an_answer_is_looked_for() {
    let mut table = uploaded().await;
    for silence in [
        Reply::Silence,
        Reply::Text(502, "<html>"),
        Reply::Text(200, "<html>"),
        no(40_000),
    ] {
        table.unclear("submit", [silence]).await;
    }
    let Looked::Happened { output } = table.look("submit", 0, [task("r20", 20, 0)]).await else {
        panic!("it is in review")
    };
    assert_eq!(
        (&output["release_id"], &output["seen"]),
        (&json!("r20"), &json!(true))
    );
    assert!(matches!(
        table.look("submit", 0, [task("d20", 20, 4)]).await,
        Looked::AskAgain { .. }
    ));
    assert_eq!(
        table.look("submit", 60, [task("d20", 20, 4)]).await,
        Looked::DidNot
    );
    assert!(matches!(
        table.look("submit", 60, [Reply::Silence]).await,
        Looked::AskAgain { .. }
    ));
}

#[tokio::test]
async fn a_refused_submission_is_certain_unless_it_is_our_own() {
    let mut table = uploaded().await;
    let (seen, _) = table.done("submit", [no(20_022), task("r20", 20, 0)]).await;
    assert_eq!(seen["release_id"], json!("r20"));
    let problem = table
        .failed("submit", [no(20_022), task("r18", 18, 0)])
        .await;
    assert_eq!(problem.kind, ProblemKind::AlreadyThere);
    for (code, kind) in [
        (20_046, ProblemKind::Refused),
        (30_011, ProblemKind::TooMany),
        (30_006, ProblemKind::BadArtifact),
    ] {
        let problem = table.failed("submit", [no(code)]).await;
        assert_eq!((problem.kind, problem.retry), (kind, Retry::No), "{code}");
    }
}

#[tokio::test]
async fn a_yes_is_read_back_or_doubted() {
    let mut table = uploaded().await;
    table.done("submit", [yes(json!("r20"))]).await;
    let early = table
        .run("confirm", Attempt::FIRST, [task("r19", 19, 1)])
        .await
        .0;
    assert!(matches!(early, Outcome::WaitUntil { .. }), "{early:?}");
    let late = Attempt {
        number: 9,
        waited: Duration::from_secs(121),
    };
    // The newest task is another's; the verdict on our own id is what counts then.
    let verdict = |result: i64| {
        yes(
            json!([{"appId": APP, "releaseId": "other", "auditResult": 1}, {"appId": APP, "releaseId": "r20", "auditResult": result}]),
        )
    };
    let (outcome, asked) = table
        .run("confirm", late, [task("r19", 19, 2), verdict(0)])
        .await;
    let Outcome::Done { output } = outcome else {
        panic!("{outcome:?}")
    };
    assert_eq!(output["seen"], json!(true));
    assert_eq!(
        asked[1].json(),
        json!({"appId": [{"appId": APP, "releaseId": "r20"}]})
    );
    for doubt in [verdict(3), no(20_027)] {
        let (outcome, _) = table
            .run("confirm", late, [task("r19", 19, 2), doubt])
            .await;
        assert!(matches!(outcome, Outcome::Unclear { .. }), "{outcome:?}");
    }
    let looked = table.look("confirm", 0, [task("r19", 19, 2)]).await;
    assert!(matches!(looked, Looked::CannotTell { .. }), "{looked:?}");
    for seen in [task("r20", 20, 0), task("r21", 20, 1)] {
        let looked = table.look("confirm", 0, [seen]).await;
        assert!(matches!(looked, Looked::Happened { .. }), "{looked:?}");
    }
    let (outcome, _) = table.run("confirm", late, [Reply::Text(502, "")]).await;
    assert_eq!(
        outcome,
        Outcome::Done {
            output: json!({"seen": false})
        }
    );
}

fn submitted(phased: bool) -> Submitted {
    Submitted {
        version_code: 20,
        at: now() - jiff::SignedDuration::from_hours(1),
        goes_live_at: None,
        trace: json!({"app_id": APP.to_string(), "release_id": "r20", "phases": if phased {
            json!({"from": "2026-01-15T10:00:00+0800", "until": "2026-01-20T10:00:00+0800", "about": "灰度"}) } else { Value::Null }}),
    }
}

async fn review(
    table: &Table,
    submitted: Option<&Submitted>,
    replies: impl IntoIterator<Item = Reply>,
) -> (Review, Vec<String>) {
    table.server.will(replies);
    let review = table
        .store
        .review(&table.visit, &table.order.app, submitted)
        .await
        .unwrap();
    (
        review,
        table.server.asked().iter().map(Asked::short).collect(),
    )
}

#[tokio::test]
async fn a_review_is_asked_for_by_its_number() {
    let table = ready().await;
    let verdict = yes(
        json!([{"appId": APP, "releaseId": "r20", "auditResult": 2, "auditMessage": "启动闪退", "auditAttachment": ["https://pic.example.com/1.png"]}]),
    );
    let (rejected, asked) = review(
        &table,
        Some(&submitted(false)),
        [yes(record()), no_phase(), verdict],
    )
    .await;
    assert_eq!(rejected.state, ReviewState::Rejected);
    assert_eq!(
        rejected.reason.unwrap().words,
        "启动闪退\nhttps://pic.example.com/1.png"
    );
    assert_eq!(
        asked,
        [
            "GET get-app-detail",
            "GET get-phased-release-info",
            "POST get-audit-result"
        ]
    );
    // Live by its version: the verdict is not asked for again.
    let mut live = record();
    live["releaseInfo"]["versionCode"] = json!(20);
    let (review_of_live, asked) =
        review(&table, Some(&submitted(false)), [yes(live), no_phase()]).await;
    assert_eq!((review_of_live.state, asked.len()), (ReviewState::Live, 2));
    // Asked too soon: the newest task speaks for it, if it is ours.
    let soon = || [yes(record()), no_phase(), Reply::Text(429, "")];
    let (ours, asked) = review(
        &table,
        Some(&submitted(false)),
        soon().into_iter().chain([task("r20", 20, 0)]),
    )
    .await;
    assert_eq!((ours.state, asked.len()), (ReviewState::InReview, 4));
    table
        .server
        .will(soon().into_iter().chain([task("r18", 18, 2)]));
    let problem = table
        .store
        .review(&table.visit, &table.order.app, Some(&submitted(false)))
        .await
        .unwrap_err();
    assert_eq!(problem.kind, ProblemKind::TooMany);
    table.server.asked();
    // Nothing submitted from here: the newest task.
    let (other, asked) = review(
        &table,
        None,
        [found(), yes(record()), no_phase(), task("x", 20, 0)],
    )
    .await;
    assert_eq!(
        (other.state, asked[3].as_str()),
        (ReviewState::InReview, "GET get-app-current-release")
    );
}

async fn pull(
    table: &Table,
    steering: Steering,
    replies: impl IntoIterator<Item = Reply>,
) -> (Result<(), Problem>, Vec<Asked>) {
    table.server.will(replies);
    let pulled = table
        .store
        .steer(
            &table.visit,
            &table.order.app,
            Some(&submitted(true)),
            &steering,
        )
        .await;
    (pulled, table.server.asked())
}

fn running(percent: &str) -> Reply {
    yes(
        json!({"releaseStatus": 2, "releasePercentage": percent, "releaseStartDate": "2026-01-15T10:00:00+0800", "versionCode": 20, "versionName": "2.0.0"}),
    )
}

#[tokio::test]
async fn a_phased_release_is_steered_with_one_request_each() {
    let table = ready().await;
    for (lever, operation) in [
        (Lever::Pause, 3),
        (Lever::Resume, 0),
        (Lever::Complete, 4),
        (Lever::Cancel, 5),
    ] {
        let (pulled, asked) = pull(
            &table,
            Steering::new(lever),
            [running("10.00"), yes(Value::Null)],
        )
        .await;
        assert_eq!(pulled, Ok(()));
        assert_eq!(asked.len(), 2);
        assert_eq!(asked[1].short(), "POST update-phased-release-info");
        assert_eq!(asked[1].query, format!("appId={APP}"));
        assert_eq!(asked[1].json(), json!({"operationType": operation}));
    }
    let widen = || Steering::widen(Percent::whole(25).unwrap());
    let (pulled, asked) = pull(&table, widen(), [running("10.00"), yes(Value::Null)]).await;
    assert_eq!(pulled, Ok(()));
    assert_eq!(
        asked[1].json(),
        json!({"operationType": 1, "phasedReleaseInfo": {"releasePercentage": "25.00",
            "releaseStartDate": "2026-01-15T10:00:00+0800", "releaseEndDate": "2026-01-20T10:00:00+0800", "releaseNote": "灰度"}})
    );
    let (pulled, asked) = pull(&table, widen(), [running("25.00")]).await;
    assert_eq!(
        (pulled.unwrap_err().advice.key.as_str(), asked.len()),
        ("problem.share-only-grows", 1)
    );
}

#[tokio::test]
async fn a_pull_that_cannot_be_known_says_which() {
    let table = ready().await;
    // Before anything was sent: a definite no.
    let (pulled, _) = pull(
        &table,
        Steering::new(Lever::Complete),
        [Reply::Text(502, "")],
    )
    .await;
    let problem = pulled.unwrap_err();
    assert_eq!(
        (problem.kind, problem.advice.key.as_str()),
        (ProblemKind::Refused, "problem.not-steered")
    );
    for nothing in [
        no_phase(),
        yes(json!({"releaseStatus": 2, "versionCode": 18})),
    ] {
        let (pulled, asked) = pull(&table, Steering::new(Lever::Cancel), [nothing]).await;
        assert_eq!(
            (pulled.unwrap_err().advice.key.as_str(), asked.len()),
            ("problem.no-phase", 1)
        );
    }
    // After: for the caller to look at.
    let (pulled, _) = pull(
        &table,
        Steering::new(Lever::Complete),
        [running("10.00"), Reply::Silence],
    )
    .await;
    assert!(matches!(
        pulled.unwrap_err().kind,
        ProblemKind::Network | ProblemKind::TimedOut
    ));
}

#[tokio::test]
async fn a_running_phase_is_shown_with_its_levers() {
    let table = ready().await;
    let (shown, asked) = review(
        &table,
        Some(&submitted(true)),
        [yes(record()), running("10.00")],
    )
    .await;
    let phase = shown.phase.clone().unwrap();
    assert_eq!(
        (shown.state, phase.state, asked.len()),
        (ReviewState::Live, PhaseState::Running, 2)
    );
    assert_eq!(phase.percent, Percent::whole(10));
    assert!(Steering::widen(Percent::whole(10).unwrap()).is_seen_in(&shown, &shown));
    assert!(!Steering::new(Lever::Pause).is_seen_in(&shown, &shown));
    let gone = yes(json!([{"appId": APP, "releaseId": "r20", "auditResult": 1}]));
    let (gone, _) = review(
        &table,
        Some(&submitted(true)),
        [yes(record()), no_phase(), gone],
    )
    .await;
    assert!(Steering::new(Lever::Cancel).is_seen_in(&shown, &gone));
    // An answer with a gap, and a refusal to tell, are no cancellation.
    let approved = yes(json!([{"appId": APP, "releaseId": "r20", "auditResult": 1}]));
    for silent in [
        vec![yes(json!({"versionCode": 20}))],
        vec![no(20_999), approved],
    ] {
        table.server.will([yes(record())].into_iter().chain(silent));
        let told = table
            .store
            .review(&table.visit, &table.order.app, Some(&submitted(true)))
            .await;
        table.server.asked();
        assert!(told.is_err(), "{told:?}");
    }
}

#[tokio::test]
async fn the_check_stops_at_the_layer_that_fails() {
    let table = table().await;
    assert_eq!(
        table
            .check([
                token("token-one"),
                found(),
                yes(record()),
                slot("https://up.hihonorcloud.com/x")
            ])
            .await,
        ["key pass", "token pass", "app pass", "right pass"]
    );
    // The token is held from here on.
    for (replies, at, expected) in [
        (
            vec![no(10_002)],
            1,
            "token fail problem.wrong-type other-service",
        ),
        (
            vec![yes(json!([]))],
            2,
            "app fail problem.app-not-found app",
        ),
        (
            vec![found(), no(10_004)],
            2,
            "app fail problem.not-owner open",
        ),
        (
            vec![found(), yes(record()), no(10_005)],
            3,
            "right fail problem.no-right open",
        ),
    ] {
        assert_eq!(table.check(replies).await[at], expected);
    }
}

#[tokio::test]
async fn a_refused_pair_may_be_swapped() {
    let refused = || Reply::Json(401, json!({"error": "invalid_client"}));
    let swapped = Table::set(
        "honor",
        &[
            ("client_id", vector("client_secret")),
            ("client_secret", vector("client_id")),
        ],
    )
    .await;
    assert_eq!(
        swapped.check([refused()]).await[1],
        "token fail problem.swapped copy"
    );
    assert_eq!(
        table().await.check([refused()]).await[1],
        "token fail problem.wrong-pair copy"
    );
}
