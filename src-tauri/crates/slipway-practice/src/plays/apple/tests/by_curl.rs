//! A whole release by a foreign client, over both versions of HTTP.

use super::*;
use crate::{Options, Practice, plays::bench::curl};

struct Stranger {
    practice: Practice,
    version: &'static str,
    pem: String,
}

impl Stranger {
    async fn open(version: &'static str) -> Self {
        let practice = Practice::start(Options::default()).await.unwrap();
        let pem = practice.invitation().stores["apple"].keys["private_key"].clone();
        Self {
            practice,
            version,
            pem,
        }
    }

    fn token(&self) -> String {
        let now = self.practice.clock().now.as_second();
        let claims = json!({ "iss": ISSUER, "iat": now - 60, "exp": now + 600, "aud": "appstoreconnect-v1" });
        sign(&self.pem, &header(), &claims)
    }

    async fn call(&self, method: &str, target: &str, body: Option<Value>) -> Value {
        let mut arguments = vec![
            self.version.to_owned(),
            "-g".to_owned(),
            "-X".to_owned(),
            method.to_owned(),
            "-H".to_owned(),
            format!("Authorization: Bearer {}", self.token()),
        ];
        if let Some(body) = body {
            arguments.extend([
                "-H".to_owned(),
                "Content-Type: application/json".to_owned(),
                "--data-binary".to_owned(),
                body.to_string(),
            ]);
        }
        arguments.push(format!("https://{HOST}{target}"));
        let (status, text) = curl(&self.practice, &arguments).await;
        assert!(
            (200..300).contains(&status),
            "{method} {target}: {status} {text}"
        );
        match text.is_empty() {
            true => Value::Null,
            false => serde_json::from_str::<Value>(&text).unwrap()["data"].clone(),
        }
    }

    async fn make(&self, kind: &str, attributes: Value, links: Value) -> Value {
        let body = body(kind, None, attributes, links);
        self.call("POST", &format!("/v1/{kind}"), Some(body)).await
    }

    async fn change(&self, kind: &str, id: &Value, attributes: Value) -> Value {
        let id = id.as_str().unwrap();
        let body = body(kind, Some(id), attributes, Value::Null);
        self.call("PATCH", &format!("/v1/{kind}/{id}"), Some(body))
            .await
    }

    async fn put(&self, operation: &Value, folder: &std::path::Path, bytes: &[u8]) {
        let offset = operation["offset"].as_u64().unwrap() as usize;
        let length = operation["length"].as_u64().unwrap() as usize;
        let part = folder.join("part");
        std::fs::write(&part, &bytes[offset..offset + length]).unwrap();
        let arguments = [
            self.version.to_owned(),
            "-X".to_owned(),
            "PUT".to_owned(),
            "-H".to_owned(),
            "Content-Type: application/octet-stream".to_owned(),
            "--data-binary".to_owned(),
            format!("@{}", part.display()),
            operation["url"].as_str().unwrap().to_owned(),
        ];
        let (status, text) = curl(&self.practice, &arguments).await;
        assert_eq!(status, 200, "{text}");
    }
}

#[tokio::test]
async fn curl_releases_over_http_1() {
    release("--http1.1").await;
}

#[tokio::test]
async fn curl_releases_over_http_2() {
    release("--http2").await;
}

async fn release(version: &'static str) {
    let stranger = Stranger::open(version).await;
    let found = stranger
        .call("GET", "/v1/apps?filter[bundleId]=com.example.slipway", None)
        .await;
    let all = found.as_array().unwrap();
    let app = all
        .iter()
        .find(|it| it["attributes"]["bundleId"] == "com.example.slipway")
        .unwrap();
    let app = json!({ "app": one("apps", app["id"].as_str().unwrap()) });
    let ipa = Ipa {
        encryption: Some(false),
        ..Ipa::demo()
    };
    let bytes = ipa.bytes();
    let numbers = json!({ "cfBundleShortVersionString": ipa.version, "cfBundleVersion": ipa.build, "platform": "IOS" });
    let upload = stranger.make("buildUploads", numbers, app.clone()).await;
    let upload = upload["id"].as_str().unwrap();
    let file = json!({ "assetType": "ASSET", "fileName": "Demo.ipa", "fileSize": bytes.len(), "uti": "com.apple.ipa" });
    let links = json!({ "buildUpload": one("buildUploads", upload) });
    let file = stranger.make("buildUploadFiles", file, links).await;
    let folder = tempfile::tempdir().unwrap();
    for operation in file["attributes"]["uploadOperations"].as_array().unwrap() {
        stranger.put(operation, folder.path(), &bytes).await;
    }
    stranger
        .change("buildUploadFiles", &file["id"], json!({ "uploaded": true }))
        .await;
    stranger.practice.advance(MINUTE).unwrap();
    let shown = stranger
        .call(
            "GET",
            &format!("/v1/buildUploads/{upload}?include=build"),
            None,
        )
        .await;
    let build = shown["relationships"]["build"]["data"]["id"]
        .as_str()
        .unwrap()
        .to_owned();
    let attributes = json!({ "platform": "IOS", "versionString": "2.0.0" });
    let links = json!({ "app": app["app"], "build": one("builds", &build) });
    let version = stranger.make("appStoreVersions", attributes, links).await;
    let version = version["id"].as_str().unwrap();
    let texts = format!("/v1/appStoreVersions/{version}/appStoreVersionLocalizations");
    for text in stranger.call("GET", &texts, None).await.as_array().unwrap() {
        let notes = json!({ "whatsNew": "What is new" });
        stranger
            .change("appStoreVersionLocalizations", &text["id"], notes)
            .await;
    }
    let submission = stranger
        .make("reviewSubmissions", json!({ "platform": "IOS" }), app)
        .await;
    let links = json!({
        "reviewSubmission": one("reviewSubmissions", submission["id"].as_str().unwrap()),
        "appStoreVersion": one("appStoreVersions", version),
    });
    stranger
        .make("reviewSubmissionItems", Value::Null, links)
        .await;
    stranger.practice.advance(MINUTE).unwrap();
    stranger
        .change(
            "reviewSubmissions",
            &submission["id"],
            json!({ "submitted": true }),
        )
        .await;
    stranger.practice.advance(HOUR).unwrap();
    let shown = stranger
        .call("GET", &format!("/v1/appStoreVersions/{version}"), None)
        .await;
    assert_eq!(
        shown["attributes"]["appVersionState"],
        "READY_FOR_DISTRIBUTION"
    );
    let ledger = stranger.practice.ledger(0).unwrap();
    let submitted = ledger.iter().filter(|entry| entry.has_event("submitted"));
    assert_eq!(submitted.count(), 1);
    let parts = ledger.iter().filter(|entry| entry.has_event("stored-part"));
    assert_eq!(parts.count(), 3);
    assert!(!ledger.iter().any(|entry| entry.has_event("warning")));
    let spoken = stranger.version.trim_start_matches("--http");
    assert!(ledger.iter().all(|entry| entry.http == spoken));
    let apps = stranger.practice.apps().unwrap();
    let known = &apps[0].stores["apple"];
    assert_eq!(
        (known.live_version_code, known.live_version_name.as_deref()),
        (Some(20), Some("2.0.0"))
    );
}
