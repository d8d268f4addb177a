use super::*;
use crate::play::Decided;

async fn submit(stranger: &Stranger, fault: Option<&str>, more: &[(&str, &str)]) -> Answer {
    let serial = stranger.upload_demo("app.upload.apk.app", &[]).await;
    submit_serial(stranger, fault, &serial, more).await
}

/// `more` replaces or adds parameters.
async fn submit_serial(
    stranger: &Stranger,
    fault: Option<&str>,
    serial: &str,
    more: &[(&str, &str)],
) -> Answer {
    let digest = md5(crate::demo_build());
    let mut own = update(serial, &digest);
    own.retain(|(name, _)| more.iter().all(|(replaced, _)| replaced != name));
    own.extend(more);
    stranger.call_with(fault, "app.sync.update.app", &own).await
}

#[tokio::test]
async fn an_update_is_submitted_reviewed_and_live() {
    let stranger = Stranger::with_demo();
    let answer = submit(&stranger, None, &[]).await;
    assert_eq!(
        answer.json(),
        json!({ "code": 0, "subCode": "0", "msg": "成功", "data": null })
    );
    let submitted = answer.event("submitted").unwrap();
    for (name, value) in [
        ("package", json!(PACKAGE)),
        ("version_code", json!(20)),
        ("version_name", json!("2.0.0")),
        ("release_type", json!("full")),
        ("release_time", Value::Null),
        ("notes", json!({ "zh-CN": "修复已知问题" })),
        ("site", json!("production")),
    ] {
        assert_eq!(submitted[name], value, "{name}");
    }
    assert!(answer.event("warning").is_none(), "{:?}", answer.events);

    let data = stranger.details().await;
    assert_eq!(data["versionCode"], "20");
    assert_eq!(data["updateDesc"], "修复已知问题");
    assert_eq!(
        (&data["status"], &data["saleStatus"]),
        (&json!(2), &json!(1))
    );
    let build = crate::demo_build();
    let digest = md5(build);
    let own = [("packageName", PACKAGE), ("fileMd5", digest.as_str())];
    let upload = stranger.upload("app.upload.apk.app", &own, build).await;
    assert_eq!(code(&upload), 12010);
    let screenshot = stranger
        .upload("app.upload.screenshot", &own, &png(1080, 1920))
        .await;
    assert_eq!(code(&screenshot), 12010);

    stranger.bench.pass(61 * MINUTE);
    assert_eq!(stranger.state().await, (3, 1));
    let upload = stranger.upload("app.upload.apk.app", &own, build).await;
    assert_eq!(code(&upload), 15003, "the same version once more");
}

#[tokio::test]
async fn an_hour_of_beijing_holds_the_approved_version_back() {
    let stranger = Stranger::with_demo();
    let hour = stranger.in_beijing(5 * 60 * MINUTE);
    let schedule = [("onlineType", "2"), ("scheOnlineTime", hour.as_str())];
    let answer = submit(&stranger, None, &schedule).await;
    assert_eq!(code(&answer), 0);
    let told: jiff::Timestamp = answer.event("submitted").unwrap()["release_time"]
        .as_str()
        .unwrap()
        .parse()
        .unwrap();
    assert_eq!(time::write(told), hour);
    stranger.bench.pass(120 * MINUTE);
    let data = stranger.details().await;
    assert_eq!(
        (
            &data["status"],
            &data["saleStatus"],
            &data["scheOnlineTime"]
        ),
        (&json!(3), &json!(0), &json!(hour))
    );
    assert_eq!(
        code(
            &stranger
                .upload(
                    "app.upload.icon",
                    &[("packageName", PACKAGE)],
                    &png(512, 512)
                )
                .await
        ),
        12022
    );
    stranger.bench.pass(200 * MINUTE);
    assert_eq!(stranger.state().await, (3, 1));
}

#[tokio::test]
async fn a_wrong_schedule_has_three_codes() {
    let stranger = Stranger::with_demo();
    let serial = stranger.upload_demo("app.upload.apk.app", &[]).await;
    let past = stranger.in_beijing(Duration::ZERO);
    for (online_type, hour, expected) in [
        ("3", "", 22009),
        ("2", "", 22010),
        ("2", past.as_str(), 22011),
        ("2", "2569-01-15T10:00:00", 20019),
        ("2", "1760000000000", 20019),
    ] {
        let more = [("onlineType", online_type), ("scheOnlineTime", hour)];
        let answer = submit_serial(&stranger, None, &serial, &more).await;
        assert_eq!(code(&answer), expected, "{online_type} {hour}");
        assert!(answer.event("submitted").is_none());
    }
    assert_eq!(
        code(&submit_serial(&stranger, None, &serial, &[]).await),
        0,
        "a refused submission leaves its serial number"
    );
}

#[tokio::test]
async fn a_review_can_end_in_other_ways() {
    for (fault, status) in [
        ("reject-next-review", 4),
        ("reject-without-reason", 4),
        ("withdraw-next-review", 5),
    ] {
        let stranger = Stranger::with_demo();
        assert_eq!(code(&submit(&stranger, Some(fault), &[]).await), 0);
        stranger.bench.pass(61 * MINUTE);
        let data = stranger.details().await;
        assert_eq!(
            (&data["status"], &data["saleStatus"], &data["versionCode"]),
            (&json!(status), &json!(1), &json!("20")),
            "{fault}"
        );
        let reason = data.get("unPassReason").and_then(Value::as_str);
        assert_eq!(reason.is_some(), fault == "reject-next-review");
        assert_eq!(
            code(&submit(&stranger, None, &[]).await),
            0,
            "the same version code may come again after {fault}"
        );
    }
}

