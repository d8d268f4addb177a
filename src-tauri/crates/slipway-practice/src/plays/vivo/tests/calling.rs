use super::*;

#[tokio::test]
async fn details_have_the_recorded_form() {
    let stranger = Stranger::with_demo();
    let answer = stranger
        .call("app.query.details", &[("packageName", PACKAGE)])
        .await;
    assert_eq!(answer.status, StatusCode::OK);
    assert_eq!(answer.headers["content-type"], "text/plain;charset=utf-8");
    let body = answer.json();
    assert_eq!(body["code"], json!(0));
    assert_eq!(body["subCode"], json!("0"));
    assert!(body["timestamp"].as_i64().unwrap() > 1_700_000_000_000);
    assert!(body.get("msg").is_none());
    let data = &body["data"];
    for (name, value) in [
        ("packageName", json!(PACKAGE)),
        ("cnName", json!("滑道演示")),
        ("versionCode", json!("19")),
        ("versionName", json!("1.9.0")),
        ("status", json!(3)),
        ("saleStatus", json!(1)),
        ("onlineType", json!(1)),
        ("apkSize", json!(67_732)),
        ("compatibleDevice", json!(2)),
        ("subTitle", json!("")),
    ] {
        assert_eq!(data[name], value, "{name}");
    }
    assert!(data["detailDesc"].as_str().unwrap().chars().count() >= 50);
    assert_eq!(data["screenshot"].as_str().unwrap().split(',').count(), 3);
    assert!(data.get("unPassReason").is_none());
}

#[tokio::test]
async fn a_bare_draft_has_no_version() {
    let stranger = Stranger::alone();
    stranger.bench.adopt(&SeedApp {
        version_code: 0,
        ..demo_app()
    });
    let data = stranger.details().await;
    assert_eq!(
        (&data["status"], &data["saleStatus"]),
        (&json!(1), &json!(0))
    );
    assert!(data.get("versionCode").is_none() && data.get("apkSize").is_none());
}

