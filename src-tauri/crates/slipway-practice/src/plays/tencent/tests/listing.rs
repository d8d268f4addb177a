use super::*;

const INTRODUCE: &str = "介绍";

#[tokio::test]
async fn texts_have_limits() {
    let team = Team::open();
    let long = |count: usize| "字".repeat(count);
    let reason = long(201);
    for (name, text, expected) in [
        ("app_name", long(51), 4_000_017),
        ("modify_app_name_reason", reason.clone(), 4_000_018),
        ("app_name", "新名称".to_owned(), 4_000_018),
        ("modify_category_reason", reason, 4_000_020),
        ("introduce", long(59), 4_000_021),
        ("introduce", long(501), 4_000_021),
        ("one_word_summary", long(4), 4_000_022),
        ("one_word_summary", long(16), 4_000_022),
        ("feature", "新版本🎉".to_owned(), 4_000_053),
        (
            "introduce",
            format!("{}✨", INTRODUCE.repeat(40)),
            4_000_053,
        ),
        ("distribution_end", "10".to_owned(), 1_000_013),
        ("distribution_end", "1002".to_owned(), 1_000_013),
        ("special_ind_category", "{".to_owned(), 1_000_013),
    ] {
        let answer = team.update(&[(name, &text)]).await;
        assert_eq!(ret(&answer), expected, "{name}={text}");
    }
    let fine = [
        ("introduce", long(60)),
        ("one_word_summary", long(15)),
        ("feature", "第一行\n第二行，a=b&c".to_owned()),
        ("distribution_end", "1001".to_owned()),
        (
            "special_ind_category",
            r#"{"checkedKeys":["1-1"],"status":true}"#.to_owned(),
        ),
    ];
    let fine = fine.each_ref().map(|(name, text)| (*name, text.as_str()));
    assert_eq!(ret(&team.update(&fine).await), 0);
}

#[tokio::test]
async fn numbers_have_a_form_and_a_list() {
    let team = Team::open();
    let formats = [
        "category",
        "age_level",
        "screen_size",
        "language",
        "ipv6",
        "device_type",
        "is_soft_delegation",
        "soft_delegation_period_type",
        "soft_delegation_start_time",
        "soft_delegation_end_time",
        "apk_file_bit_type",
        "login_flag",
        "pay_type",
        "demo_video_flag",
        "deploy_type",
        "deploy_time",
    ];
    for (name, expected) in formats.iter().zip(4_000_001..) {
        assert_eq!(ret(&team.update(&[(name, "+1")]).await), expected, "{name}");
        assert_eq!(ret(&team.update(&[(name, "x")]).await), expected, "{name}");
    }
    for (name, value, expected) in [
        ("category", "18", 4_000_019),
        ("age_level", "4", 4_000_023),
        ("screen_size", "4", 4_000_024),
        ("language", "3", 4_000_025),
        ("ipv6", "2", 4_000_026),
        ("device_type", "3", 4_000_027),
        ("is_soft_delegation", "2", 4_000_028),
        ("login_flag", "0", 4_000_032),
        ("login_flag", "1", 4_000_033),
        ("pay_type", "4", 4_000_034),
        ("pay_type", "3", 4_000_035),
        ("demo_video_flag", "0", 4_000_036),
        ("demo_video_flag", "1", 4_000_037),
        ("category", "20", 4_000_020),
        ("deploy_type", "3", 4_000_038),
    ] {
        assert_eq!(
            ret(&team.update(&[(name, value)]).await),
            expected,
            "{name}={value}"
        );
    }
    let missing = team.call("update_app", &[]).await;
    assert_eq!(ret(&missing), 4_000_038);
}

#[tokio::test]
async fn a_delegated_copyright_is_dated_or_for_ever() {
    let team = Team::open();
    let paper = team.upload("a.pdf", b"%PDF-1.7").await;
    let code = async |more: &[(&str, &str)]| {
        let mut all = vec![
            ("is_soft_delegation", "1"),
            ("soft_delegation_file_serial_number", paper.as_str()),
        ];
        all.extend_from_slice(more);
        ret(&team.update(&all).await)
    };
    assert_eq!(
        ret(&team.update(&[("is_soft_delegation", "1")]).await),
        4_000_043
    );
    assert_eq!(code(&[]).await, 4_000_029);
    assert_eq!(
        code(&[("soft_delegation_period_type", "0")]).await,
        4_000_030
    );
    let backwards = [
        ("soft_delegation_period_type", "0"),
        ("soft_delegation_start_time", "2000000000"),
        ("soft_delegation_end_time", "1900000000"),
    ];
    assert_eq!(code(&backwards).await, 4_000_030);
    assert_eq!(code(&[("soft_delegation_period_type", "1")]).await, 0);
}

