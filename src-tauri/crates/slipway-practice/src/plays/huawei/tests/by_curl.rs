//! A whole release by a foreign client, over both versions of HTTP.

use super::*;
use crate::{
    Options, Practice,
    plays::{bench::curl, by_hand::demo_on_disk},
};

struct Stranger {
    practice: Practice,
    version: &'static str,
    headers: Vec<String>,
}

impl Stranger {
    async fn signed_in(version: &'static str) -> Self {
        let practice = Practice::start(Options::default()).await.unwrap();
        let keys = practice.invitation().stores["huawei"].keys.clone();
        let mut stranger = Self {
            practice,
            version,
            headers: vec!["Content-Type: application/json".to_owned()],
        };
        let sign_in = json!({
            "grant_type": "client_credentials",
            "client_id": keys["client_id"], "client_secret": keys["client_secret"],
        });
        let token = stranger
            .call("POST", "oauth2/v1/token", Some(sign_in))
            .await;
        stranger.headers.extend([
            format!("client_id: {}", keys["client_id"]),
            format!(
                "Authorization: Bearer {}",
                token["access_token"].as_str().unwrap()
            ),
        ]);
        stranger
    }

    fn app_id(&self) -> String {
        self.practice.invitation().apps[0].ids["huawei"].clone()
    }

    /// Uploads and binds the demo build, and lets it be processed. `track` ends the queries.
    async fn bound(&mut self, track: &str) {
        let (_folder, file) = demo_on_disk();
        let id = self.app_id();
        let length = crate::demo_build().len();
        let query = format!(
            "publish/v2/upload-url/for-obs?appId={id}&fileName=demo.apk&contentLength={length}{track}"
        );
        let reserved = self.call("GET", &query, None).await["urlInfo"].clone();
        assert_eq!(self.upload(&reserved, &file).await, 200);
        let bind = format!("publish/v2/app-file-info?appId={id}{track}");
        let body = package(reserved["objectId"].as_str().unwrap());
        assert_eq!(self.call("PUT", &bind, Some(body)).await["ret"]["code"], 0);
        self.practice.advance(MINUTE).unwrap();
    }

    async fn call(&self, method: &str, path_and_query: &str, body: Option<Value>) -> Value {
        let mut arguments = vec![self.version.to_owned(), "-X".to_owned(), method.to_owned()];
        for header in &self.headers {
            arguments.extend(["-H".to_owned(), header.clone()]);
        }
        if let Some(body) = body {
            arguments.extend(["--data-binary".to_owned(), body.to_string()]);
        }
        arguments.push(format!("https://{HOST}/api/{path_and_query}"));
        let (status, body) = curl(&self.practice, &arguments).await;
        assert_eq!(status, 200, "{path_and_query}: {body}");
        serde_json::from_str(&body).unwrap()
    }

    async fn upload(&self, reserved: &Value, file: &std::path::Path) -> u16 {
        let mut arguments = vec![
            self.version.to_owned(),
            "-T".to_owned(),
            file.display().to_string(),
        ];
        for (name, value) in reserved["headers"].as_object().unwrap() {
            arguments.extend([
                "-H".to_owned(),
                format!("{name}: {}", value.as_str().unwrap()),
            ]);
        }
        arguments.push(reserved["url"].as_str().unwrap().to_owned());
        curl(&self.practice, &arguments).await.0
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

#[tokio::test]
async fn curl_releases_in_phases() {
    let mut stranger = Stranger::signed_in("--http1.1").await;
    let id = stranger.app_id();
    let phased = |path: &str| format!("publish/v2/{path}?appId={id}&releaseType=3");
    stranger.bound("&releaseType=3").await;
    let now = stranger.practice.clock().now;
    let at = |hours| time::write(now + jiff::SignedDuration::from_hours(hours));
    let plan = json!({
        "phasedReleaseStartTime": at(1),
        "phasedReleaseEndTime": at(40),
        "phasedReleasePercent": "5.00",
        "phasedReleaseDescription": "five in a hundred",
    });
    let submit = phased("app-submit");
    let answer = stranger.call("POST", &submit, Some(plan)).await;
    assert_eq!(answer["ret"]["code"], 0);
    stranger.practice.advance(90 * MINUTE).unwrap();
    let info = stranger.call("GET", &phased("app-info"), None).await;
    assert_eq!(info["phasedReleaseInfo"]["state"], "RELEASE");
    let steer = format!("publish/v2/phased-release?appId={id}");
    let suspend = json!({ "state": "SUSPEND" });
    let answer = stranger.call("PUT", &steer, Some(suspend)).await;
    assert_eq!(answer["ret"]["code"], 0);
    let full = format!("{steer}&releaseType=1");
    let answer = stranger.call("PUT", &full, Some(json!({}))).await;
    assert_eq!(answer["ret"]["code"], 0);
    let show = format!("publish/v2/app-info?appId={id}");
    let info = stranger.call("GET", &show, None).await;
    assert_eq!(info["appInfo"]["onShelfVersionCode"], 20);
    let ledger = stranger.practice.ledger(0).unwrap();
    let steered = ledger.iter().filter(|entry| entry.has_event("steered"));
    assert_eq!(steered.count(), 2);
}

async fn release(version: &'static str) {
    let mut stranger = Stranger::signed_in(version).await;
    stranger.bound("").await;
    let submit = format!("publish/v2/app-submit?appId={}", stranger.app_id());
    assert_eq!(stranger.call("POST", &submit, None).await["ret"]["code"], 0);
    let ledger = stranger.practice.ledger(0).unwrap();
    let submitted = ledger.iter().filter(|entry| entry.has_event("submitted"));
    assert_eq!(submitted.count(), 1);
    let wanted = version.trim_start_matches("--http");
    assert!(ledger.iter().all(|entry| entry.http == wanted));
}
