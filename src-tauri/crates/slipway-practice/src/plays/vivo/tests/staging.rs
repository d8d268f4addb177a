use super::*;

struct Staging {
    stranger: Stranger,
    serial: String,
    start: String,
    end: String,
}

impl Staging {
    /// The demo build uploaded for a staged release from one day on, for ten days.
    async fn ready() -> Self {
        let stranger = Stranger::with_demo();
        let serial = stranger
            .upload_demo("app.upload.apk.app", &[("stageType", "1")])
            .await;
        Self {
            serial,
            start: stranger.in_beijing(DAY),
            end: stranger.in_beijing(11 * DAY),
            stranger,
        }
    }

    async fn plan(&self, change: &[(&str, &str)]) -> Answer {
        self.plan_with(None, change).await
    }

    async fn plan_with(&self, fault: Option<&str>, change: &[(&str, &str)]) -> Answer {
        let mut own = vec![
            ("packageName", PACKAGE),
            ("subPackage", "0"),
            ("stagedStartTime", self.start.as_str()),
            ("stagedEndTime", self.end.as_str()),
            ("stagedProportion", "10"),
            ("apkUuid64", self.serial.as_str()),
            ("updateDesc", "灰度测试版本"),
        ];
        own.retain(|(name, _)| change.iter().all(|(replaced, _)| replaced != name));
        own.extend(change);
        self.stranger
            .call_with(fault, "app.sync.create.update.stage.app", &own)
            .await
    }

    /// `auditStatus`, `effectStatus`, `stagedProportion`.
    async fn stands(&self) -> (u64, u64, u64) {
        let answer = self
            .stranger
            .call("app.query.stage.details", &[("packageName", PACKAGE)])
            .await
            .json();
        let number = |name: &str| answer["data"][name].as_u64().unwrap();
        (
            number("auditStatus"),
            number("effectStatus"),
            number("stagedProportion"),
        )
    }

    async fn full_release(&self) -> u64 {
        let serial = self.stranger.upload_demo("app.upload.apk.app", &[]).await;
        let digest = md5(crate::demo_build());
        code(
            &self
                .stranger
                .call("app.sync.update.app", &update(&serial, &digest))
                .await,
        )
    }
}

#[tokio::test]
async fn a_staged_release_is_reviewed_begins_changes_and_ends() {
    let staging = Staging::ready().await;
    let none = staging
        .stranger
        .call("app.query.stage.details", &[("packageName", PACKAGE)])
        .await;
    assert_eq!(none.json()["data"], Value::Null);
    let answer = staging.plan(&[]).await;
    assert_eq!(code(&answer), 0, "{:?}", answer.events);
    let submitted = answer.event("submitted").unwrap();
    assert_eq!(submitted["release_type"], "phased");
    assert_eq!(submitted["staged"]["percent"], 10);
    assert_eq!(submitted["version_code"], 20);
    assert_eq!(submitted["notes"]["zh-CN"], "灰度测试版本");
    assert_eq!(staging.stands().await, (0, 0, 10));
    assert_eq!(
        staging.stranger.state().await,
        (3, 1),
        "the version for everybody stays as it was"
    );
    staging.stranger.bench.pass(61 * MINUTE);
    assert_eq!(staging.stands().await, (2, 0, 10));
    staging.stranger.bench.pass(DAY);
    assert_eq!(staging.stands().await, (2, 1, 10));

    let changed = staging.plan(&[("stagedProportion", "50")]).await;
    assert_eq!(code(&changed), 0);
    assert!(changed.event("submitted").is_none());
    assert_eq!(changed.event("rollout").unwrap()["percent"], 50);
    assert_eq!(staging.stands().await, (2, 1, 50));
    staging.stranger.bench.pass(11 * DAY);
    assert_eq!(staging.stands().await, (2, 4, 50));
    assert_eq!(staging.stranger.details().await["versionCode"], "19");
}

#[tokio::test]
async fn a_full_release_of_the_staged_version_takes_its_place() {
    let staging = Staging::ready().await;
    assert_eq!(code(&staging.plan(&[]).await), 0);
    let digest = md5(crate::demo_build());
    let own = [("packageName", PACKAGE), ("fileMd5", digest.as_str())];
    let early = staging
        .stranger
        .upload("app.upload.apk.app", &own, crate::demo_build())
        .await;
    assert_eq!(code(&early), 12010, "the staged release is in review");
    staging.stranger.decide(&Verdict::Approve);
    staging.stranger.bench.pass(2 * DAY);
    assert_eq!(staging.full_release().await, 0);
    staging.stranger.bench.pass(61 * MINUTE);
    assert_eq!(staging.stranger.details().await["versionCode"], "20");
    assert_eq!(staging.stands().await, (2, 5, 10));
}

#[tokio::test]
async fn a_staged_release_can_be_rejected() {
    let staging = Staging::ready().await;
    assert_eq!(
        code(&staging.plan_with(Some("reject-next-review"), &[]).await),
        0
    );
    staging.stranger.bench.pass(61 * MINUTE);
    assert_eq!(staging.stands().await, (1, 0, 10));
    assert_eq!(code(&staging.plan(&[]).await), 20002, "used up");
}

#[tokio::test]
async fn a_plan_that_does_not_fit_is_refused() {
    let staging = Staging::ready().await;
    let full = staging
        .stranger
        .upload_demo("app.upload.apk.app", &[])
        .await;
    let past = staging.stranger.in_beijing(Duration::ZERO);
    for (name, value, expected) in [
        ("stagedProportion", "0", 20019),
        ("stagedProportion", "100", 20019),
        ("stagedProportion", "10.5", 20019),
        ("stagedProportion", "+5", 20019),
        ("stagedProportion", "", 20007),
        ("stagedStartTime", "2026-01-15T10:00:00", 20019),
        ("stagedStartTime", past.as_str(), 22011),
        ("stagedEndTime", staging.start.as_str(), 20019),
        ("subPackage", "2", 20019),
        ("apkUuid64", full.as_str(), 20002),
        ("updateDesc", "短", 20016),
    ] {
        let answer = staging.plan(&[(name, value)]).await;
        assert_eq!(code(&answer), expected, "{name}={value}");
        assert!(answer.event("submitted").is_none());
    }
    let split = [("subPackage", "1")];
    assert_eq!(code(&staging.plan(&split).await), 20008, "no apkUuid32");
}

#[tokio::test]
async fn a_split_package_can_be_staged() {
    let staging = Staging::ready().await;
    let stranger = &staging.stranger;
    let staged = [("stageType", "1")];
    let first = stranger.upload_demo("app.upload.apk.app.32", &staged).await;
    let second = stranger.upload_demo("app.upload.apk.app.64", &staged).await;
    let pair = [
        ("subPackage", "1"),
        ("apkUuid32", first.as_str()),
        ("apkUuid64", second.as_str()),
    ];
    assert_eq!(code(&staging.plan(&pair).await), 0);
    assert_eq!(staging.stands().await, (0, 0, 10));
}
