//! The play, judged by requests written by hand from Huawei's documents.

mod binding;
mod by_curl;
mod by_url;
mod in_parts;
mod listing;
mod phasing;
mod releasing;
mod signing_in;
mod steering;
mod troubles;
mod uploading;

use axum::body::Body;
use http::{Request, StatusCode};
use serde_json::{Value, json};

use super::{Huawei, time};
use crate::{
    play::Verdict,
    plays::{
        bench::{Answer, Bench, demo_app},
        by_hand::{MINUTE, sha256},
    },
};

const HOST: &str = "connect-api.cloud.huawei.com";

/// A team with one app, and an API client that is signed in.
struct Team {
    bench: Bench,
    app_id: String,
    client_id: String,
    token: String,
}

impl Team {
    async fn open() -> Self {
        let bench = Bench::open(Huawei);
        let app_id = bench.adopt(&demo_app());
        let client_id = bench.key("client_id");
        let token = token(&bench, &client_id, &bench.key("client_secret")).await;
        Self {
            token: token.json()["access_token"].as_str().unwrap().to_owned(),
            bench,
            app_id,
            client_id,
        }
    }

    /// A call without a body.
    async fn call(&self, method: &str, path_and_query: &str) -> Answer {
        self.call_with(None, method, path_and_query, None).await
    }

    async fn call_with(
        &self,
        fault: Option<&str>,
        method: &str,
        path_and_query: &str,
        body: Option<Value>,
    ) -> Answer {
        let path_and_query = path_and_query.replace("{app}", &self.app_id);
        let request = Request::builder()
            .method(method)
            .uri(format!("/api/publish/v2/{path_and_query}"))
            .header("client_id", &self.client_id)
            .header("authorization", format!("Bearer {}", self.token))
            .header("content-type", "application/json");
        let body = body.map_or_else(Body::empty, |body| Body::from(body.to_string()));
        self.bench
            .send_with(fault, HOST, request.body(body).unwrap())
            .await
    }

    async fn put(&self, path_and_query: &str, body: Value) -> Answer {
        self.call_with(None, "PUT", path_and_query, Some(body))
            .await
    }

    async fn info(&self) -> Value {
        self.call("GET", "app-info?appId={app}").await.json()
    }

    async fn release_state(&self) -> u64 {
        self.info().await["appInfo"]["releaseState"]
            .as_u64()
            .unwrap()
    }

    /// Reserves and uploads; returns the object id.
    async fn upload(&self, bytes: &'static [u8]) -> String {
        let reserved = self.reserve(bytes.len()).await;
        let answer = self.put_object(&reserved, bytes).await;
        assert_eq!(answer.status, StatusCode::OK);
        reserved["objectId"].as_str().unwrap().to_owned()
    }

    async fn reserve(&self, length: usize) -> Value {
        let query =
            format!("upload-url/for-obs?appId={{app}}&fileName=demo.apk&contentLength={length}");
        self.call("GET", &query).await.json()["urlInfo"].clone()
    }

    async fn put_object(&self, reserved: &Value, bytes: &'static [u8]) -> Answer {
        self.bench
            .send(&host_of(reserved), put_request(reserved, bytes))
            .await
    }

    async fn bind(&self, object_id: &str) -> Answer {
        self.put("app-file-info?appId={app}", package(object_id))
            .await
    }

    /// Uploads, binds and waits for the demo build; returns the package id.
    async fn ready_package(&self) -> String {
        let object_id = self.upload(crate::demo_build()).await;
        let bound = self.bind(&object_id).await.json();
        self.bench.pass(3 * MINUTE);
        bound["pkgVersion"][0].as_str().unwrap().to_owned()
    }

    async fn post(&self, path_and_query: &str, body: Value) -> Answer {
        self.call_with(None, "POST", path_and_query, Some(body))
            .await
    }

    /// Ends the review of the waiting version.
    fn decide(&self, verdict: &Verdict) {
        self.bench.decide(&demo_app().package, verdict);
    }

    async fn submit(&self, more: &str) -> Answer {
        self.call("POST", &format!("app-submit?appId={{app}}{more}"))
            .await
    }
}

async fn token(bench: &Bench, id: &str, secret: &str) -> Answer {
    let body =
        json!({ "grant_type": "client_credentials", "client_id": id, "client_secret": secret });
    let request = Request::post("/api/oauth2/v1/token")
        .header("content-type", "application/json")
        .body(Body::from(body.to_string()))
        .unwrap();
    bench.send(HOST, request).await
}

fn package(object_id: &str) -> Value {
    json!({ "fileType": 5, "files": [{ "fileName": "demo.apk", "fileDestUrl": object_id }] })
}

/// The `PUT` that a reservation asks for.
fn put_request(reserved: &Value, bytes: &'static [u8]) -> Request<Body> {
    let url = url::Url::parse(reserved["url"].as_str().unwrap()).unwrap();
    let mut request =
        Request::put(&url[url::Position::BeforePath..]).header("content-length", bytes.len());
    for (name, value) in reserved["headers"].as_object().unwrap() {
        request = request.header(name, value.as_str().unwrap());
    }
    request.body(Body::from(bytes)).unwrap()
}

fn host_of(reserved: &Value) -> String {
    let url = url::Url::parse(reserved["url"].as_str().unwrap()).unwrap();
    url.host_str().unwrap().to_owned()
}

/// Percent-encoded, as a query needs it.
fn in_query(instant: jiff::Timestamp) -> String {
    time::write(instant).replace('+', "%2B")
}

fn in_hours(team: &Team, hours: i64) -> jiff::Timestamp {
    team.bench.world.clock.now() + jiff::SignedDuration::from_hours(hours)
}

fn msg(answer: &Answer) -> String {
    answer.json()["ret"]["msg"].as_str().unwrap().to_owned()
}

fn code(answer: &Answer) -> i64 {
    answer.json()["ret"]["code"].as_i64().unwrap()
}
