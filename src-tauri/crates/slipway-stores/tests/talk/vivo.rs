//! vivo's open platform, request by request.

use std::{collections::BTreeMap, time::Duration};

use hmac::{Hmac, KeyInit as _, Mac as _};
use jiff::SignedDuration;
use serde_json::{Value, json};
use sha2::Sha256;
use slipway_model::{
    Artifact, Goal, Lever, Looked, Outcome, Percent, PhaseState, Phases, ProblemKind, Retry,
    ReviewState, Steering, When,
};
use slipway_stores::{Attempt, Submitted};

use super::{
    Asked, PACKAGE, Reply, Table, now,
    xiaomi::{form, md5, parts},
};

const SECRET: &str = "slipway-demo-access-secret";
const SERIAL: &str = "210c5cbc67fdded24245eec7ff5d605c";

async fn table() -> Table {
    set(&[]).await
}

async fn set(more: &[(&str, String)]) -> Table {
    let mut fields = vec![
        ("access_key", "slipway-demo-access-key".to_owned()),
        ("access_secret", SECRET.to_owned()),
    ];
    fields.extend_from_slice(more);
    let mut table = Table::set("vivo", &fields).await;
    table
        .order
        .notes
        .0
        .insert("zh-CN".to_owned(), "修复 A&B=C 的问题 + 100%".to_owned());
    table
}

/// What a receiver computes from what arrived.
fn is_signed(params: &BTreeMap<String, String>) -> bool {
    let message: Vec<String> = params
        .iter()
        .filter(|(name, _)| *name != "sign")
        .map(|(name, value)| format!("{name}={value}"))
        .collect();
    let mut mac = Hmac::<Sha256>::new_from_slice(SECRET.as_bytes()).unwrap();
    mac.update(message.join("&").as_bytes());
    params["sign"] == hex::encode(mac.finalize().into_bytes())
}

/// A form that is signed, without what every request carries.
fn said(asked: &Asked) -> BTreeMap<String, String> {
    let mut params = form(asked);
    assert!(is_signed(&params), "{params:?}");
    assert_eq!(
        (
            asked.method.as_str(),
            asked.path.as_str(),
            asked.query.as_str()
        ),
        ("POST", "/router/rest", "")
    );
    for name in [
        "access_key",
        "sign",
        "timestamp",
        "format",
        "v",
        "sign_method",
        "target_app_key",
    ] {
        assert!(params.remove(name).is_some(), "{name}");
    }
    params
}

fn is(params: &BTreeMap<String, String>, expected: &[(&str, &str)]) {
    let params: Vec<(&str, &str)> = params
        .iter()
        .map(|(name, value)| (name.as_str(), value.as_str()))
        .collect();
    assert_eq!(params, expected);
}

fn yes(data: Value) -> Reply {
    Reply::Json(
        200,
        json!({"code": 0, "subCode": "0", "msg": "成功", "data": data, "timestamp": 1_760_000_000_123_i64}),
    )
}

fn no(code: &str) -> Reply {
    Reply::Json(200, json!({"code": 0, "subCode": code, "msg": "x"}))
}

fn turned_away(code: u32) -> Reply {
    Reply::Json(200, json!({"code": code, "msg": "x"}))
}

fn record(code: u64, status: i64, sale: i64) -> Value {
    json!({"packageName": "com.example.slipway", "cnName": "滑道", "versionCode": code.to_string(), "versionName": "1.9",
        "status": status, "saleStatus": sale, "compatibleDevice": "1", "mainTitle": "滑道", "simpleDesc": "一次发布到所有商店",
        "detailDesc": "字".repeat(60), "customerService": "help@example.com", "updateDesc": "上一版的说明"})
}

fn at(code: u64, status: i64, sale: i64) -> Reply {
    yes(record(code, status, sale))
}

fn taken() -> Reply {
    yes(
        json!({"packageName": "com.example.slipway", "serialnumber": SERIAL, "versionCode": "20", "versionName": "2.0.0",
        "fileMd5": md5(PACKAGE)}),
    )
}

async fn uploaded() -> Table {
    let mut table = table().await;
    table.done("find-app", [at(19, 3, 1)]).await;
    table.done("upload", [taken()]).await;
    table
}

fn phases() -> When {
    When::InPhases(Phases {
        percent: Percent::whole(10).unwrap(),
        from: "2026-01-15T02:00:00Z".parse().unwrap(),
        until: "2026-01-20T02:00:00Z".parse().unwrap(),
        zone: "UTC".into(),
        about: String::new(),
    })
}

