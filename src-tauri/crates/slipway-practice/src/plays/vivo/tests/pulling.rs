use super::*;

const REACHABLE: &str = "https://vivo-pull.example.com/demo.apk";

async fn pull(stranger: &Stranger, url: &str, md5: &str, fault: Option<&str>) -> Answer {
    let own = [
        ("packageName", PACKAGE),
        ("versionCode", "20"),
        ("apkUrl", url),
        ("apkMd5", md5),
        ("onlineType", "1"),
        ("compatibleDevice", "2"),
        ("updateDesc", "修复已知问题"),
    ];
    stranger.call_with(fault, "app.update.app", &own).await
}

async fn task(stranger: &Stranger) -> Answer {
    let own = [("packageName", PACKAGE), ("packetType", "0")];
    stranger.call("app.query.task.status", &own).await
}

#[tokio::test]
async fn a_task_pulls_and_then_the_review_begins() {
    let stranger = Stranger::with_demo();
    assert_eq!(task(&stranger).await.json()["data"], Value::Null);
    let digest = md5(crate::demo_build());
    let accepted = pull(&stranger, REACHABLE, &digest, None).await;
    assert_eq!(code(&accepted), 0, "{:?}", accepted.events);
    assert!(accepted.event("submitted").is_none());
    assert_eq!(
        task(&stranger).await.json()["data"],
        json!({ "packageName": PACKAGE, "packetType": 0, "status": 1 })
    );
    assert_eq!(stranger.state().await, (3, 1));
    assert_eq!(
        code(&pull(&stranger, REACHABLE, &digest, None).await),
        12004
    );
    stranger.bench.pass(40 * SECOND);
    assert_eq!(task(&stranger).await.json()["data"]["status"], 2);
    stranger.bench.pass(2 * MINUTE);
    let done = task(&stranger).await;
    assert_eq!(done.json()["data"]["status"], 3);
    assert_eq!(done.event("submitted").unwrap()["version_code"], 20);
    assert_eq!(stranger.state().await, (2, 1));
    stranger.bench.pass(61 * MINUTE);
    assert_eq!(stranger.details().await["versionCode"], "20");
}

#[tokio::test]
async fn a_task_that_fails_says_why_and_leaves_the_app_alone() {
    let stranger = Stranger::with_demo();
    let digest = md5(crate::demo_build());
    let elsewhere = "https://cdn.example.com/app.apk?x=1&y=2";
    let wrong = "bfb4c7ec37faee662b0840824ac3a784";
    for (url, md5, fault) in [
        (elsewhere, digest.as_str(), None),
        (REACHABLE, wrong, None),
        (REACHABLE, digest.as_str(), Some("task-fails")),
    ] {
        assert_eq!(code(&pull(&stranger, url, md5, fault).await), 0);
        stranger.bench.pass(3 * MINUTE);
        let ended = task(&stranger).await;
        let data = &ended.json()["data"];
        assert_eq!(data["status"], 4);
        assert!(!data["errorReason"].as_str().unwrap().is_empty());
        assert_eq!(ended.event("task").unwrap()["state"], "failed");
        assert_eq!(stranger.state().await, (3, 1));
    }
}

#[tokio::test]
async fn what_an_upload_would_refuse_a_task_finds_later() {
    let stranger = Stranger::alone();
    stranger.bench.adopt(&SeedApp {
        signer_sha256: Some("00".repeat(32)),
        ..demo_app()
    });
    let digest = md5(crate::demo_build());
    assert_eq!(code(&pull(&stranger, REACHABLE, &digest, None).await), 0);
    stranger.bench.pass(3 * MINUTE);
    let reason = task(&stranger).await.json()["data"]["errorReason"].clone();
    assert!(reason.as_str().unwrap().contains("签名"));
}

#[tokio::test]
async fn an_order_that_is_malformed_is_refused_at_once() {
    let stranger = Stranger::with_demo();
    let digest = md5(crate::demo_build());
    assert_eq!(
        code(&pull(&stranger, "demo.apk", &digest, None).await),
        20019
    );
    assert_eq!(code(&pull(&stranger, REACHABLE, "", None).await), 20007);
    for (kind, expected) in [("2", 20019), ("", 20007)] {
        let own = [("packageName", PACKAGE), ("packetType", kind)];
        assert_eq!(
            code(&stranger.call("app.query.task.status", &own).await),
            expected
        );
    }
}

#[tokio::test]
async fn halves_and_stages_can_be_pulled_too() {
    let digest = md5(crate::demo_build());
    let split = Stranger::with_demo();
    let own = [
        ("packageName", PACKAGE),
        ("versionCode", "20"),
        ("apkUrl32", REACHABLE),
        ("apk32Md5", digest.as_str()),
        ("apkUrl64", REACHABLE),
        ("apkMd5", digest.as_str()),
        ("onlineType", "1"),
        ("compatibleDevice", "2"),
        ("updateDesc", "修复若干问题"),
    ];
    let answer = split.call("app.update.subpackage.app", &own).await;
    assert_eq!(code(&answer), 0);
    assert!(answer.event("warning").is_none(), "{:?}", answer.events);
    split.bench.pass(3 * MINUTE);
    assert_eq!(split.state().await, (2, 1));

    let staged = Stranger::with_demo();
    let (start, end) = (staged.in_beijing(DAY), staged.in_beijing(5 * DAY));
    let own = [
        ("packageName", PACKAGE),
        ("subPackage", "0"),
        ("versionCode", "20"),
        ("apkUrl", REACHABLE),
        ("apkMd5", digest.as_str()),
        ("stagedStartTime", start.as_str()),
        ("stagedEndTime", end.as_str()),
        ("stagedProportion", "5"),
    ];
    let answer = staged.call("app.create.update.stage.app", &own).await;
    assert_eq!(code(&answer), 0, "{:?}", answer.events);
    staged.bench.pass(3 * MINUTE);
    let shown = staged
        .call("app.query.stage.details", &[("packageName", PACKAGE)])
        .await
        .json();
    assert_eq!(shown["data"]["stagedProportion"], 5);
}

#[tokio::test]
async fn the_address_on_the_console_page_holds_the_demo_build() {
    let stranger = Stranger::alone();
    let address = stranger
        .bench
        .wrong_key("An address that practice can pull from");
    assert_eq!(address, REACHABLE);
    let request = Request::get("/demo.apk").body(Body::empty()).unwrap();
    let answer = stranger.bench.send("vivo-pull.example.com", request).await;
    assert_eq!(answer.body, crate::demo_build());
}