#[tokio::test]
async fn pictures_are_looked_at() {
    let team = Team::open();
    let icon = team.upload("icon.png", &png(512, 512)).await;
    let small = team.upload("small.png", &png(216, 216)).await;
    let text = team.upload("text.png", b"no picture").await;
    let mut heavy = png(512, 512);
    heavy.resize(200 * 1024 + 1, 0);
    let heavy = team.upload("heavy.png", &heavy).await;
    let paper = team.upload("a.pdf", b"%PDF-1.7").await;
    let no_paper = team.upload("text.pdf", b"no PDF").await;
    let certificate = "copyright_elec_cert_file_serial_number";
    let refused = team.update(&[(certificate, &no_paper)]).await;
    assert_eq!(ret(&refused), 4_000_053);
    let mut shots = Vec::new();
    for _ in 0..4 {
        shots.push(team.upload("shot.png", &png(1080, 1920)).await);
    }
    let code = async |name: &str, serials: &str| ret(&team.update(&[(name, serials)]).await);
    let icon_name = "icon_file_serial_number";
    assert_eq!(code(icon_name, "unknown").await, 4_000_043);
    for wrong in [&small, &text, &heavy, &paper] {
        assert_eq!(code(icon_name, wrong).await, 4_000_053);
    }
    let shots_name = "snapshots_file_serial_number";
    assert_eq!(code(shots_name, &shots[..3].join("|")).await, 4_000_053);
    let mixed = format!("{}|{icon}", shots.join("|"));
    assert_eq!(code(shots_name, &mixed).await, 4_000_053);
    let answer = team
        .update(&[(icon_name, &icon), (shots_name, &shots.join("|"))])
        .await;
    assert_eq!(ret(&answer), 0);
    let event = answer.event("listing").unwrap();
    assert_eq!(event["changes"]["icon"], json!([md5(&png(512, 512))]));
    assert_eq!(event["changes"]["snapshots"].as_array().unwrap().len(), 4);
    assert!(event["version_code"].is_null());
}

#[tokio::test]
async fn only_what_was_sent_changes_and_only_when_it_goes_live() {
    let team = Team::open();
    let before = team.detail().await;
    let answer = team
        .update(&[
            ("one_word_summary", "练习版本更新"),
            ("ipv6", "1"),
            ("operator", "示例科技有限公司"),
        ])
        .await;
    assert_eq!(
        answer.event("listing").unwrap()["changes"],
        json!({ "one_word_summary": "练习版本更新", "ipv6": 1 })
    );
    assert_eq!(team.detail().await, before);
    team.bench.pass(2 * HOUR);
    let mut expected = before;
    expected["one_word_summary"] = json!("练习版本更新");
    expected["is_support_ipv6"] = json!(1);
    assert_eq!(team.detail().await, expected);
    assert_eq!(team.app_now().live_version_code, Some(19));
}

#[tokio::test]
async fn a_test_account_is_kept_out_of_the_ledger() {
    let team = Team::open();
    let account = "账号：tester 密码：worthless-1";
    let answer = team
        .update(&[("login_flag", "1"), ("login_account", account)])
        .await;
    assert_eq!(ret(&answer), 0);
    let changes = &answer.event("listing").unwrap()["changes"];
    assert_eq!(changes["login_flag"], 1);
    assert!(!changes.to_string().contains("worthless-1"), "{changes}");
    team.bench.pass(2 * HOUR);
    assert_eq!(team.detail().await["login_account"], account);
}

#[tokio::test]
async fn a_name_changes_twice_a_year_with_reason_and_papers() {
    let team = Team::open();
    let paper = team.upload("a.pdf", b"%PDF-1.7").await;
    let rename = async |name: &str, paper: &[(&str, &str)]| {
        let mut all = vec![("app_name", name), ("modify_app_name_reason", "品牌升级")];
        all.extend_from_slice(paper);
        ret(&team.update(&all).await)
    };
    assert_eq!(rename("一号", &[]).await, 4_000_053);
    let papers = [("copyright_elec_cert_file_serial_number", paper.as_str())];
    for name in ["一号", "二号"] {
        assert_eq!(rename(name, &papers).await, 0);
        team.bench.pass(2 * HOUR);
        assert_eq!(team.detail().await["app_name"], name);
    }
    assert_eq!(rename("三号", &papers).await, 4_000_053);
    assert_eq!(rename("二号", &[]).await, 0, "the same name is no change");
    team.bench.pass(366 * 24 * HOUR);
    assert_eq!(rename("三号", &papers).await, 0);
}

#[tokio::test]
async fn an_update_of_nothing_is_noted() {
    let team = Team::open();
    let answer = team
        .update(&[("feature", ""), ("is_support_ipv6", "1")])
        .await;
    assert_eq!(ret(&answer), 0);
    let warnings = answer
        .events
        .iter()
        .filter(|event| event["event"] == "warning");
    let whats: Vec<&Value> = warnings.map(|event| &event["what"]).collect();
    assert_eq!(
        whats,
        [
            "without a value: [\"feature\"]",
            "not looked at: [\"is_support_ipv6\"]",
            "this update changes nothing",
        ]
    );
}