#[tokio::test]
async fn a_question_is_a_signed_form_and_nothing_stands_in_the_address() {
    let mut table = table().await;
    let (found, asked) = table.done("find-app", [at(19, 3, 1)]).await;
    assert_eq!(
        found,
        json!({"asked": true, "device": "1", "before": {"newest": 19, "status": 3, "stage": null, "task": null}})
    );
    assert_eq!(asked[0].host, "developer-api.vivo.com.cn");
    // The documented answer, because the clock stands at the documented time.
    assert_eq!(
        form(&asked[0])["sign"],
        "78b08af85174459607395c11e2257f8973e89a15718558e1a81031d88239a277"
    );
    is(
        &said(&asked[0]),
        &[
            ("method", "app.query.details"),
            ("packageName", "com.example.slipway"),
        ],
    );
}

#[tokio::test]
async fn an_upload_is_text_first_and_the_file_last_outside_the_signature() {
    let mut table = table().await;
    let (left, asked) = table.done("upload", [taken()]).await;
    assert_eq!(
        left,
        json!({"serialnumber": SERIAL, "version_code": 20, "file_md5": md5(PACKAGE), "term": format!("serialnumber {SERIAL}")})
    );
    let mut parts = parts(&asked[0]);
    let (name, file_name, bytes) = parts.pop().unwrap();
    assert_eq!(
        (name.as_str(), file_name.as_deref(), bytes.as_slice()),
        ("file", Some("com.example.slipway.apk"), PACKAGE)
    );
    let params: BTreeMap<String, String> = parts
        .into_iter()
        .map(|(name, file_name, bytes)| {
            assert_eq!(file_name, None);
            (name, String::from_utf8(bytes).unwrap())
        })
        .collect();
    assert!(is_signed(&params));
    assert_eq!(params["method"], "app.upload.apk.app");
    assert_eq!(params["fileMd5"], md5(PACKAGE));
    assert!(!params.contains_key("stageType") && asked[0].query.is_empty());
}

#[tokio::test]
async fn a_submission_carries_the_version_and_leaves_the_page_alone() {
    let mut table = uploaded().await;
    let (left, asked) = table.done("submit", [yes(Value::Null)]).await;
    assert_eq!(left, json!({"said": "成功"}));
    let md5 = md5(PACKAGE);
    let plain = [
        ("apk", SERIAL),
        ("compatibleDevice", "1"),
        ("fileMd5", md5.as_str()),
        ("method", "app.sync.update.app"),
        ("onlineType", "1"),
        ("packageName", "com.example.slipway"),
        ("updateDesc", "修复 A&B=C 的问题 + 100%"),
        ("versionCode", "20"),
    ];
    is(&said(&asked[0]), &plain);

    // One text that a person changed goes along, and only that one.
    let survey = {
        table.server.will([at(19, 3, 1)]);
        table
            .store
            .survey(&table.visit, &table.order.app)
            .await
            .unwrap()
    };
    table.server.asked();
    table.order.survey = serde_json::to_value(&survey).unwrap();
    table.order.listing = [
        ("simpleDesc".to_owned(), "一次发布到每个商店".to_owned()),
        ("mainTitle".to_owned(), "滑道".to_owned()),
    ]
    .into();
    table.order.when = When::At {
        instant: "2026-01-15T02:00:00Z".parse().unwrap(),
        zone: "America/New_York".into(),
    };
    let (_, asked) = table.done("submit", [yes(json!({}))]).await;
    let mut changed = plain.to_vec();
    changed[4] = ("onlineType", "2");
    changed.insert(6, ("scheOnlineTime", "2026-01-15 10:00:00"));
    changed.insert(7, ("simpleDesc", "一次发布到每个商店"));
    is(&said(&asked[0]), &changed);
}

