use super::*;
use crate::{
    play::{Decided, SeedApp, Verdict},
    plays::oppo::time,
};

#[tokio::test]
async fn a_version_is_taken_in_reviewed_and_live() {
    let team = Team::open().await;
    let form = team.ready().await;
    let answer = team.publish(form.clone()).await;
    assert_eq!(
        answer.json(),
        json!({ "errno": 0, "data": { "success": true, "message": "" } })
    );
    let submitted = answer.event("submitted").unwrap();
    assert_eq!(submitted["version_code"], 20);
    assert_eq!(submitted["notes"]["zh-CN"], form["update_desc"]);
    assert_eq!(submitted["changed"], json!([]));
    assert_eq!(submitted["cleared"], json!([]));
    assert!(answer.event("warning").is_none(), "{:?}", answer.events);

    let task = team.task("20").await.json();
    assert_eq!(
        task["data"],
        json!({ "pkg_name": PACKAGE, "version_code": "20", "task_state": "1", "err_msg": "" })
    );
    assert_eq!(errno(&team.publish(form.clone()).await), 911_216);

    team.bench.pass(MINUTE + MINUTE / 2);
    assert_eq!(team.task("20").await.json()["data"]["task_state"], "2");
    // The record lags behind the task.
    let info = team.info().await;
    assert_eq!(
        (&info["version_code"], &info["audit_status"]),
        (&json!("19"), &json!("111"))
    );
    let again = team.publish(form.clone()).await;
    assert_eq!(
        (errno(&again), message(&again)),
        (911_215, "应用审核中".to_owned())
    );

    team.bench.pass(2 * MINUTE);
    let info = team.info().await;
    assert_eq!(
        (
            &info["version_code"],
            &info["audit_status"],
            &info["audit_status_name"]
        ),
        (&json!("20"), &json!("1"), &json!("审核中"))
    );
    team.bench.pass(10 * MINUTE);
    assert_eq!(team.audit_status().await, "4");
    team.bench.pass(60 * MINUTE);
    let info = team
        .get("/resource/v1/app/info", &[("pkg_name", PACKAGE)])
        .await;
    assert_eq!(info.event("review").unwrap()["state"], "live");
    assert_eq!(info.json()["data"]["audit_status"], "111");
    let old = [("pkg_name", PACKAGE), ("version_code", "19")];
    let old = team.get("/resource/v1/app/info", &old).await.json();
    assert_eq!(old["data"]["audit_status"], "222");
    assert_eq!(errno(&team.publish(form).await), 910_006);
}

#[tokio::test]
async fn a_schedule_is_in_beijing_time_and_holds_the_version_back() {
    let team = Team::open().await;
    let at = team.bench.world.clock.now() + jiff::SignedDuration::from_hours(30);
    let mut form = team.ready().await;
    form.extend(pairs(&[
        ("online_type", "2"),
        ("sche_online_time", &time::write(at)),
    ]));
    let answer = team.publish(form).await;
    let release_time = answer.event("submitted").unwrap()["release_time"].clone();
    let release_time: jiff::Timestamp = release_time.as_str().unwrap().parse().unwrap();
    assert_eq!(release_time.as_second(), at.as_second());
    team.bench.pass(90 * MINUTE);
    let info = team.info().await;
    assert_eq!(
        (&info["audit_status"], &info["audit_status_name"]),
        (&json!("7"), &json!("定时发布"))
    );
    assert_eq!(info["sche_online_time"], time::write(at));
    team.bench.pass(28 * 60 * MINUTE);
    assert_eq!(team.audit_status().await, "7");
    team.bench.pass(60 * MINUTE);
    assert_eq!(team.audit_status().await, "111");
}

#[tokio::test]
async fn schedules_have_one_form_and_lie_ahead() {
    let team = Team::open().await;
    let form = team.ready().await;
    let past = team.bench.world.clock.now() - jiff::SignedDuration::from_hours(1);
    for (online_type, time) in [
        ("2", String::new()),
        ("2", "2099-01-15T10:00:00+0800".to_owned()),
        ("2", "4070908800000".to_owned()),
        ("2", time::write(past)),
        ("3", String::new()),
    ] {
        let mut form = form.clone();
        form.extend(pairs(&[
            ("online_type", online_type),
            ("sche_online_time", &time),
        ]));
        assert_eq!(errno(&team.publish(form).await), 800_002, "{time}");
    }
}

