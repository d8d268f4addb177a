use super::*;
use crate::play::{SeedApp, Verdict};

/// A push in the making; every test changes one thing.
struct Push {
    user: String,
    info: Value,
    info_as_text: bool,
    files: Vec<(&'static str, Option<&'static str>, Vec<u8>)>,
}

impl Push {
    fn of_demo(bench: &Bench) -> Self {
        Self {
            user: bench.key("account_email"),
            info: json!({
                "appName": "滑道演示", "packageName": "com.example.slipway",
                "updateDesc": "修复已知问题", "privacyUrl": "https://example.com/privacy",
            }),
            info_as_text: false,
            files: vec![
                ("apk", Some("demo.apk"), crate::demo_build().to_vec()),
                ("icon", Some("icon.png"), icon()),
            ],
        }
    }

    async fn send(&self, bench: &Bench) -> Answer {
        self.send_with(bench, None).await
    }

    async fn send_with(&self, bench: &Bench, fault: Option<&str>) -> Answer {
        let info = match self.info_as_text {
            true => Value::String(self.info.to_string()),
            false => self.info.clone(),
        };
        let data = json!({ "userName": self.user, "synchroType": 1, "appInfo": info }).to_string();
        let mut signed: Vec<(&str, &[u8])> = vec![("RequestData", data.as_bytes())];
        signed.extend(
            self.files
                .iter()
                .map(|(name, _, bytes)| (*name, bytes.as_slice())),
        );
        let sig = sig(&bench.key("api_secret"), &signed);
        let mut parts = vec![
            ("RequestData", None, data.as_bytes()),
            ("SIG", None, sig.as_bytes()),
        ];
        parts.extend(
            self.files
                .iter()
                .map(|(name, file_name, bytes)| (*name, *file_name, bytes.as_slice())),
        );
        post_multipart(bench, fault, "/devupload/dev/push", multipart(&parts)).await
    }
}

fn result(answer: &Answer) -> i64 {
    answer.json()["result"].as_i64().unwrap()
}

fn with_demo() -> Bench {
    let bench = Bench::open(Xiaomi);
    bench.adopt(&demo_app());
    bench
}

#[tokio::test]
async fn a_push_is_accepted_reviewed_and_live() {
    let bench = with_demo();
    let answer = Push::of_demo(&bench).send(&bench).await;
    assert_eq!(answer.json(), json!({ "result": 0, "message": "操作成功" }));
    let submitted = answer.event("submitted").unwrap();
    assert_eq!(
        (&submitted["version_code"], &submitted["notes"]["zh-CN"]),
        (&json!(20), &json!("修复已知问题"))
    );
    assert_eq!(
        answer.event("stored").unwrap()["bytes"],
        crate::demo_build().len()
    );
    assert!(answer.event("warning").is_none(), "{:?}", answer.events);

    let during = query_demo(&bench).await;
    assert_eq!(
        (&during["updateVersion"], &during["updateInfo"]),
        (&json!(false), &json!(false))
    );
    assert_eq!(during["packageInfo"]["onlineVersionCode"], 19);
    assert_eq!(result(&Push::of_demo(&bench).send(&bench).await), -92);

    bench.pass(61 * MINUTE);
    let after = query_demo(&bench).await;
    assert_eq!(
        (
            &after["updateVersion"],
            &after["packageInfo"]["onlineVersionCode"]
        ),
        (&json!(true), &json!(20))
    );
    assert_eq!(result(&Push::of_demo(&bench).send(&bench).await), -92);
}

#[tokio::test]
async fn app_info_may_be_text_and_files_may_be_nameless() {
    let bench = with_demo();
    let mut push = Push::of_demo(&bench);
    push.info_as_text = true;
    push.files
        .iter_mut()
        .for_each(|(_, file_name, _)| *file_name = None);
    assert_eq!(result(&push.send(&bench).await), 0);
}

#[tokio::test]
async fn an_online_time_holds_the_approved_version_back() {
    let bench = with_demo();
    let mut push = Push::of_demo(&bench);
    let at = bench.world.clock.now() + jiff::SignedDuration::from_hours(5);
    push.info["onlineTime"] = json!(at.as_millisecond());
    let answer = push.send(&bench).await;
    let release_time: jiff::Timestamp = answer.event("submitted").unwrap()["release_time"]
        .as_str()
        .unwrap()
        .parse()
        .unwrap();
    assert_eq!(release_time.as_millisecond(), at.as_millisecond());
    bench.pass(120 * MINUTE);
    assert_eq!(
        query_demo(&bench).await["packageInfo"]["onlineVersionCode"],
        19
    );
    bench.pass(180 * MINUTE);
    assert_eq!(
        query_demo(&bench).await["packageInfo"]["onlineVersionCode"],
        20
    );
}

#[tokio::test]
async fn a_rejection_shows_only_as_the_old_values() {
    let bench = with_demo();
    Push::of_demo(&bench).send(&bench).await;
    let verdict = Verdict::Reject {
        reason: "测试".to_owned(),
    };
    bench.decide("com.example.slipway", &verdict);
    let after = query_demo(&bench).await;
    assert_eq!(
        (
            &after["updateVersion"],
            &after["packageInfo"]["versionCode"]
        ),
        (&json!(true), &json!(19))
    );
    assert_eq!(after["result"], 0);
}