#[tokio::test]
async fn a_submission_without_an_answer_is_unclear_until_vivo_was_asked() {
    let mut table = uploaded().await;
    for reply in [
        Reply::Silence,
        Reply::Text(502, "<html>"),
        Reply::Text(200, "<html>"),
        Reply::Json(200, json!({"msg": "ok", "data": {}})),
        turned_away(500),
        no("11010"),
    ] {
        table.unclear("submit", [reply]).await;
    }
    for (code, status, sale) in [(20, 2, 1), (20, 3, 1), (20, 4, 1)] {
        let looked = table.look("submit", 0, [at(code, status, sale)]).await;
        assert_eq!(
            looked,
            Looked::Happened {
                output: json!({"term": format!("status {status}, saleStatus {sale}")})
            }
        );
    }
    let later = |seconds| Looked::AskAgain {
        after: Duration::from_secs(seconds),
    };
    assert_eq!(table.look("submit", 0, [at(19, 3, 1)]).await, later(8));
    assert_eq!(
        table.look("submit", 200, [at(19, 3, 1)]).await,
        Looked::DidNot
    );
    assert_eq!(table.look("submit", 30, [Reply::Silence]).await, later(15));
    assert!(matches!(
        table.look("submit", 30, [turned_away(10018)]).await,
        Looked::CannotTell { .. }
    ));
}

#[tokio::test]
async fn a_refused_submission_is_certain() {
    let mut table = uploaded().await;
    for (reply, kind, advice) in [
        (
            no("15042"),
            ProblemKind::BadArtifact,
            "problem.signer-changed",
        ),
        (no("20016"), ProblemKind::Refused, "problem.notes-length"),
        (
            turned_away(10011),
            ProblemKind::TooMany,
            "problem.daily-quota",
        ),
        (no("A1"), ProblemKind::Refused, "problem.other"),
    ] {
        let problem = table.failed("submit", [reply]).await;
        assert_eq!(
            (problem.kind, problem.advice.key.as_str(), problem.retry),
            (kind, advice, Retry::No)
        );
    }
    let problem = table.failed("submit", [no("20002")]).await;
    assert_eq!(problem.redo.as_deref(), Some("upload"));
}

#[tokio::test]
async fn in_review_is_our_own_submission_when_vivo_shows_our_version() {
    let mut table = uploaded().await;
    let (left, asked) = table.done("submit", [no("12010"), at(20, 2, 1)]).await;
    assert_eq!(left["term"], "status 2, saleStatus 1");
    assert_eq!(asked.len(), 2);
    let problem = table.failed("submit", [no("12010"), at(21, 2, 1)]).await;
    assert_eq!(
        (problem.kind, problem.advice.key.as_str()),
        (ProblemKind::AlreadyThere, "problem.in-review")
    );
}

#[tokio::test]
async fn a_pair_is_uploaded_twice_and_submitted_once() {
    let mut table = table().await;
    let second = table.order.artifacts[0].clone();
    let abi = |artifact: &mut Artifact, abi: &str| artifact.build.abis = vec![abi.to_owned()];
    table.order.artifacts.push(second);
    abi(&mut table.order.artifacts[0], "arm64-v8a");
    abi(&mut table.order.artifacts[1], "armeabi-v7a");
    table.done("find-app", [at(19, 3, 1)]).await;
    for (step, method) in [
        ("upload:32", "app.upload.apk.app.32"),
        ("upload:64", "app.upload.apk.app.64"),
    ] {
        let serial = step.replace("upload:", "serial-");
        let (_, asked) = table
            .done(step, [yes(json!({"serialnumber": serial}))])
            .await;
        let parts = parts(&asked[0]);
        let sent = parts.iter().find(|(name, ..)| name == "method").unwrap();
        assert_eq!(sent.2, method.as_bytes());
    }
    let (_, asked) = table.done("submit", [yes(Value::Null)]).await;
    let params = said(&asked[0]);
    assert_eq!(
        (
            params["method"].as_str(),
            params["apk32"].as_str(),
            params["apk64"].as_str(),
            params["versionCode"].as_str()
        ),
        (
            "app.sync.update.subpackage.app",
            "serial-32",
            "serial-64",
            "20"
        )
    );
}

