//! A release from its record to its last answer.

use std::time::Duration;

use serde_json::{Value, json};
use slipway_model::{Goal, Outcome, ProblemKind, Retry, When};
use slipway_stores::Attempt;

use super::{
    API, APP, OBJECT, bearer, found, no, no_phase, phases, ready, record, slot, survey, table,
    task, token, uploaded, vector, yes,
};
use crate::{Reply, now, xiaomi::parts};

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
        json!([{"fileName": "com.example.slipway-20.apk", "fileType": 100, "fileSize": crate::PACKAGE.len(), "fileSha256": sha256}])
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
    assert_eq!(parts[0].2, crate::PACKAGE);

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
        json!({"type": 1, "uploadList": [{"fileName": "com.example.slipway-20.apk", "fileType": 100, "fileSize": crate::PACKAGE.len(),
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
