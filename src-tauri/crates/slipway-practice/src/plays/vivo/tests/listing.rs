use super::*;

async fn submit(stranger: &Stranger, more: &[(&str, &str)]) -> Answer {
    let serial = stranger.upload_demo("app.upload.apk.app", &[]).await;
    let digest = md5(crate::demo_build());
    let mut own = update(&serial, &digest);
    own.extend(more);
    stranger.call("app.sync.update.app", &own).await
}

async fn attachment(stranger: &Stranger, method: &str, file: &[u8]) -> String {
    serial(
        &stranger
            .upload(method, &[("packageName", PACKAGE)], file)
            .await,
    )
}

#[tokio::test]
async fn the_store_page_rides_with_the_version() {
    let stranger = Stranger::with_demo();
    let icon = attachment(&stranger, "app.upload.icon", &png(512, 512)).await;
    let mut screenshots = Vec::new();
    for _ in 0..3 {
        screenshots.push(attachment(&stranger, "app.upload.screenshot", &png(1080, 1920)).await);
    }
    let joined = screenshots.join(",");
    let detail = "介绍".repeat(30);
    let more = [
        ("icon", icon.as_str()),
        ("screenshot", joined.as_str()),
        ("detailDesc", detail.as_str()),
        ("simpleDesc", "让发布更从容"),
        ("mainTitle", "滑道"),
        ("privateSelfCheck", "https://example.com/check"),
    ];
    let answer = submit(&stranger, &more).await;
    assert_eq!(code(&answer), 0, "{:?}", answer.events);
    let changed = &answer.event("submitted").unwrap()["listing"];
    assert_eq!(changed["mainTitle"], "滑道");
    assert_eq!(changed["simpleDesc"], "让发布更从容");
    assert!(changed.get("customerService").is_none());
    let data = stranger.details().await;
    assert_eq!(data["cnName"], "滑道");
    assert_eq!(data["detailDesc"], detail);
    assert!(data["icon"].as_str().unwrap().ends_with(&icon));
    let shown = data["screenshot"].as_str().unwrap();
    assert!(shown.split(',').count() == 3 && shown.contains(&screenshots[2]));
    assert_eq!(data["customerService"], "support@example.com");
}

#[tokio::test]
async fn each_field_has_its_limit() {
    let stranger = Stranger::with_demo();
    let icon = attachment(&stranger, "app.upload.icon", &png(512, 512)).await;
    let one = attachment(&stranger, "app.upload.screenshot", &png(1080, 1920)).await;
    let two = attachment(&stranger, "app.upload.screenshot", &png(1080, 1920)).await;
    let twice = format!("{one},{two},{one}");
    let strange = format!("{one},{two},{icon}");
    let short = "介".repeat(49);
    let title = "题".repeat(21);
    for (more, expected) in [
        (vec![("detailDesc", short.as_str())], 20017),
        (vec![("remark", "太短")], 20015),
        (vec![("simpleDesc", "太短了")], 20019),
        (vec![("simpleDesc", "abcdefghi")], 20019),
        (vec![("mainTitle", title.as_str())], 20019),
        (vec![("subTitle", "副标题")], 20019),
        (vec![("mainTitle", "滑道+"), ("subTitle", "副标题")], 20019),
        (vec![("icon", one.as_str())], 20020),
        (vec![("screenshot", one.as_str())], 20009),
        (vec![("screenshot", twice.as_str())], 20009),
        (vec![("screenshot", strange.as_str())], 18007),
        (vec![("safetyreport", icon.as_str())], 18007),
        (vec![("ecopyright", "a"), ("copyrightList", "b")], 20019),
        (vec![("icpRecordType", "2")], 20019),
        (vec![("rateAge", "twelve")], 20019),
        (vec![("rateAge", "+12")], 20019),
    ] {
        let answer = submit(&stranger, &more).await;
        assert_eq!(code(&answer), expected, "{more:?}");
        assert!(answer.event("submitted").is_none());
    }
}

#[tokio::test]
async fn the_title_changes_four_times_a_year() {
    let stranger = Stranger::with_demo();
    stranger.begin_a_day();
    let reject = Verdict::Reject {
        reason: "测试".to_owned(),
    };
    for title in ["滑道一", "滑道二", "滑道三", "滑道四"] {
        assert_eq!(code(&submit(&stranger, &[("mainTitle", title)]).await), 0);
        stranger.decide(&reject);
    }
    assert_eq!(
        code(&submit(&stranger, &[("mainTitle", "滑道五")]).await),
        12006
    );
    assert_eq!(
        code(&submit(&stranger, &[("mainTitle", "滑道四")]).await),
        0,
        "the same title is no change"
    );
    stranger.decide(&reject);
    stranger.bench.pass(366 * DAY);
    assert_eq!(
        code(&submit(&stranger, &[("mainTitle", "滑道五")]).await),
        0
    );
}

#[tokio::test]
async fn a_draft_needs_its_place_in_the_catalogue() {
    let stranger = Stranger::alone();
    stranger.bench.adopt(&SeedApp {
        version_code: 0,
        ..demo_app()
    });
    assert_eq!(code(&submit(&stranger, &[]).await), 20008);
    let place = [("appClassify", "3"), ("subAppClassify", "31")];
    assert_eq!(code(&submit(&stranger, &place).await), 0);
    assert_eq!(stranger.state().await, (2, 0));
    stranger.bench.pass(61 * MINUTE);
    let data = stranger.details().await;
    assert_eq!((&data["status"], &data["classify"]), (&json!(3), &json!(3)));
}
