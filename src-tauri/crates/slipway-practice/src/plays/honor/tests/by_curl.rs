//! A whole release by a foreign client, over both versions of HTTP and both ways to upload.

use super::*;
use crate::{
    Options, Practice,
    plays::{bench::curl, by_hand::demo_on_disk},
};

struct Stranger {
    practice: Practice,
    version: &'static str,
    authorization: String,
}

impl Stranger {
    async fn call(&self, path_and_query: &str, body: Option<Value>) -> Value {
        let mut arguments = vec![
            self.version.to_owned(),
            "-H".to_owned(),
            self.authorization.clone(),
        ];
        if let Some(body) = body {
            arguments.extend([
                "-H".to_owned(),
                "Content-Type: application/json".to_owned(),
                "--data-binary".to_owned(),
                body.to_string(),
            ]);
        }
        arguments.push(format!(
            "https://{API_HOST}/openapi/v1/publish/{path_and_query}"
        ));
        self.send(arguments).await
    }

    async fn send(&self, arguments: Vec<String>) -> Value {
        let (status, body) = curl(&self.practice, &arguments).await;
        assert_eq!(status, 200, "{body}");
        let body: Value = serde_json::from_str(&body).unwrap();
        assert_eq!(body["code"], 0, "{body}");
        body["data"].clone()
    }
}

#[tokio::test]
async fn curl_releases_over_http_1_to_the_address() {
    release("--http1.1", true).await;
}

#[tokio::test]
async fn curl_releases_over_http_2_to_the_api_host() {
    release("--http2", false).await;
}

async fn release(version: &'static str, to_address: bool) {
    let practice = Practice::start(Options::default()).await.unwrap();
    let keys = practice.invitation().stores["honor"].keys.clone();
    let (_folder, file) = demo_on_disk();
    let sign_in = [
        version.to_owned(),
        "-d".to_owned(),
        "grant_type=client_credentials".to_owned(),
        "--data-urlencode".to_owned(),
        format!("client_id={}", keys["client_id"]),
        "--data-urlencode".to_owned(),
        format!("client_secret={}", keys["client_secret"]),
        format!("https://{SIGN_IN_HOST}/auth/token"),
    ];
    let (status, body) = curl(&practice, &sign_in).await;
    assert_eq!(status, 200, "{body}");
    let token: Value = serde_json::from_str(&body).unwrap();
    let stranger = Stranger {
        practice,
        version,
        authorization: format!(
            "Authorization: Bearer {}",
            token["access_token"].as_str().unwrap()
        ),
    };
    let found = stranger
        .call("get-app-id?pkgName=com.example.slipway", None)
        .await;
    let id = found[0]["appId"].as_i64().unwrap();
    let wanted = json!([announced("demo.apk", 100, crate::demo_build())]);
    let places = stranger
        .call(&format!("get-file-upload-url?appId={id}"), Some(wanted))
        .await;
    let object_id = &places[0]["objectId"];
    let address = match to_address {
        true => places[0]["uploadUrl"].as_str().unwrap().to_owned(),
        false => format!(
            "https://{API_HOST}/openapi/v1/publish/file-upload?appId={id}&objectId={object_id}"
        ),
    };
    let upload = [
        version.to_owned(),
        "-H".to_owned(),
        stranger.authorization.clone(),
        "-F".to_owned(),
        format!("file=@{}", file.display()),
        address,
    ];
    stranger.send(upload.to_vec()).await;
    let binding = json!({ "bindingFileList": [{ "objectId": object_id }] });
    stranger
        .call(&format!("update-file-info?appId={id}"), Some(binding))
        .await;
    let terms = json!({ "releaseType": 1 });
    let release_id = stranger
        .call(&format!("submit-audit?appId={id}"), Some(terms))
        .await;
    stranger.practice.advance(MINUTE).unwrap();
    let question = json!({ "appId": [{ "appId": id, "releaseId": release_id }] });
    let results = stranger.call("get-audit-result", Some(question)).await;
    assert_eq!(results[0]["auditResult"], 1);
    let ledger = stranger.practice.ledger(0).unwrap();
    let submitted = ledger.iter().filter(|entry| entry.has_event("submitted"));
    assert_eq!(submitted.count(), 1);
    assert!(!ledger.iter().any(|entry| entry.has_event("warning")));
    let spoken = version.trim_start_matches("--http");
    assert!(ledger.iter().all(|entry| entry.http == spoken));
}