#[tokio::test]
async fn a_rejection_gives_reason_and_advice_and_can_be_corrected() {
    let team = Team::open().await;
    let form = team.ready().await;
    team.publish(form.clone()).await;
    let decide = |verdict: Verdict| team.bench.decide(PACKAGE, &verdict);
    let reject = || Verdict::Reject {
        reason: "隐私政策缺失".to_owned(),
    };
    assert_eq!(decide(reject()), Decided::Done);
    let info = team.info().await;
    assert_eq!(
        (&info["version_code"], &info["audit_status"]),
        (&json!("20"), &json!("444"))
    );
    assert_eq!(info["refuse_reason"], "隐私政策缺失");
    assert_eq!(info["refuse_reason_with_sugg"][0]["reason"], "隐私政策缺失");
    assert_ne!(info["refuse_advice"], "");
    assert!(
        info["refuse_file"]
            .as_str()
            .is_some_and(|file| file.starts_with("https://"))
    );
    assert_eq!(decide(reject()), Decided::NothingWaiting);

    assert_eq!(errno(&team.publish(form).await), 0);
    assert_eq!(decide(Verdict::Approve), Decided::Done);
    let info = team.info().await;
    assert_eq!(
        (&info["version_code"], &info["audit_status"]),
        (&json!("20"), &json!("111"))
    );
}

#[tokio::test]
async fn each_desk_has_its_own_number() {
    for (fault, status, reason) in [
        ("reject-next-review", "444", "应用首次启动时未弹出隐私政策"),
        ("withdraw-next-review", "444", "开发者申请撤销审核"),
        ("reject-testing", "3", "应用启动后闪退，无法完成测试"),
        ("reject-operations", "5", "截图与应用实际内容不符"),
        ("reject-qualification", "-11", "软件版权证明已过期"),
    ] {
        let team = Team::open().await;
        let form = team.ready().await;
        assert_eq!(errno(&team.publish_with(Some(fault), form).await), 0);
        team.bench.pass(5 * MINUTE);
        let expected = if status == "-11" { "00" } else { "1" };
        assert_eq!(team.audit_status().await, expected);
        team.bench.pass(75 * MINUTE);
        let info = team.info().await;
        assert_eq!(
            (&info["audit_status"], &info["refuse_reason"]),
            (&json!(status), &json!(reason)),
            "{fault}"
        );
    }
}

#[tokio::test]
async fn the_task_opens_the_package() {
    let fail = async |app: &SeedApp, change: &dyn Fn(&mut Form)| {
        let team = Team::with(app).await;
        let mut form = team.ready().await;
        change(&mut form);
        let code = form["version_code"].clone();
        let answer = team.publish(form).await;
        assert_eq!(errno(&answer), 0);
        assert!(answer.event("submitted").is_none());
        assert_eq!(team.task(&code).await.json()["data"]["task_state"], "1");
        team.bench.pass(2 * MINUTE);
        let task = team.task(&code).await;
        assert_eq!(task.event("task").unwrap()["state"], "failed");
        let data = task.json()["data"].clone();
        assert_eq!(data["task_state"], "3");
        assert_eq!(team.info().await["version_code"], "19");
        data["err_msg"].as_str().unwrap().to_owned()
    };
    let same = |_: &mut Form| {};
    let signer = SeedApp {
        signer_sha256: Some("00".repeat(32)),
        ..demo_app()
    };
    assert_eq!(fail(&signer, &same).await, "安装包签名与线上版本不一致");
    let other_code =
        |form: &mut Form| drop(form.insert("version_code".to_owned(), "21".to_owned()));
    assert_eq!(
        fail(&demo_app(), &other_code).await,
        "安装包版本号与提交的版本号不一致"
    );
}

#[tokio::test]
async fn a_foreign_or_unreadable_package_fails_in_the_task() {
    let team = Team::open().await;
    team.bench.adopt(&SeedApp {
        package: "com.example.other".to_owned(),
        ..demo_app()
    });
    let mut form = team.ready().await;
    form.extend(pairs(&[("pkg_name", "com.example.other")]));
    assert_eq!(errno(&team.publish(form).await), 0);
    let scrap = team.upload("apk", "demo.aab", b"PK no package").await;
    let form = team.form(&scrap).await;
    assert_eq!(errno(&team.publish(form).await), 0);
    team.bench.pass(2 * MINUTE);
    let of = pairs(&[("pkg_name", "com.example.other"), ("version_code", "20")]);
    let task = team
        .post_with(None, "/resource/v1/app/task-state", of)
        .await
        .json();
    assert_eq!(task["data"]["err_msg"], "安装包包名与应用包名不一致");
    let task = team.task("20").await.json();
    assert_eq!(task["data"]["err_msg"], "安装包解析失败");
    // A task that failed does not stand in the way of the next.
    let form = team.ready().await;
    assert_eq!(errno(&team.publish(form).await), 0);
}