#[tokio::test]
async fn vivo_fetches_what_has_an_address() {
    let mut table = table().await;
    let address = "https://cdn.example.com/app.apk?x=1&y=2";
    table.order.artifacts[0].url = Some(address.to_owned());
    let (found, asked) = table
        .done("find-app", [at(19, 3, 1), yes(json!({"status": 3}))])
        .await;
    assert_eq!(found["before"]["task"], 3);
    is(
        &said(&asked[1]),
        &[
            ("method", "app.query.task.status"),
            ("packageName", "com.example.slipway"),
            ("packetType", "0"),
        ],
    );
    let (_, asked) = table.done("submit", [yes(json!({"taskId": 7}))]).await;
    let params = said(&asked[0]);
    assert_eq!(
        (
            params["method"].as_str(),
            params["apkUrl"].as_str(),
            &params["apkMd5"]
        ),
        ("app.update.app", address, &md5(PACKAGE))
    );
    let later = Attempt {
        number: 4,
        waited: Duration::from_secs(61),
    };
    // At first, an end like the one before may be the end of the task before.
    for (attempt, reply) in [
        (Attempt::FIRST, yes(json!({"status": 1}))),
        (Attempt::FIRST, yes(json!({"status": 3}))),
        (later, yes(json!({"status": "2"}))),
        (later, yes(Value::Null)),
    ] {
        let (outcome, _) = table.run("fetch", attempt, [reply]).await;
        assert!(matches!(outcome, Outcome::WaitUntil { .. }), "{outcome:?}");
    }
    let refused = yes(json!({"status": 4, "errorReason": "下载失败"}));
    let problem = table.failed("fetch", [refused]).await;
    assert_eq!(problem.advice.key, "problem.not-fetched");
    assert_eq!(problem.said.unwrap().words, "下载失败");
    let (fetched, _) = table.run("fetch", later, [yes(json!({"status": 3}))]).await;
    assert_eq!(
        fetched,
        Outcome::Done {
            output: json!({"task": 3})
        }
    );
    let (seen, _) = table
        .done("confirm", [at(20, 2, 1), yes(json!({"status": 3}))])
        .await;
    assert_eq!(seen["seen"], true);

    // A lost answer: the task that is under way now was not before.
    table.unclear("submit", [Reply::Silence]).await;
    let looked = table
        .look("submit", 0, [at(19, 3, 1), yes(json!({"status": 2}))])
        .await;
    assert!(matches!(looked, Looked::Happened { .. }), "{looked:?}");
}

#[tokio::test]
async fn a_phased_release_is_planned_shown_and_widened() {
    let mut table = table().await;
    table.order.when = phases();
    table
        .done("find-app", [at(19, 3, 1), yes(Value::Null)])
        .await;
    let (_, asked) = table.done("upload", [taken()]).await;
    assert!(
        parts(&asked[0])
            .iter()
            .any(|(name, _, bytes)| name == "stageType" && bytes == b"1")
    );
    let (_, asked) = table.done("submit", [yes(Value::Null)]).await;
    is(
        &said(&asked[0]),
        &[
            ("apkUuid64", SERIAL),
            ("method", "app.sync.create.update.stage.app"),
            ("packageName", "com.example.slipway"),
            ("stagedEndTime", "2026-01-20 10:00:00"),
            ("stagedProportion", "10"),
            ("stagedStartTime", "2026-01-15 10:00:00"),
            ("subPackage", "0"),
            ("updateDesc", "修复 A&B=C 的问题 + 100%"),
        ],
    );
    let waiting = yes(json!({"auditStatus": 0, "stagedProportion": "10"}));
    let (seen, _) = table.done("confirm", [at(19, 3, 1), waiting]).await;
    assert_eq!(
        (&seen["seen"], &seen["term"]),
        (&json!(true), &json!("auditStatus 0, effectStatus –"))
    );

    let submitted = Submitted {
        version_code: 20,
        at: now() - SignedDuration::from_hours(24),
        goes_live_at: None,
        trace: table.store.trace(&table.outputs),
    };
    let running = yes(json!({"auditStatus": 2, "effectStatus": 1, "stagedProportion": 10}));
    table.server.will([at(19, 3, 1), running]);
    let review = table
        .store
        .review(&table.visit, &table.order.app, Some(&submitted))
        .await
        .unwrap();
    table.server.asked();
    let phase = review.phase.unwrap();
    assert_eq!(
        (review.state, phase.state),
        (ReviewState::Live, PhaseState::Running)
    );
    assert_eq!(
        (phase.percent, review.levers),
        (Percent::whole(10), vec![Lever::Widen])
    );

    table.server.will([yes(Value::Null)]);
    let widen = Steering::widen(Percent::whole(30).unwrap());
    table
        .store
        .steer(&table.visit, &table.order.app, Some(&submitted), &widen)
        .await
        .unwrap();
    let asked = table.server.asked();
    assert_eq!(asked.len(), 1, "one lever is one request");
    let params = said(&asked[0]);
    assert_eq!(
        (
            params["method"].as_str(),
            params["stagedProportion"].as_str(),
            params["apkUuid64"].as_str()
        ),
        ("app.sync.create.update.stage.app", "30", SERIAL)
    );
    table.server.will([no("22011")]);
    let problem = table
        .store
        .steer(&table.visit, &table.order.app, Some(&submitted), &widen)
        .await
        .unwrap_err();
    assert_eq!(problem.said.unwrap().code, "22011");
}

