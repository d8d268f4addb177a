use super::{builds::build, *};

/// One package in one place, with its digest.
fn place<'a>(place: &str, serial: &'a str, digest: &'a str) -> Vec<(&'static str, &'a str)> {
    match place {
        "apk32" => vec![
            ("apk32_flag", "1"),
            ("apk32_file_serial_number", serial),
            ("apk32_file_md5", digest),
        ],
        _ => vec![
            ("apk64_flag", "1"),
            ("apk64_file_serial_number", serial),
            ("apk64_file_md5", digest),
        ],
    }
}

#[tokio::test]
async fn an_accepted_update_is_in_the_ledger() {
    let team = Team::open();
    let answer = team
        .submit(None, &[("feature", "修复 & 优化: 50%+ 更快\n第二行=a")])
        .await;
    assert_eq!(answer.json(), json!({ "ret": 0, "msg": "success" }));
    let event = answer.event("submitted").unwrap();
    let notes = json!({ "zh-CN": "修复 & 优化: 50%+ 更快\n第二行=a" });
    assert_eq!(event["package"], "com.example.slipway");
    assert_eq!(event["app_id"], team.app_id);
    assert_eq!(
        (&event["version_code"], &event["version_name"]),
        (&json!(20), &json!("2.0.0"))
    );
    assert_eq!(event["notes"], notes);
    assert_eq!(
        event["flags"],
        json!({ "apk32_flag": 1, "apk64_flag": null })
    );
    assert_eq!(event["changes"], json!({ "feature": notes["zh-CN"] }));
    assert_eq!(event["packages"][0]["md5"], md5(crate::demo_build()));
    assert_eq!(
        (&event["deploy_type"], &event["release_time"]),
        (&json!(1), &Value::Null)
    );
    assert!(answer.event("warning").is_none());
}

#[tokio::test]
async fn which_build_goes_where() {
    let fits = async |at: &str, abis: &[&str]| {
        let team = Team::unsigned();
        let bytes = build(abis);
        let serial = team.upload("a.apk", &bytes).await;
        ret(&team.update(&place(at, &serial, &md5(&bytes))).await)
    };
    for abis in [&[][..], &["armeabi-v7a"], &["armeabi-v7a", "arm64-v8a"]] {
        assert_eq!(fits("apk32", abis).await, 0, "{abis:?}");
        assert_eq!(fits("apk64", abis).await, 4_000_046, "{abis:?}");
    }
    for abis in [&["arm64-v8a"][..], &["arm64-v8a", "x86_64"]] {
        assert_eq!(fits("apk64", abis).await, 0, "{abis:?}");
        assert_eq!(fits("apk32", abis).await, 4_000_045, "{abis:?}");
    }
}

#[tokio::test]
async fn a_64_bit_build_says_that_there_is_no_other() {
    let team = Team::unsigned();
    let bytes = build(&["arm64-v8a"]);
    let (serial, digest) = (team.upload("a.apk", &bytes).await, md5(&bytes));
    let mut named = place("apk64", &serial, &digest);
    named.push(("apk32_flag", "2"));
    let answer = team.update(&named).await;
    assert_eq!(ret(&answer), 0);
    let event = answer.event("submitted").unwrap();
    assert_eq!(event["flags"], json!({ "apk32_flag": 2, "apk64_flag": 1 }));
    assert_eq!(event["packages"][0]["abis"], json!(["arm64-v8a"]));
}

#[tokio::test]
async fn a_pair_goes_into_both_places() {
    let team = Team::unsigned();
    let (old, new) = (build(&["armeabi-v7a"]), build(&["arm64-v8a"]));
    let (serial_old, serial_new) = (
        team.upload("a32.apk", &old).await,
        team.upload("a64.apk", &new).await,
    );
    let (digest_old, digest_new) = (md5(&old), md5(&new));
    let pair = |first: (&'_ str, &'_ str), second: (&'_ str, &'_ str)| {
        let mut pair = parameters(&place("apk32", first.0, first.1));
        pair.extend(parameters(&place("apk64", second.0, second.1)));
        pair
    };
    let update = async |pair: Parameters| {
        let pair: Vec<_> = pair.iter().map(|(k, v)| (k.as_str(), v.as_str())).collect();
        team.update(&pair).await
    };
    let (first, second) = ((&*serial_old, &*digest_old), (&*serial_new, &*digest_new));
    assert_eq!(ret(&update(pair(second, first)).await), 4_000_045);
    assert_eq!(ret(&update(pair(first, first)).await), 4_000_046);
    let answer = update(pair(first, second)).await;
    assert_eq!(ret(&answer), 0);
    let places = answer.event("submitted").unwrap()["packages"]
        .as_array()
        .unwrap()
        .len();
    assert_eq!(places, 2);
}