#[tokio::test]
async fn packages_are_named_as_numbers_texts_or_pairs() {
    let team = Team::open().await;
    let apk = team.upload("apk", "demo.apk", crate::demo_build()).await;
    let second = team.upload("apk", "demo.apk", crate::demo_build()).await;
    let entry = |file: &Value, code: Value| json!({ "url": file["url"], "md5": file["md5"], "cpu_code": code });
    let form = team.form(&apk).await;
    let send = async |packages: Value| {
        let mut form = form.clone();
        form.insert("apk_url".to_owned(), packages.to_string());
        let team = &team;
        // A lie keeps nothing, so that one world serves every form.
        let answer = team.publish_with(Some("lie"), form).await;
        errno(&answer)
    };
    assert_eq!(send(json!([entry(&apk, json!(0))])).await, 0);
    assert_eq!(send(json!([entry(&apk, json!("0"))])).await, 0);
    assert_eq!(
        send(json!([{ "url": apk["url"], "md5": apk["md5"] }])).await,
        0
    );
    let pair = json!([entry(&apk, json!(32)), entry(&second, json!(64))]);
    assert_eq!(send(pair.clone()).await, 0);
    for wrong in [
        json!([entry(&apk, json!(64))]),
        json!([entry(&apk, json!(0)), entry(&second, json!(0))]),
        json!([]),
        json!({ "url": apk["url"] }),
        json!([{ "url": "https://example.com/a.apk", "md5": apk["md5"], "cpu_code": 0 }]),
        json!([{ "url": apk["url"], "md5": "00".repeat(16), "cpu_code": 0 }]),
    ] {
        assert_eq!(send(wrong.clone()).await, 800_002, "{wrong}");
    }
    team.spoil("game").await;
    assert_eq!(team.info().await["type"], 8);
    assert_eq!(send(pair).await, 911_219);
}

#[tokio::test]
async fn a_pair_becomes_one_version() {
    let team = Team::open().await;
    let mut form = team.ready().await;
    let second = team.upload("apk", "64.apk", crate::demo_build()).await;
    let mut packages: Value = serde_json::from_str(&form["apk_url"]).unwrap();
    packages[0]["cpu_code"] = json!(32);
    packages
        .as_array_mut()
        .unwrap()
        .push(json!({ "url": second["url"], "md5": second["md5"], "cpu_code": 64 }));
    form.insert("apk_url".to_owned(), packages.to_string());
    let answer = team.publish(form).await;
    assert_eq!(
        answer.event("submitted").unwrap()["cpu_codes"],
        json!([32, 64])
    );
    team.bench.pass(5 * MINUTE);
    let of = [("pkg_name", PACKAGE)];
    let many = team.get("/resource/v1/app/multi-info", &of).await.json();
    let data = &many["data"];
    assert_eq!(data["apk_info"]["20"]["audit_status"], "1");
    assert_eq!(data["apk_info"]["19"]["audit_status"], "111");
    assert_eq!(data["app_name"], "滑道演示");
}

#[tokio::test]
async fn versions_only_go_up() {
    let higher = SeedApp {
        version_code: 25,
        ..demo_app()
    };
    for app in [
        higher,
        SeedApp {
            version_code: 20,
            ..demo_app()
        },
    ] {
        let team = Team::with(&app).await;
        let form = team.ready().await;
        let answer = team.publish(form).await;
        assert_eq!(errno(&answer), 910_006);
        assert!(answer.event("submitted").is_none());
    }
}

#[tokio::test]
async fn an_app_of_the_console_alone_gets_its_first_version() {
    let app = SeedApp {
        version_code: 0,
        signer_sha256: None,
        ..demo_app()
    };
    let team = Team::with(&app).await;
    let info = team.info().await;
    assert_eq!(
        (&info["audit_status"], &info["audit_status_name"]),
        (&json!("0"), &json!("未发布"))
    );
    let form = team.ready().await;
    assert_eq!(errno(&team.publish(form).await), 0);
    team.bench.pass(80 * MINUTE);
    assert_eq!(team.audit_status().await, "111");
}

#[tokio::test]
async fn a_scheduled_version_is_not_submitted_twice() {
    let team = Team::open().await;
    let at = team.bench.world.clock.now() + jiff::SignedDuration::from_hours(30);
    let mut form = team.ready().await;
    form.extend(pairs(&[
        ("online_type", "2"),
        ("sche_online_time", &time::write(at)),
    ]));
    team.publish(form.clone()).await;
    team.bench.pass(90 * MINUTE);
    assert_eq!(team.audit_status().await, "7");
    // The same version again is no new one.
    form.insert("online_type".to_owned(), "1".to_owned());
    assert_eq!(errno(&team.publish(form).await), 910_006);
}