#[tokio::test]
async fn questions_about_one_package_are_kept_apart() {
    let mut table = table().await;
    table.done("find-app", [at(19, 3, 1)]).await;
    assert_eq!(table.visit.now(), now());
    table.done("find-app", [at(19, 3, 1)]).await;
    assert_eq!(table.visit.now(), now() + SignedDuration::from_secs(5));
    // Somebody else asks too: a few times more, then it is a failure.
    let (_, asked) = table
        .done("find-app", [no("11010"), no("11010"), at(19, 3, 1)])
        .await;
    let times: Vec<_> = asked
        .iter()
        .map(|asked| form(asked)["timestamp"].clone())
        .collect();
    assert_eq!(times, ["1760000010000", "1760000015000", "1760000020000"]);
    let problem = table.failed("find-app", (0..6).map(|_| no("11010"))).await;
    assert_eq!(problem.advice.key, "problem.processing");
    assert!(matches!(problem.retry, Retry::After { .. }));
}

#[tokio::test]
async fn an_upload_is_tried_three_times_and_no_more() {
    let mut table = table().await;
    let try_number = |number| Attempt {
        number,
        waited: Duration::ZERO,
    };
    for (number, again) in [(1, true), (2, true), (3, false)] {
        let (outcome, _) = table.run("upload", try_number(number), [no("15009")]).await;
        let Outcome::Failed { problem } = outcome else {
            panic!("{outcome:?}")
        };
        assert_eq!(problem.retry != Retry::No, again, "{number}");
    }
    let problem = table
        .failed(
            "upload",
            [yes(json!({"serialnumber": SERIAL, "versionCode": "21"}))],
        )
        .await;
    assert_eq!(
        (problem.kind, problem.advice.key.as_str()),
        (ProblemKind::BadArtifact, "problem.upload-differs")
    );
    let problem = table.failed("upload", [yes(Value::Null)]).await;
    assert_eq!(problem.kind, ProblemKind::StoreDown);
    table.order.artifacts[0].build.size += 1;
    let problem = table.failed("upload", []).await;
    assert_eq!(problem.advice.key, "http.file-changed");
}

#[tokio::test]
async fn an_upload_alone_ends_with_what_vivo_read() {
    let mut table = table().await;
    table.order.goal = Goal::Upload;
    table.done("find-app", [at(19, 3, 1)]).await;
    let (left, _) = table.done("upload", [taken()]).await;
    assert_eq!(
        (&left["serialnumber"], &left["version_code"]),
        (&json!(SERIAL), &json!(20))
    );
    let last = table.store.plan(&table.order).pop().unwrap();
    assert_eq!(last.key, "upload");
}

#[tokio::test]
async fn what_cannot_be_submitted_is_not_sent() {
    let mut table = table().await;
    let mut other = record(19, 3, 1);
    other["packageName"] = json!("com.example.other");
    for (reply, kind, advice) in [
        (at(20, 2, 1), ProblemKind::AlreadyThere, "problem.in-review"),
        (
            at(19, 3, 0),
            ProblemKind::AlreadyThere,
            "problem.waiting-to-go-live",
        ),
        (
            at(20, 4, 1),
            ProblemKind::BadArtifact,
            "problem.version-not-higher",
        ),
        (yes(other), ProblemKind::StoreDown, "problem.other-package"),
        (
            yes(Value::Null),
            ProblemKind::NotFound,
            "problem.app-not-found",
        ),
        (no("11011"), ProblemKind::NotFound, "problem.app-not-found"),
    ] {
        let problem = table.failed("find-app", [reply]).await;
        assert_eq!((problem.kind, problem.advice.key.as_str()), (kind, advice));
    }
    table.order.when = phases();
    let running = yes(json!({"auditStatus": 2, "effectStatus": 1}));
    let problem = table.failed("find-app", [at(19, 3, 1), running]).await;
    assert_eq!(problem.advice.key, "problem.phase-under-way");
}

