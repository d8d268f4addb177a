//! A whole update by a foreign client, over both versions of HTTP.

use super::*;
use crate::{
    Options, Practice,
    plays::{bench::curl, by_hand::demo_on_disk},
};

struct Stranger {
    practice: Practice,
    version: &'static str,
}

impl Stranger {
    async fn call(&self, route: &str, more: &[(&str, &str)]) -> Value {
        let invitation = self.practice.invitation();
        let keys = &invitation.stores["tencent"].keys;
        let time = self.practice.clock().now.as_second().to_string();
        let mut all = parameters(&[
            ("user_id", &keys["user_id"]),
            ("timestamp", &time),
            ("pkg_name", "com.example.slipway"),
            ("app_id", &invitation.apps[0].ids["tencent"]),
        ]);
        all.extend(parameters(more));
        let mut arguments = vec![self.version.to_owned()];
        for (name, value) in signed(all, &keys["access_secret"]) {
            arguments.extend(["--data-urlencode".to_owned(), format!("{name}={value}")]);
        }
        arguments.push(format!("https://{HOST}/open_file/developer_api/{route}"));
        let (status, body) = curl(&self.practice, &arguments).await;
        assert_eq!(status, 200, "{route}: {body}");
        serde_json::from_str(&body).unwrap()
    }

    async fn upload(&self, address: &str, file: &std::path::Path) -> (u16, String) {
        let arguments = [
            self.version,
            "-H",
            "Content-Type: application/octet-stream",
            "-T",
            &file.display().to_string(),
            address,
        ];
        curl(&self.practice, &arguments.map(str::to_owned)).await
    }
}

#[tokio::test]
async fn curl_updates_over_both_versions() {
    for version in ["--http1.1", "--http2"] {
        update(version).await;
    }
}

async fn update(version: &'static str) {
    let practice = Practice::start(Options::default()).await.unwrap();
    let (_folder, file) = demo_on_disk();
    let stranger = Stranger { practice, version };
    assert_eq!(stranger.call("query_app_detail", &[]).await["ret"], 0);
    let more = [("file_type", "apk"), ("file_name", "demo 1.apk")];
    let slot = stranger.call("get_file_upload_info", &more).await;
    let address = slot["pre_sign_url"].as_str().unwrap();
    assert_eq!(stranger.upload(address, &file).await, (200, String::new()));
    let digest = md5(crate::demo_build());
    let order = [
        ("deploy_type", "1"),
        ("apk32_flag", "1"),
        (
            "apk32_file_serial_number",
            slot["serial_number"].as_str().unwrap(),
        ),
        ("apk32_file_md5", &digest),
        ("feature", "修复 & 优化: 50%+ 更快\n第二行=a"),
    ];
    assert_eq!(stranger.call("update_app", &order).await["ret"], 0);
    let status = stranger.call("query_app_update_status", &[]).await;
    assert_eq!(status["audit_status"], 1);
    let ledger = stranger.practice.ledger(0).unwrap();
    let submitted = ledger.iter().filter(|entry| entry.has_event("submitted"));
    assert_eq!(submitted.count(), 1);
    let wanted = version.trim_start_matches("--http");
    assert!(
        ledger
            .iter()
            .all(|entry| entry.http == wanted && entry.complete)
    );
}
