//! The play, judged by requests written by hand from Honor's documents.

use axum::body::Body;
use http::{Request, StatusCode};
use serde_json::{Value, json};

use super::{
    Honor,
    routes::{API_HOST, SIGN_IN_HOST},
};
use crate::plays::{
    bench::{Answer, Bench, demo_app},
    by_hand::{DAY, HOUR, MINUTE, multipart, png, sha256},
};

mod binding;
mod by_curl;
mod listing;
mod pulling;
mod releasing;
mod rolling_out;
mod signing_in;
mod troubles;
mod uploading;

/// An account with one app, signed in.
struct Account {
    bench: Bench,
    app_id: String,
    token: String,
}

impl Account {
    async fn open() -> Self {
        Self::open_with(&demo_app()).await
    }

    async fn open_with(app: &crate::play::SeedApp) -> Self {
        let bench = Bench::open(Honor);
        let app_id = bench.adopt(app);
        let token = sign_in(&bench).await;
        Self {
            bench,
            app_id,
            token,
        }
    }

    async fn get(&self, path_and_query: &str) -> Answer {
        self.call(None, "GET", path_and_query, None).await
    }

    async fn post(&self, name: &str, body: Value) -> Answer {
        self.post_with(None, name, body).await
    }

    async fn post_with(&self, fault: Option<&str>, name: &str, body: Value) -> Answer {
        let path = format!("{name}?appId={{app}}");
        self.call(fault, "POST", &path, Some(body)).await
    }

    async fn call(
        &self,
        fault: Option<&str>,
        method: &str,
        path_and_query: &str,
        body: Option<Value>,
    ) -> Answer {
        let path_and_query = path_and_query.replace("{app}", &self.app_id);
        let request = Request::builder()
            .method(method)
            .uri(format!("/openapi/v1/publish/{path_and_query}"))
            .header("authorization", format!("Bearer {}", self.token))
            .header("content-type", "application/json");
        let body = body.map_or_else(Body::empty, |body| Body::from(body.to_string()));
        self.bench
            .send_with(fault, API_HOST, request.body(body).unwrap())
            .await
    }

    async fn detail(&self) -> Value {
        self.get("get-app-detail?appId={app}").await.json()["data"].clone()
    }

    async fn current(&self) -> Value {
        self.get("get-app-current-release?appId={app}").await.json()["data"].clone()
    }

    /// `get-audit-result` of one submission.
    async fn result(&self, release_id: &str) -> Value {
        let app_id: i64 = self.app_id.parse().unwrap();
        let body = json!({ "appId": [{ "appId": app_id, "releaseId": release_id }] });
        let answer = self
            .call(None, "POST", "get-audit-result", Some(body))
            .await;
        answer.json()["data"][0].clone()
    }

    /// One place for that file.
    async fn reserve(&self, name: &str, file_type: i64, bytes: &[u8]) -> Value {
        let file = json!([announced(name, file_type, bytes)]);
        let answer = self.post("get-file-upload-url", file).await;
        assert_eq!(code(&answer), 0, "{}", answer.json());
        answer.json()["data"][0].clone()
    }

    /// Reserves and uploads; returns the object id.
    async fn upload(&self, name: &str, file_type: i64, bytes: &[u8]) -> i64 {
        let place = self.reserve(name, file_type, bytes).await;
        let answer = self.send_file(None, &place, bytes).await;
        assert_eq!(code(&answer), 0, "{}", answer.json());
        place["objectId"].as_i64().unwrap()
    }

    async fn send_file(&self, fault: Option<&str>, place: &Value, bytes: &[u8]) -> Answer {
        let url = url::Url::parse(place["uploadUrl"].as_str().unwrap()).unwrap();
        let request = form(&url[url::Position::BeforePath..])
            .header("authorization", format!("Bearer {}", self.token));
        let request = request.body(file_form("file", bytes)).unwrap();
        self.bench
            .send_with(fault, url.host_str().unwrap(), request)
            .await
    }

    async fn bind(&self, object_id: i64) -> Answer {
        let body = json!({ "bindingFileList": [{ "objectId": object_id }] });
        self.post("update-file-info", body).await
    }

    /// Uploads and binds the demo build.
    async fn draft(&self) {
        let object_id = self.upload("demo.apk", 100, crate::demo_build()).await;
        let bound = self.bind(object_id).await;
        assert_eq!(code(&bound), 0, "{}", bound.json());
    }

    /// Drafts and submits the demo build; returns the release id.
    async fn submit(&self) -> String {
        self.draft().await;
        let answer = self.post("submit-audit", json!({ "releaseType": 1 })).await;
        answer.json()["data"].as_str().unwrap().to_owned()
    }

    fn in_hours(&self, hours: i64) -> jiff::Timestamp {
        self.bench.world.clock.now() + jiff::SignedDuration::from_hours(hours)
    }

    fn decide(&self, verdict: &crate::play::Verdict) {
        self.bench.decide("com.example.slipway", verdict);
    }
}

async fn sign_in(bench: &Bench) -> String {
    let answer = token(bench, &bench.key("client_id"), &bench.key("client_secret")).await;
    answer.json()["access_token"].as_str().unwrap().to_owned()
}

async fn token(bench: &Bench, id: &str, secret: &str) -> Answer {
    token_with(bench, None, id, secret).await
}

async fn token_with(bench: &Bench, fault: Option<&str>, id: &str, secret: &str) -> Answer {
    let body = url::form_urlencoded::Serializer::new(String::new())
        .append_pair("grant_type", "client_credentials")
        .append_pair("client_id", id)
        .append_pair("client_secret", secret)
        .finish();
    let request = Request::post("/auth/token")
        .header("content-type", "application/x-www-form-urlencoded")
        .body(Body::from(body))
        .unwrap();
    bench.send_with(fault, SIGN_IN_HOST, request).await
}

fn announced(name: &str, file_type: i64, bytes: &[u8]) -> Value {
    json!({
        "fileName": name, "fileType": file_type, "fileSize": bytes.len(), "fileSha256": sha256(bytes),
    })
}

fn form(path_and_query: &str) -> http::request::Builder {
    Request::post(path_and_query).header("content-type", "multipart/form-data; boundary=cut")
}

/// A form with one file in a part of that name.
fn file_form(name: &str, bytes: &[u8]) -> Body {
    Body::from(multipart(&[(name, Some("demo.apk"), bytes)]))
}

fn code(answer: &Answer) -> i64 {
    answer.json()["code"].as_i64().unwrap()
}