#[tokio::test]
async fn a_yes_is_doubted_only_by_what_vivo_shows() {
    let mut table = uploaded().await;
    table.done("submit", [yes(Value::Null)]).await;
    let (seen, _) = table.done("confirm", [at(20, 2, 1)]).await;
    assert_eq!(
        seen,
        json!({"seen": true, "term": "status 2, saleStatus 1", "version_code": 20})
    );
    let late = Attempt {
        number: 9,
        waited: Duration::from_secs(121),
    };
    let (early, _) = table.run("confirm", Attempt::FIRST, [at(19, 3, 1)]).await;
    assert!(matches!(early, Outcome::WaitUntil { .. }), "{early:?}");
    let (doubted, _) = table.run("confirm", late, [at(19, 3, 1)]).await;
    assert!(matches!(doubted, Outcome::Unclear { .. }), "{doubted:?}");
    let (unasked, _) = table.run("confirm", late, [Reply::Text(502, "")]).await;
    assert_eq!(
        unasked,
        Outcome::Done {
            output: json!({"seen": false})
        }
    );
}

#[tokio::test]
async fn an_answer_is_read_whatever_it_calls_itself() {
    let mut table = table().await;
    let problem = table
        .failed(
            "find-app",
            [Reply::Bytes(
                200,
                b"{\"code\":10018,\"msg\":\"\xbd\xfb\xd6\xb9\"}",
            )],
        )
        .await;
    assert_eq!(
        (problem.kind, problem.said.unwrap().code.as_str()),
        (ProblemKind::BadCredentials, "10018")
    );
    let plain = b"\xef\xbb\xbf{\"code\":\"0\",\"data\":{\"versionCode\":\"19\",\"status\":\"3\",\"saleStatus\":\"1\"}}";
    table.done("find-app", [Reply::Bytes(200, plain)]).await;
}

#[tokio::test]
async fn one_question_checks_every_layer() {
    let table = table().await;
    assert_eq!(
        table.check([at(19, 3, 1)]).await,
        [
            "key pass",
            "clock pass",
            "token pass",
            "app pass",
            "right pass"
        ]
    );
    for (reply, place, expected) in [
        (turned_away(10018), 2, "token fail problem.wrong-pair copy"),
        (turned_away(10017), 2, "token fail problem.wrong-pair copy"),
        (
            turned_away(10001),
            2,
            "token fail problem.wrong-secret copy",
        ),
        (turned_away(10005), 1, "clock fail problem.clock"),
        (
            turned_away(10004),
            4,
            "right fail problem.no-permission sign-in",
        ),
        (yes(Value::Null), 3, "app fail problem.app-not-found app"),
        (no("11001"), 3, "app fail problem.app-not-found app"),
        (Reply::Text(502, "<html>"), 2, "token fail problem.down"),
    ] {
        let layers = table.check([reply]).await;
        assert_eq!(layers[place], expected, "{layers:?}");
        assert!(
            layers[place + 1..]
                .iter()
                .all(|layer| layer.ends_with("skipped"))
        );
    }
    // Without an app, any answer of the service proves the keys.
    table.server.will([no("11001")]);
    let probes = table.store.check(&table.visit, None).await;
    let asked = table.server.asked();
    let last = said(asked.last().unwrap());
    assert_eq!(last["packageName"], "com.example.slipway.probe");
    assert!(probes.iter().all(|probe| probe.problem.is_none()));
}

#[tokio::test]
async fn the_sandbox_has_a_host_of_its_own_and_cannot_be_asked() {
    let mut table = set(&[("environment", "test".to_owned())]).await;
    let (found, asked) = table.done("find-app", [turned_away(10010)]).await;
    assert_eq!(found, json!({"asked": false}));
    assert_eq!(asked[0].host, "sandbox-developer-api.vivo.com.cn");
    table.done("upload", [taken()]).await;
    let (_, asked) = table.done("submit", [yes(Value::Null)]).await;
    assert_eq!(asked[0].host, "sandbox-developer-api.vivo.com.cn");
    assert_eq!(said(&asked[0])["compatibleDevice"], "2");
    let (seen, _) = table.done("confirm", [turned_away(10010)]).await;
    assert_eq!(seen, json!({"seen": false}));
    let Looked::CannotTell { problem } = table.look("submit", 0, [turned_away(10010)]).await else {
        panic!("must not tell")
    };
    assert_eq!(problem.advice.key, "problem.sandbox-unclear");
    assert_eq!(
        table.check([turned_away(10010)]).await,
        [
            "key pass",
            "clock pass",
            "token pass",
            "app skipped",
            "right skipped"
        ]
    );
}