#[tokio::test]
async fn parameters_may_come_in_every_known_place() {
    let stranger = Stranger::with_demo();
    let all = stranger.signed("app.query.stage.details", &[("packageName", PACKAGE)]);
    let in_query = format!("/router/rest?{}", urlencoded(&all));
    let requests = [
        Request::get(&in_query).body(Body::empty()).unwrap(),
        Request::post(&in_query).body(Body::empty()).unwrap(),
        Request::post("/router/rest")
            .header("content-type", FORM)
            .body(Body::from(urlencoded(&all).replace('+', "%20")))
            .unwrap(),
        multipart(&all, None),
    ];
    for request in requests {
        let answer = stranger.bench.send(stranger.host, request).await;
        assert_eq!(code(&answer), 0, "{:?}", answer.events);
    }
    let json = Request::post("/router/rest")
        .header("content-type", "application/json")
        .body(Body::from(json!(all).to_string()))
        .unwrap();
    assert_eq!(code(&stranger.bench.send(stranger.host, json).await), 440);
    let put = Request::put(&in_query).body(Body::empty()).unwrap();
    assert_eq!(code(&stranger.bench.send(stranger.host, put).await), 405);
    let elsewhere = Request::post("/router").body(Body::empty()).unwrap();
    let answer = stranger.bench.send(stranger.host, elsewhere).await;
    assert_eq!(answer.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn each_flaw_of_a_call_has_its_code_in_the_gateways_order() {
    let stranger = Stranger::with_demo();
    // Every change breaks the signature too, but the earlier check answers.
    let changed = async |name: &str, value: Option<&str>| {
        let mut all = stranger.signed("app.query.details", &[("packageName", PACKAGE)]);
        match value {
            Some(value) => all.insert(name.to_owned(), value.to_owned()),
            None => all.remove(name),
        };
        let answer = stranger.post(None, &all).await;
        let body = answer.json();
        let members: Vec<&String> = body.as_object().unwrap().keys().collect();
        assert_eq!(members, ["code", "msg"], "{body}");
        assert_eq!(answer.event("refused").unwrap()["code"], body["code"]);
        code(&answer)
    };
    for name in super::super::parameters::COMMON {
        assert_eq!(changed(name, None).await, 440, "{name}");
    }
    assert_eq!(changed("sign", Some("")).await, 440);
    assert_eq!(changed("access_key", Some("nobody")).await, 10018);
    assert_eq!(changed("v", Some("1")).await, 10014);
    assert_eq!(changed("format", Some("xml")).await, 10016);
    assert_eq!(changed("sign_method", Some("md5")).await, 10015);
    assert_eq!(changed("target_app_key", Some("somebody")).await, 441);
    assert_eq!(changed("timestamp", Some("yesterday")).await, 441);
    assert_eq!(changed("timestamp", Some("1760000000")).await, 10005);
    assert_eq!(
        changed("packageName", Some("com.example.other")).await,
        10001
    );
}

#[tokio::test]
async fn only_the_documented_signature_is_right() {
    let stranger = Stranger::with_demo();
    let own = [("packageName", PACKAGE), ("remark", "a b&c=d")];
    let good = stranger.signed("app.query.task.status", &own);
    let with_sign = |sign: String| {
        let mut all = good.clone();
        all.insert("sign".to_owned(), sign);
        all
    };
    let upper = with_sign(good["sign"].to_uppercase());
    assert_eq!(code(&stranger.post(None, &upper).await), 10001);
    let mut encoded = good.clone();
    encoded.insert("remark".to_owned(), "a%20b%26c%3Dd".to_owned());
    let over_encoded = sign::sign(&stranger.secret, &sign::message(&encoded));
    assert_eq!(
        code(&stranger.post(None, &with_sign(over_encoded)).await),
        10001
    );
    let wrong_secret = Stranger {
        secret: "wrong".to_owned(),
        ..Stranger::with_demo()
    };
    assert_eq!(
        code(&wrong_secret.call("app.query.details", &own).await),
        10001
    );
}

#[tokio::test]
async fn the_alias_of_older_clients_is_taken_and_noted() {
    let stranger = Stranger::with_demo();
    let mut all = stranger.signed("app.query.details", &[("packageName", PACKAGE)]);
    all.insert("sign_method".to_owned(), "hmac".to_owned());
    stranger.sign(&mut all);
    let answer = stranger.post(None, &all).await;
    assert_eq!(code(&answer), 0);
    assert!(answer.event("warning").is_some());
}

#[tokio::test]
async fn twenty_minutes_of_clock_error_are_forgiven() {
    let stranger = Stranger::with_demo();
    let own = [("packageName", PACKAGE)];
    let early = stranger.signed("app.query.stage.details", &own);
    stranger.bench.pass(19 * MINUTE);
    assert_eq!(code(&stranger.post(None, &early).await), 0);
    stranger.bench.pass(2 * MINUTE);
    assert_eq!(code(&stranger.post(None, &early).await), 10005);
}

#[tokio::test]
async fn methods_of_the_other_platform_do_not_exist() {
    let stranger = Stranger::with_demo();
    for method in [
        "app.update.submit",
        "app.upload.apk",
        "app.detail",
        "app.update.language.info",
        "app.sync.getappinfo",
    ] {
        let answer = stranger.call(method, &[("packageName", PACKAGE)]).await;
        assert_eq!(code(&answer), 404, "{method}");
    }
    let create = stranger
        .call("app.sync.create.app", &[("packageName", PACKAGE)])
        .await;
    assert_eq!(code(&create), 10004);
    let why = create.event("refused").unwrap()["why"].as_str().unwrap();
    assert!(why.contains("practice does not play it"));
    let all = stranger.signed("app.upload.icon", &[("packageName", PACKAGE)]);
    let get = Request::get(format!("/router/rest?{}", urlencoded(&all)))
        .body(Body::empty())
        .unwrap();
    assert_eq!(code(&stranger.bench.send(stranger.host, get).await), 405);
    assert_eq!(code(&stranger.call("app.query.details", &[]).await), 10002);
}

#[tokio::test]
async fn wrong_pairs_are_told_apart_in_the_ledger() {
    let stranger = Stranger::with_demo();
    let bench = &stranger.bench;
    let cases = [
        (
            bench.key("access_secret"),
            bench.key("access_key"),
            10018,
            "swapped",
        ),
        (
            bench.key("sandbox_access_key"),
            bench.key("sandbox_access_secret"),
            10018,
            "other site",
        ),
        (
            bench.wrong_key("access_key (overseas)"),
            bench.wrong_key("access_secret (overseas)"),
            10018,
            "overseas",
        ),
        (
            bench.wrong_key("access_key, copied with its label"),
            bench.key("access_secret"),
            10018,
            "unknown",
        ),
        (
            bench.wrong_key("access_key (sub-account)"),
            bench.wrong_key("access_secret (sub-account)"),
            10004,
            "sub-account",
        ),
    ];
    let mut stranger = stranger;
    for (key, secret, expected, why) in cases {
        (stranger.key, stranger.secret) = (key, secret);
        let answer = stranger
            .call("app.query.details", &[("packageName", PACKAGE)])
            .await;
        assert_eq!(code(&answer), expected);
        let told = answer.event("refused").unwrap()["why"].as_str().unwrap();
        assert!(told.contains(why), "{told}");
    }
}

#[tokio::test]
async fn whose_a_package_is_shows_in_the_answer() {
    let stranger = Stranger::with_demo();
    let ask = async |method: &str, package: &str| {
        let own = [("packageName", package), ("packetType", "0")];
        stranger.call(method, &own).await
    };
    let probe = ask("app.query.details", "com.example.slipway.probe").await;
    assert_eq!(
        (code(&probe), &probe.json()["data"]),
        (0, &Value::Null),
        "the keys are right, the app is not there"
    );
    let foreign = ask("app.query.details", "com.example.claimed").await;
    assert_eq!(code(&foreign), 11011);
    let members: Vec<String> = foreign
        .json()
        .as_object()
        .unwrap()
        .keys()
        .cloned()
        .collect();
    assert_eq!(members, ["code", "subCode", "msg"]);
    for method in ["app.query.task.status", "app.query.stage.details"] {
        assert_eq!(code(&ask(method, "com.example.none").await), 11001);
    }
}

#[tokio::test]
async fn queries_of_one_package_keep_their_distance() {
    let stranger = Stranger::with_demo();
    // A slow machine may need seconds for two calls; the practice clock need not.
    let world = &stranger.bench.world;
    world.set_clock(Duration::ZERO, Some(0.001)).unwrap();
    let ask = async |fault: Option<&str>, package: &str| {
        let own = [("packageName", package)];
        code(&stranger.call_with(fault, "app.query.details", &own).await)
    };
    assert_eq!(ask(None, PACKAGE).await, 0);
    assert_eq!(ask(None, PACKAGE).await, 11010);
    assert_eq!(ask(None, "com.example.other").await, 0);
    assert_eq!(ask(Some("unspaced-queries"), PACKAGE).await, 0);
    stranger.bench.pass(5 * SECOND);
    assert_eq!(ask(None, PACKAGE).await, 0);
}

#[tokio::test]
async fn each_interface_has_its_calls_a_day() {
    let mut stranger = Stranger::with_demo();
    stranger.begin_a_day();
    let own = [("packageName", PACKAGE)];
    for _ in 0..50 {
        assert_eq!(code(&stranger.call("app.upload.icon", &own).await), 13001);
    }
    assert_eq!(code(&stranger.call("app.upload.icon", &own).await), 10011);
    assert_eq!(
        code(&stranger.call("app.upload.screenshot", &own).await),
        13001
    );
    for _ in 0..60 {
        assert_eq!(
            code(&stranger.call("app.query.stage.details", &own).await),
            0
        );
    }
    stranger.bench.pass(DAY);
    assert_eq!(code(&stranger.call("app.upload.icon", &own).await), 13001);

    stranger.host = SANDBOX_HOST;
    stranger.key = stranger.bench.key("sandbox_access_key");
    stranger.secret = stranger.bench.key("sandbox_access_secret");
    for _ in 0..100 {
        assert_eq!(
            code(&stranger.call("app.query.stage.details", &own).await),
            0
        );
    }
    assert_eq!(
        code(&stranger.call("app.query.stage.details", &own).await),
        10011
    );
}

#[tokio::test]
async fn the_sandbox_is_a_store_of_its_own_without_details() {
    let mut stranger = Stranger::with_demo();
    stranger.host = SANDBOX_HOST;
    let details = [("packageName", PACKAGE)];
    assert_eq!(
        code(&stranger.call("app.query.details", &details).await),
        10018
    );
    stranger.key = stranger.bench.key("sandbox_access_key");
    stranger.secret = stranger.bench.key("sandbox_access_secret");
    assert_eq!(
        code(&stranger.call("app.query.details", &details).await),
        10010
    );
    let serial = stranger.upload_demo("app.upload.apk.app", &[]).await;
    let md5 = md5(crate::demo_build());
    let answer = stranger
        .call("app.sync.update.app", &update(&serial, &md5))
        .await;
    assert_eq!(code(&answer), 0);
    assert_eq!(answer.event("submitted").unwrap()["site"], "sandbox");

    let production = Stranger {
        host: PRODUCTION_HOST,
        key: stranger.bench.key("access_key"),
        secret: stranger.bench.key("access_secret"),
        bench: stranger.bench,
    };
    assert_eq!(production.state().await, (3, 1));
    assert_eq!(
        production.decide(&Verdict::Approve),
        crate::play::Decided::Done
    );
    assert_eq!(
        production.decide(&Verdict::Approve),
        crate::play::Decided::NothingWaiting
    );
    assert_eq!(production.details().await["versionCode"], "19");
}
