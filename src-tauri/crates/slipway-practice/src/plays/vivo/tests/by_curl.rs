//! A whole release by a foreign client, over both versions of HTTP.

use super::*;
use crate::{
    Fault, Knob, Options, Practice,
    plays::{bench::curl, by_hand::demo_on_disk},
};

struct Curl {
    practice: Practice,
    version: &'static str,
    key: String,
    secret: String,
}

impl Curl {
    async fn start(version: &'static str) -> Self {
        let practice = Practice::start(Options::default()).await.unwrap();
        let keys = practice.invitation().stores["vivo"].keys.clone();
        Self {
            practice,
            version,
            key: keys["access_key"].clone(),
            secret: keys["access_secret"].clone(),
        }
    }

    /// `flag` is `--data-urlencode` or `--form-string`; `more` follows the parameters.
    async fn call(
        &self,
        method: &str,
        own: &[(&str, &str)],
        flag: &str,
        more: &[String],
    ) -> (u16, String) {
        let now = self.practice.clock().now.as_millisecond().to_string();
        let mut all: BTreeMap<String, String> = [
            ("access_key", self.key.as_str()),
            ("format", "json"),
            ("method", method),
            ("sign_method", "HMAC-SHA256"),
            ("target_app_key", "developer"),
            ("timestamp", &now),
            ("v", "1.0"),
        ]
        .iter()
        .chain(own)
        .map(|(name, value)| ((*name).to_owned(), (*value).to_owned()))
        .collect();
        let sign = sign::sign(&self.secret, &sign::message(&all));
        all.insert("sign".to_owned(), sign);
        let mut arguments = vec![self.version.to_owned()];
        for (name, value) in &all {
            arguments.extend([flag.to_owned(), format!("{name}={value}")]);
        }
        arguments.extend_from_slice(more);
        arguments.push(format!("https://{PRODUCTION_HOST}/router/rest"));
        curl(&self.practice, &arguments).await
    }

    async fn upload(&self, file: &std::path::Path, digest: &str) -> String {
        let own = [("packageName", PACKAGE), ("fileMd5", digest)];
        let part = ["-F".to_owned(), format!("file=@{}", file.display())];
        let (status, body) = self
            .call("app.upload.apk.app", &own, "--form-string", &part)
            .await;
        assert_eq!(status, 200);
        let body: Value = serde_json::from_str(&body).unwrap();
        body["data"]["serialnumber"].as_str().unwrap().to_owned()
    }
}

#[tokio::test]
async fn curl_releases_over_both_versions() {
    for version in ["--http1.1", "--http2"] {
        release(version).await;
    }
}

async fn release(version: &'static str) {
    let stranger = Curl::start(version).await;
    let (_folder, file) = demo_on_disk();
    let digest = md5(crate::demo_build());
    let details = [("packageName", PACKAGE)];
    let (status, body) = stranger
        .call("app.query.details", &details, "--data-urlencode", &[])
        .await;
    let body: Value = serde_json::from_str(&body).unwrap();
    assert_eq!((status, &body["data"]["versionCode"]), (200, &json!("19")));
    let serial = stranger.upload(&file, &digest).await;
    let mut own = update(&serial, &digest);
    own.retain(|(name, _)| *name != "updateDesc");
    own.push(("updateDesc", "修复 A&B=C 的问题 + 100%"));
    let (status, body) = stranger
        .call("app.sync.update.app", &own, "--data-urlencode", &[])
        .await;
    assert_eq!(
        (status, body.as_str()),
        (200, r#"{"code":0,"subCode":"0","msg":"成功","data":null}"#)
    );
    let ledger = stranger.practice.ledger(0).unwrap();
    let submitted: Vec<_> = ledger
        .iter()
        .filter(|it| it.has_event("submitted"))
        .collect();
    assert_eq!(submitted.len(), 1);
    assert!(!submitted[0].has_event("warning"));
    assert!(
        submitted[0]
            .events
            .iter()
            .any(|event| { event["notes"]["zh-CN"] == "修复 A&B=C 的问题 + 100%" })
    );
    let wanted = version.trim_start_matches("--http");
    assert!(
        ledger
            .iter()
            .all(|entry| entry.http == wanted && entry.complete)
    );
}

/// One address for all calls: this knob waits for the submission.
#[tokio::test]
async fn the_answer_to_a_submission_can_be_lost() {
    let stranger = Curl::start("--http1.1").await;
    stranger
        .practice
        .knob(Knob::new(Fault::Store {
            name: "submit-answer-lost".to_owned(),
        }))
        .unwrap();
    let (_folder, file) = demo_on_disk();
    let digest = md5(crate::demo_build());
    let serial = stranger.upload(&file, &digest).await;
    let own = update(&serial, &digest);
    let (_, body) = stranger
        .call("app.sync.update.app", &own, "--data-urlencode", &[])
        .await;
    assert!(serde_json::from_str::<Value>(&body).is_err(), "{body}");
    let ledger = stranger.practice.ledger(0).unwrap();
    assert!(ledger.last().unwrap().has_event("submitted"));
}
