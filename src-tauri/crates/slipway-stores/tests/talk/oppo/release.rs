//! A release to OPPO from sign-in to read-back: what is sent, what is kept, and what is stopped before it is sent.

use serde_json::{Value, json};
use slipway_model::{Goal, Problem, Retry, When};

use super::{
    super::{
        NEW_HOST, PACKAGE, Reply, now,
        xiaomi::{md5, parts},
    },
    GOOD_ICON, SMALL_ICON, fields, files_host, host, is_signed, no, ready, record, shown, standing,
    surveyed, table, taken, task, ticket, token, uploaded, vector, with_icon, with_package, yes,
};

#[tokio::test]
async fn a_release_from_sign_in_to_read_back() {
    let mut table = table().await;
    table.order.when = When::At {
        instant: "2026-10-01T02:00:00Z".parse().unwrap(),
        zone: "America/New_York".into(),
    };
    let (_, asked) = table.done("sign-in", [token("t1")]).await;
    assert_eq!(asked[0].short(), "GET token");
    assert_eq!(asked[0].host, host(&table));
    let sent = fields(asked[0].query.as_bytes());
    assert_eq!(
        sent.keys().collect::<Vec<_>>(),
        ["client_id", "client_secret"]
    );

    let record = with_icon(&table, "111", 19);
    surveyed(&mut table, record.clone(), GOOD_ICON).await;
    let replies = [yes(record), task(Value::Null)];
    let (found, asked) = table.done("find-app", replies).await;
    assert_eq!(
        found,
        json!({"newest_before": 19, "status_before": "111", "task_before": null, "icon_is_good": true})
    );
    assert_eq!(
        [asked[0].short(), asked[1].short()],
        ["GET info", "POST task-state"]
    );
    assert!(asked.iter().all(is_signed));
    assert_eq!(fields(&asked[1].body)["version_code"], "20");

    let files = files_host(&table);
    let digest = md5(PACKAGE);
    let replies = [ticket(&files, "s-1"), uploaded(&digest)];
    let (output, asked) = table.done("upload", replies).await;
    assert_eq!(
        output,
        json!({"url": "https://x.invalid/new.apk", "md5": digest, "cpu_code": 0, "new_host": null, "said": format!("md5 {digest}")})
    );
    assert_eq!(asked[0].short(), "GET get-upload-url");
    assert!(is_signed(&asked[0]));
    assert_eq!(
        (asked[1].host.as_str(), asked[1].query.as_str()),
        (files.as_str(), "")
    );
    let parts = parts(&asked[1]);
    let named: Vec<_> = parts
        .iter()
        .map(|(name, file, bytes)| (name.as_str(), file.as_deref(), bytes.as_slice()))
        .collect();
    assert_eq!(
        named,
        [
            ("type", None, &b"apk"[..]),
            ("sign", None, b"s-1"),
            ("file", Some("app-release.apk"), PACKAGE)
        ]
    );

    let replies = [standing(&table), taken()];
    let (output, asked) = table.done("submit", replies).await;
    assert_eq!(output["said"], "errno 0");
    assert_eq!(
        [asked[0].short(), asked[1].short()],
        ["GET info", "POST upd"]
    );
    assert!(is_signed(&asked[1]));
    assert_eq!(
        asked[1].header("content-type"),
        Some("application/x-www-form-urlencoded")
    );
    assert_eq!(asked[1].query, "");
    let mut form = fields(&asked[1].body);
    for name in ["access_token", "timestamp", "api_sign"] {
        form.remove(name).unwrap();
    }
    let expected = [
        ("adaptive_equipment", "6"),
        ("adaptive_type", "2"),
        ("age_level", "12"),
        (
            "apk_url",
            &format!(r#"[{{"url":"https://x.invalid/new.apk","md5":"{digest}","cpu_code":0}}]"#),
        ),
        ("app_name", "滑道演示"),
        ("business_email", "release@example.com"),
        ("business_mobile", "13800000000"),
        ("business_username", "张三"),
        ("copyright_url", "https://x.invalid/cert.pdf"),
        (
            "detail_desc",
            "滑道演示应用用于练习多商店发布流程，覆盖上传与审核。",
        ),
        ("electronic_cert_url", "https://x.invalid/cert.pdf"),
        ("icon_url", &format!("https://{files}/icon.png")),
        ("online_type", "2"),
        ("pic_url", "https://x.invalid/1.png,https://x.invalid/2.png"),
        ("pkg_name", "com.example.slipway"),
        (
            "privacy_source_url",
            "https://example.com/privacy?lang=zh&v=2",
        ),
        ("sche_online_time", "2026-10-01 10:00:00"),
        ("second_category_id", "77"),
        ("summary", "一站式发布工具"),
        ("test_desc", "版本更新，更新内容见版本说明"),
        ("third_category_id", "6691"),
        ("update_desc", "修复已知问题"),
        ("version_code", "20"),
    ];
    let sent: Vec<_> = form
        .iter()
        .map(|(name, value)| (name.as_str(), value.as_str()))
        .collect();
    assert_eq!(sent, expected);

    table.done("process", [task(json!("2"))]).await;
    let replies = [shown(&table, "1")];
    let (seen, _) = table.done("confirm", replies).await;
    assert_eq!(seen["seen"], json!(true));
    assert_eq!(seen["term"], "审核中 (audit_status 1)");
}

#[tokio::test]
async fn a_listing_that_nobody_touched_is_stopped_before_the_upload_and_mended_in_place() {
    let mut table = table().await;
    let mut bad = record("111", 19);
    bad["summary"] = json!("一站式发布，好用的工具软件呀");
    bad["icon_url"] = json!(format!("https://{}/icon.png", files_host(&table)));
    let survey = surveyed(&mut table, bad.clone(), SMALL_ICON).await;
    assert_eq!(survey.asks, ["replace_icon"]);
    let abouts = |problems: Vec<Problem>| {
        problems
            .into_iter()
            .filter_map(|problem| problem.about)
            .collect::<Vec<_>>()
    };
    let found = abouts(table.store.objections(&table.order, now()));
    assert_eq!(
        found,
        ["listing:summary", "listing:summary", "ask:replace_icon"]
    );
    // Nothing is asked for and nothing is uploaded while that stands.
    let problem = table.failed("find-app", [yes(bad.clone())]).await;
    assert_eq!(problem.about.as_deref(), Some("listing:summary"));

    table
        .order
        .listing
        .insert("summary".into(), "一站式发布工具".into());
    table
        .order
        .answers
        .insert("replace_icon".into(), "是".into());
    assert_eq!(abouts(table.store.objections(&table.order, now())), [""; 0]);
    table
        .done("find-app", [yes(bad.clone()), task(Value::Null)])
        .await;
    let files = files_host(&table);
    let replies = [ticket(&files, "s-1"), uploaded(&md5(PACKAGE))];
    table.done("upload", replies).await;
    // The chosen icon is judged by the same rule.
    let problem = table.failed("icon", []).await;
    assert_eq!(problem.advice.key, "problem.icon-unfit");
    std::fs::write(table.order.icon.as_ref().unwrap(), GOOD_ICON).unwrap();
    let stored = yes(json!({"url": "https://x.invalid/new.png", "width": 512, "height": 512}));
    let (_, asked) = table.done("icon", [ticket(&files, "s-2"), stored]).await;
    let parts = parts(&asked[1]);
    assert_eq!(
        (parts[0].2.as_slice(), parts[1].2.as_slice()),
        (&b"photo"[..], &b"s-2"[..])
    );
    assert_eq!(parts[2].2, GOOD_ICON);

    let (_, asked) = table.done("submit", [yes(bad), taken()]).await;
    let form = fields(&asked[1].body);
    assert_eq!(form["summary"], "一站式发布工具");
    assert_eq!(form["icon_url"], "https://x.invalid/new.png");
    assert_eq!(form["business_username"], "张三");
}

#[tokio::test]
async fn an_icon_that_became_good_since_the_plan_stays() {
    let mut table = table().await;
    let record = with_icon(&table, "111", 19);
    surveyed(&mut table, record.clone(), SMALL_ICON).await;
    table
        .order
        .answers
        .insert("replace_icon".into(), "yes".into());
    let mut mended = record;
    let address = format!("https://{}/mended.png", files_host(&table));
    mended["icon_url"] = json!(address);
    let good = Reply::Bytes(200, GOOD_ICON);
    let replies = [yes(mended.clone()), good, task(Value::Null)];
    let (_, asked) = table.done("find-app", replies).await;
    assert_eq!(
        (asked[1].path.as_str(), asked[1].query.as_str()),
        ("/mended.png", "")
    );
    assert_eq!(asked[1].header("authorization"), None);
    let files = files_host(&table);
    let replies = [ticket(&files, "s-1"), uploaded(&md5(PACKAGE))];
    table.done("upload", replies).await;
    let (_, asked) = table.done("icon", []).await;
    assert!(asked.is_empty());
    let (_, asked) = table.done("submit", [yes(mended), taken()]).await;
    assert_eq!(fields(&asked[1].body)["icon_url"], address);
}

#[tokio::test]
async fn what_changed_since_the_plan_is_noticed_before_it_is_sent_back() {
    let mut table = with_package().await;
    let mut changed = with_icon(&table, "111", 19);
    changed["summary"] = json!("别人改过，的简介");
    let problem = table.failed("submit", [yes(changed)]).await;
    assert_eq!(problem.advice.key, "problem.summary-marks");
    let mut renamed = with_icon(&table, "111", 19);
    renamed["detail_desc"] = json!("在控制台里刚刚改过的应用介绍，也要原样送回，一个字不能少。");
    let (_, asked) = table.done("submit", [yes(renamed.clone()), taken()]).await;
    assert_eq!(
        json!(fields(&asked[1].body)["detail_desc"]),
        renamed["detail_desc"]
    );
}

#[tokio::test]
async fn a_pair_is_two_files_with_two_tickets_and_one_submission() {
    let mut table = ready().await;
    let mut other = table.order.artifacts[0].clone();
    other.build.abis = vec!["armeabi-v7a".into()];
    table.order.artifacts[0].build.abis = vec!["arm64-v8a".into()];
    table.order.artifacts.push(other);
    let files = files_host(&table);
    for (step, sign) in [("upload:32", "s-1"), ("upload:64", "s-2")] {
        let replies = [ticket(&files, sign), uploaded(&md5(PACKAGE))];
        let (_, asked) = table.done(step, replies).await;
        assert_eq!(parts(&asked[1])[1].2, sign.as_bytes());
    }
    let replies = [standing(&table), taken()];
    let (_, asked) = table.done("submit", replies).await;
    let packages: Value = serde_json::from_str(&fields(&asked[1].body)["apk_url"]).unwrap();
    let codes: Vec<_> = packages
        .as_array()
        .unwrap()
        .iter()
        .map(|package| package["cpu_code"].as_u64().unwrap())
        .collect();
    assert_eq!(codes, [32, 64]);
}

#[tokio::test]
async fn a_file_is_sent_again_with_a_fresh_ticket_whatever_happened_to_it() {
    let mut table = ready().await;
    let files = files_host(&table);
    for (reply, key) in [
        (
            no(910_003, "Unauthorized upload [1]"),
            "problem.upload-again",
        ),
        (Reply::Text(403, "<xml>"), "problem.upload-again"),
        (uploaded(&"0".repeat(32)), "problem.arrived-damaged"),
        (Reply::Text(502, "<html>"), "problem.down"),
        (Reply::Text(200, "<html>"), "problem.unreadable"),
        (Reply::Silence, "http.broken"),
    ] {
        let problem = table.failed("upload", [ticket(&files, "s"), reply]).await;
        assert_eq!(problem.advice.key, key);
        assert_ne!(problem.retry, Retry::No, "{key}");
    }
    let problem = table
        .failed(
            "upload",
            [yes(json!({"upload_url": null, "sign": "one-time-sign"}))],
        )
        .await;
    assert_eq!(problem.advice.key, "problem.unreadable");
    assert!(!format!("{problem:?}").contains("one-time-sign"));
    table.order.artifacts[0].build.size += 1;
    let problem = table.failed("upload", [ticket(&files, "s")]).await;
    assert_eq!(problem.advice.key, "http.file-changed");
}

#[tokio::test]
async fn a_new_host_gets_the_file_and_its_ticket_and_is_named() {
    let mut table = ready().await;
    let replies = [ticket(NEW_HOST, "s-1"), uploaded(&md5(PACKAGE))];
    let (output, asked) = table.done("upload", replies).await;
    assert_eq!(output["new_host"], NEW_HOST);
    let text = String::from_utf8_lossy(&asked[1].body).into_owned();
    assert!(!text.contains(&vector("client_secret")) && !text.contains("access_token"));
    let problem = table
        .failed(
            "upload",
            [yes(
                json!({"upload_url": "http://files.example.com/u", "sign": "s"}),
            )],
        )
        .await;
    assert_eq!(problem.advice.key, "http.bad-url");
}

#[tokio::test]
async fn an_upload_alone_touches_nothing_else() {
    let mut table = table().await;
    table.order.goal = Goal::Upload;
    table.done("sign-in", [token("t1")]).await;
    let (_, asked) = table.done("find-app", [yes(record("1", 19))]).await;
    // Without an icon in the record there is nothing to look at.
    assert_eq!(asked.len(), 1);
    let files = files_host(&table);
    let replies = [ticket(&files, "s"), uploaded(&md5(PACKAGE))];
    table.done("upload", replies).await;
    let steps = table.store.plan(&table.order);
    assert_eq!(steps.last().unwrap().key, "upload");
}