#[tokio::test]
async fn flags_serials_and_digests() {
    let team = Team::open();
    let demo = team.demo().await;
    let (serial, digest) = (demo[1].1.as_str(), demo[2].1.as_str());
    let upper = digest.to_uppercase();
    let unused = team.reserve("apk", "a.apk").await.1;
    let picture = team.upload("a.png", b"abc").await;
    let code = async |more: &[(&str, &str)]| ret(&team.update(more).await);
    for (number, expected) in [
        ("0", 4_000_049),
        ("3", 4_000_049),
        ("yes", 4_000_047),
        ("", 4_000_047),
    ] {
        assert_eq!(code(&[("apk32_flag", number)]).await, expected, "{number}");
    }
    assert_eq!(code(&[("apk64_flag", "0")]).await, 4_000_050);
    assert_eq!(code(&[("apk64_flag", "no")]).await, 4_000_048);
    assert_eq!(code(&[("apk32_flag", "1")]).await, 4_000_051);
    assert_eq!(code(&[("apk64_flag", "1")]).await, 4_000_052);
    let serial_only = |flag, name| [(flag, "1"), (name, serial)];
    assert_eq!(
        code(&serial_only("apk32_flag", "apk32_file_serial_number")).await,
        4_000_040
    );
    assert_eq!(
        code(&serial_only("apk64_flag", "apk64_file_serial_number")).await,
        4_000_041
    );
    assert_eq!(code(&place("apk32", "unknown", digest)).await, 4_000_043);
    assert_eq!(code(&place("apk32", &unused, digest)).await, 4_000_043);
    assert_eq!(
        code(&place("apk32", serial, &md5(b"else"))).await,
        4_000_045
    );
    assert_eq!(code(&place("apk32", serial, &upper)).await, 4_000_045);
    assert_eq!(
        code(&place("apk32", &picture, &md5(b"abc"))).await,
        4_000_045
    );
    let broken = team.upload("b.apk", b"PK no package").await;
    assert_eq!(
        code(&place("apk64", &broken, &md5(b"PK no package"))).await,
        4_000_046
    );
    // Two clients send no flag.
    let answer = team.update(&place("apk32", serial, digest)[1..]).await;
    assert_eq!(ret(&answer), 0);
    assert!(answer.event("warning").is_some());
}

#[tokio::test]
async fn a_slot_belongs_to_its_app() {
    let team = Team::open();
    let demo = team.demo().await;
    let other = SeedApp {
        package: "com.example.other".to_owned(),
        ..demo_app()
    };
    let id = team.bench.adopt(&other);
    let mut named = place("apk32", &demo[1].1, &demo[2].1);
    named.extend([("app_id", id.as_str()), ("pkg_name", "com.example.other")]);
    assert_eq!(ret(&team.update(&named).await), 4_000_043);
}

#[tokio::test]
async fn another_build_is_no_update() {
    let refused = async |app: SeedApp| {
        let team = Team::with(app);
        let answer = team.submit(None, &[]).await;
        assert_eq!(ret(&answer), 4_000_053);
        assert_eq!(team.status().await["ret"], 5_000_002);
        answer.json()["msg"].as_str().unwrap().to_owned()
    };
    let wrong_package = SeedApp {
        package: "com.example.other".to_owned(),
        ..demo_app()
    };
    assert!(refused(wrong_package).await.contains("包名"));
    let wrong_signer = SeedApp {
        signer_sha256: Some("0".repeat(64)),
        ..demo_app()
    };
    assert!(refused(wrong_signer).await.contains("签名"));
    for version_code in [20, 21] {
        let not_higher = SeedApp {
            version_code,
            ..demo_app()
        };
        assert!(refused(not_higher).await.contains("版本号"));
    }
}

#[tokio::test]
async fn a_touched_build_is_no_package() {
    let team = Team::open();
    let mut bytes = crate::demo_build().to_vec();
    // Inside the first entry's data, where only the signature notices.
    let at = bytes
        .windows(4)
        .position(|four| four == b"PK\x03\x04")
        .unwrap();
    bytes[at + 10] ^= 1;
    let serial = team.upload("a.apk", &bytes).await;
    assert_eq!(
        ret(&team.update(&place("apk32", &serial, &md5(&bytes))).await),
        4_000_045
    );
}
