//! A push by a foreign client, over both versions of HTTP.

use super::*;
use crate::{Options, Practice, plays::bench::curl};

#[tokio::test]
async fn curl_pushes_over_both_versions() {
    for version in ["--http1.1", "--http2"] {
        push(version).await;
    }
}

async fn push(version: &str) {
    let practice = Practice::start(Options::default()).await.unwrap();
    let keys = practice.invitation().stores["xiaomi"].keys.clone();
    let folder = tempfile::tempdir().unwrap();
    let write = |name: &str, bytes: &[u8]| {
        let path = folder.path().join(name);
        std::fs::write(&path, bytes).unwrap();
        path.display().to_string()
    };
    let (apk, icon_file) = (
        write("demo.apk", crate::demo_build()),
        write("icon.png", &icon()),
    );
    let data = json!({
        "userName": keys["account_email"], "synchroType": 1,
        "appInfo": {
            "appName": "滑道演示", "packageName": "com.example.slipway", "updateDesc": "更稳定",
        },
    })
    .to_string();
    let icon = icon();
    let signed: [(&str, &[u8]); 3] = [
        ("RequestData", data.as_bytes()),
        ("apk", crate::demo_build()),
        ("icon", &icon),
    ];
    let sig = sig(&keys["api_secret"], &signed);
    // The text travels by file: curl gives a meaning to `;` in a form value.
    let data_file = write("data.json", data.as_bytes());
    let arguments = [
        version.to_owned(),
        "-F".to_owned(),
        format!("RequestData=<{data_file}"),
        "-F".to_owned(),
        format!("SIG={sig}"),
        "-F".to_owned(),
        format!("apk=@{apk}"),
        "-F".to_owned(),
        format!("icon=@{icon_file}"),
        format!("https://{HOST}/devupload/dev/push"),
    ];
    let (status, body) = curl(&practice, &arguments).await;
    assert_eq!(
        (status, body.as_str()),
        (200, r#"{"result":0,"message":"操作成功"}"#)
    );
    let ledger = practice.ledger(0).unwrap();
    assert!(ledger[0].has_event("submitted") && !ledger[0].has_event("warning"));
    assert_eq!(ledger[0].http, version.trim_start_matches("--http"));
    assert!(ledger[0].complete);
}
