//! A release by a foreign client, over both versions of HTTP.

use super::*;
use crate::{
    Options, Practice,
    plays::{bench::curl, by_hand::demo_on_disk},
};

#[tokio::test]
async fn curl_publishes_over_both_versions() {
    for version in ["--http1.1", "--http2"] {
        publish(version).await;
    }
}

/// `curl`, a pair of keys and a token.
struct Stranger {
    practice: Practice,
    version: &'static str,
    token: String,
    secret: String,
}

impl Stranger {
    async fn run(&self, arguments: &[&str]) -> Value {
        let mut all = vec![self.version.to_owned()];
        all.extend(arguments.iter().map(|argument| (*argument).to_owned()));
        let (status, body) = curl(&self.practice, &all).await;
        assert_eq!(status, 200, "{body}");
        let body: Value = serde_json::from_str(&body).unwrap();
        assert_eq!(body["errno"], 0, "{body}");
        body["data"].clone()
    }

    fn sign(&self, form: Form) -> String {
        let now = self.practice.clock().now.as_second();
        urlencoded(&signed(form, &self.token, &self.secret, now))
    }

    async fn get(&self, path: &str, form: Form) -> Value {
        let url = format!("https://{API_HOST}{path}?{}", self.sign(form));
        self.run(&[&url]).await
    }

    async fn post(&self, path: &str, form: Form) -> Value {
        let url = format!("https://{API_HOST}{path}");
        self.run(&["--data", &self.sign(form), &url]).await
    }
}

async fn publish(version: &'static str) {
    let practice = Practice::start(Options::default()).await.unwrap();
    let keys = practice.invitation().stores["oppo"].keys.clone();
    let (_folder, apk) = demo_on_disk();
    let mut stranger = Stranger {
        practice,
        version,
        token: String::new(),
        secret: keys["client_secret"].clone(),
    };
    let query = urlencoded(&pairs(&[
        ("client_id", &keys["client_id"]),
        ("client_secret", &keys["client_secret"]),
    ]));
    let url = format!("https://{API_HOST}/developer/v1/token?{query}");
    let token = stranger.run(&[&url]).await;
    stranger.token = token["access_token"].as_str().unwrap().to_owned();

    let package = || pairs(&[("pkg_name", PACKAGE)]);
    let info = stranger.get("/resource/v1/app/info", package()).await;
    let ticket = stranger
        .get("/resource/v1/upload/get-upload-url", Form::new())
        .await;
    let sign = format!("sign={}", ticket["sign"].as_str().unwrap());
    let file = format!("file=@{}", apk.display());
    let stored = stranger
        .run(&[
            "-F",
            "type=apk",
            "-F",
            &sign,
            "-F",
            &file,
            ticket["upload_url"].as_str().unwrap(),
        ])
        .await;
    let mut form = package();
    for name in crate::plays::oppo::fields::of_the_listing() {
        let value = info[name].as_str().unwrap_or_default().trim();
        if !value.is_empty() {
            form.insert(name.to_owned(), value.trim_end_matches(',').to_owned());
        }
    }
    let packages = json!([{ "url": stored["url"], "md5": stored["md5"], "cpu_code": 0 }]);
    form.extend(pairs(&[
        ("version_code", "20"),
        ("apk_url", &packages.to_string()),
        ("update_desc", "更快，也更稳定"),
        ("online_type", "1"),
    ]));
    let answer = stranger.post("/resource/v1/app/upd", form).await;
    assert_eq!(answer["success"], true);
    // Two hours at the store's pace: taken in, reviewed and on the shelf.
    stranger.practice.advance(MINUTE).unwrap();
    let mut form = package();
    form.insert("version_code".to_owned(), "20".to_owned());
    let task = stranger.post("/resource/v1/app/task-state", form).await;
    assert_eq!(task["task_state"], "2");
    let info = stranger.get("/resource/v1/app/info", package()).await;
    assert_eq!(
        (&info["version_code"], &info["audit_status"]),
        (&json!("20"), &json!("111"))
    );
    let ledger = stranger.practice.ledger(0).unwrap();
    let submitted = ledger.iter().filter(|entry| entry.has_event("submitted"));
    assert_eq!(submitted.count(), 1);
    let wanted = version.trim_start_matches("--http");
    assert!(ledger.iter().all(|entry| entry.http == wanted));
    // No secret stays behind: queries are not kept.
    assert!(ledger.iter().all(|entry| !entry.path.contains('?')));
}