#[tokio::test]
async fn a_person_may_decide_at_once() {
    let stranger = Stranger::with_demo();
    let reject = Verdict::Reject {
        reason: "截图与实际不符".to_owned(),
    };
    assert_eq!(stranger.decide(&reject), Decided::NothingWaiting);
    submit(&stranger, None, &[]).await;
    assert_eq!(stranger.decide(&reject), Decided::Done);
    assert_eq!(stranger.details().await["unPassReason"], "截图与实际不符");
    submit(&stranger, None, &[]).await;
    assert_eq!(stranger.decide(&Verdict::Approve), Decided::Done);
    assert_eq!(stranger.state().await, (3, 1));
    assert!(stranger.details().await.get("unPassReason").is_none());
}

#[tokio::test]
async fn what_does_not_fit_is_refused_and_nothing_is_kept() {
    let stranger = Stranger::with_demo();
    let serial = stranger.upload_demo("app.upload.apk.app", &[]).await;
    let long = "字".repeat(201);
    for (name, value, expected) in [
        ("apk", "ffffffffffffffffffffffffffffffff", 20002),
        ("fileMd5", "bfb4c7ec37faee662b0840824ac3a784", 15009),
        ("versionCode", "21", 15012),
        ("versionCode", "2.0.0", 20019),
        ("versionCode", "", 20007),
        ("updateDesc", "四个字呀", 20016),
        ("updateDesc", long.as_str(), 20016),
        ("compatibleDevice", "4", 20019),
        ("onlineType", "", 20007),
        ("packageName", "com.example.none", 12002),
        ("packageName", "com.example.claimed", 13002),
    ] {
        let answer = submit_serial(&stranger, None, &serial, &[(name, value)]).await;
        assert_eq!(code(&answer), expected, "{name}={value}");
        assert!(answer.event("submitted").is_none());
    }
    let digest = md5(crate::demo_build());
    for missing in ["versionCode", "apk", "fileMd5", "onlineType", "packageName"] {
        let mut own = update(&serial, &digest);
        own.retain(|(name, _)| *name != missing);
        let answer = stranger.call("app.sync.update.app", &own).await;
        assert_eq!(code(&answer), 20008, "{missing}");
    }
    assert_eq!(stranger.state().await, (3, 1));
}

#[tokio::test]
async fn a_serial_number_serves_one_submission_of_its_own_kind() {
    let stranger = Stranger::with_demo();
    let staged = stranger
        .upload_demo("app.upload.apk.app", &[("stageType", "1")])
        .await;
    let half = stranger.upload_demo("app.upload.apk.app.64", &[]).await;
    for wrong in [&staged, &half] {
        let answer = submit_serial(&stranger, None, wrong, &[]).await;
        assert_eq!(code(&answer), 20002);
    }
    let right = stranger.upload_demo("app.upload.apk.app", &[]).await;
    assert_eq!(code(&submit_serial(&stranger, None, &right, &[]).await), 0);
    stranger.decide(&Verdict::Reject {
        reason: "测试".to_owned(),
    });
    assert_eq!(
        code(&submit_serial(&stranger, None, &right, &[]).await),
        20002
    );
}

#[tokio::test]
async fn two_halves_make_one_version() {
    let stranger = Stranger::with_demo();
    let first = stranger.upload_demo("app.upload.apk.app.32", &[]).await;
    let second = stranger.upload_demo("app.upload.apk.app.64", &[]).await;
    let pair = async |first: &str, second: &str| {
        let own = [
            ("packageName", PACKAGE),
            ("apk32", first),
            ("apk64", second),
            ("onlineType", "1"),
            ("compatibleDevice", "1"),
            ("updateDesc", "修复已知问题"),
        ];
        stranger.call("app.sync.update.subpackage.app", &own).await
    };
    assert_eq!(code(&pair(&second, &first).await), 20002);
    assert_eq!(code(&pair(&first, &first).await), 20002);
    assert_eq!(code(&pair(&first, "").await), 20007);
    let answer = pair(&first, &second).await;
    assert_eq!(code(&answer), 0, "{:?}", answer.events);
    assert_eq!(answer.json()["msg"], "成功");
    assert_eq!(answer.event("submitted").unwrap()["version_code"], 20);
}

#[tokio::test]
async fn what_old_clients_leave_out_is_noted() {
    let stranger = Stranger::with_demo();
    let more = [
        ("compatibleDevice", ""),
        ("updateDesc", ""),
        ("scheOnlineTime", "2020-01-01 00:00:00"),
        ("whatever", "x"),
    ];
    let answer = submit(&stranger, None, &more).await;
    assert_eq!(code(&answer), 0);
    let warnings: Vec<&str> = answer
        .events
        .iter()
        .filter(|event| event["event"] == "warning")
        .map(|event| event["what"].as_str().unwrap())
        .collect();
    assert_eq!(warnings.len(), 4, "{warnings:?}");
    assert_eq!(answer.event("submitted").unwrap()["notes"], json!({}));
    assert_eq!(
        stranger.details().await["updateDesc"],
        "首次上架",
        "what is not sent keeps its value"
    );
}