#[tokio::test]
async fn what_does_not_fit_is_refused_with_its_code_and_nothing_is_kept() {
    let bench = with_demo();
    let refuse = async |change: &dyn Fn(&mut Push)| {
        let mut push = Push::of_demo(&bench);
        change(&mut push);
        let answer = push.send(&bench).await;
        assert!(answer.event("submitted").is_none());
        result(&answer)
    };
    assert_eq!(
        refuse(&|push| push.info["packageName"] = json!("com.example.other")).await,
        -2
    );
    assert_eq!(
        refuse(&|push| push.info["updateDesc"] = json!("")).await,
        -10000
    );
    assert_eq!(
        refuse(&|push| push.info["testAccount"] = json!("free text")).await,
        -20034
    );
    assert_eq!(
        refuse(&|push| push.info["onlineTime"] = json!("soon")).await,
        -10000
    );
    assert_eq!(refuse(&|push| push.files[0].2.truncate(100)).await, -92);
    assert_eq!(refuse(&|push| drop(push.files.remove(0))).await, -10000);
    assert_eq!(refuse(&|push| push.user = "12345".to_owned()).await, -32);
    assert_eq!(query_demo(&bench).await["updateVersion"], true);
}

#[tokio::test]
async fn unknown_and_unsigned_for_packages_are_refused() {
    let bench = Bench::open(Xiaomi);
    assert_eq!(result(&Push::of_demo(&bench).send(&bench).await), -32);
    bench.adopt(&SeedApp {
        signer_sha256: Some("00".repeat(32)),
        ..demo_app()
    });
    let answer = Push::of_demo(&bench).send(&bench).await;
    assert_eq!(answer.json()["message"], "签名不一致,不满足应用更新条件");
}

#[tokio::test]
async fn a_missing_icon_is_noted_and_refused_only_when_strict() {
    let bench = with_demo();
    let mut push = Push::of_demo(&bench);
    push.files.truncate(1);
    assert_eq!(
        result(&push.send_with(&bench, Some("strict-icon")).await),
        -10000
    );
    let answer = push.send(&bench).await;
    assert_eq!(result(&answer), 0);
    assert!(
        answer.event("warning").unwrap()["what"]
            .as_str()
            .unwrap()
            .contains("icon")
    );
}

#[tokio::test]
async fn the_second_apk_has_one_right_name() {
    let bench = with_demo();
    let mut push = Push::of_demo(&bench);
    push.files
        .push(("secondApkPath", Some("64.apk"), b"never read".to_vec()));
    let answer = push.send(&bench).await;
    assert_eq!(result(&answer), 0);
    assert!(answer.event("warning").is_some());
    let stored = |answer: &Answer| {
        answer
            .events
            .iter()
            .filter(|e| e["event"] == "stored")
            .count()
    };
    assert_eq!(stored(&answer), 1);

    bench.pass(61 * MINUTE);
    let pair = with_demo();
    let mut push = Push::of_demo(&pair);
    push.files
        .push(("secondApk", Some("64.apk"), crate::demo_build().to_vec()));
    let answer = push.send(&pair).await;
    assert_eq!((result(&answer), stored(&answer)), (0, 2));
}

#[tokio::test]
async fn a_part_that_the_seal_does_not_know_breaks_it() {
    let bench = with_demo();
    let push = Push::of_demo(&bench);
    let data = json!({ "userName": push.user, "synchroType": 1, "appInfo": push.info }).to_string();
    let apk = crate::demo_build();
    let signed: [(&str, &[u8]); 2] = [("RequestData", data.as_bytes()), ("apk", apk)];
    let sig = sig(&bench.key("api_secret"), &signed);
    let icon = icon();
    let body = multipart(&[
        ("RequestData", None, data.as_bytes()),
        ("SIG", None, sig.as_bytes()),
        ("apk", Some("a.apk"), apk),
        ("icon", Some("i.png"), &icon),
    ]);
    let answer = post_multipart(&bench, None, "/devupload/dev/push", body).await;
    assert_eq!(result(&answer), -20002);
}

#[tokio::test]
async fn a_renaming_push_is_noted() {
    let bench = with_demo();
    let mut push = Push::of_demo(&bench);
    push.info["appName"] = json!("Slipway Demo");
    let answer = push.send(&bench).await;
    assert!(
        answer.event("warning").unwrap()["what"]
            .as_str()
            .unwrap()
            .contains("appName")
    );
    assert_eq!(
        query_demo(&bench).await["packageInfo"]["appName"],
        "滑道演示"
    );
}

#[tokio::test]
async fn a_lie_answers_success_and_keeps_nothing() {
    let bench = with_demo();
    let answer = Push::of_demo(&bench).send_with(&bench, Some("lie")).await;
    assert_eq!(result(&answer), 0);
    assert!(answer.event("submitted").is_none());
    assert_eq!(query_demo(&bench).await["updateVersion"], true);
}

#[tokio::test]
async fn a_body_that_breaks_off_leaves_nothing() {
    let bench = with_demo();
    let whole = multipart(&[
        ("RequestData", None, b"{}"),
        ("apk", Some("a.apk"), crate::demo_build()),
    ]);
    let half = whole[..whole.len() / 2].to_vec();
    let answer = post_multipart(&bench, None, "/devupload/dev/push", half).await;
    assert_eq!(answer.status, StatusCode::BAD_REQUEST);
    let blobs = bench.world.blob_path();
    assert_eq!(
        std::fs::read_dir(blobs.parent().unwrap()).unwrap().count(),
        0
    );
}
