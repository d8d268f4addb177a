//! The play, judged by requests written by hand from vivo's documents.

mod by_curl;
mod calling;
mod listing;
mod pulling;
mod releasing;
mod staging;
mod troubles;
mod uploading;

use std::{collections::BTreeMap, time::Duration};

use axum::body::Body;
use http::{Request, StatusCode};
use serde_json::{Value, json};

use super::{
    Vivo,
    keys::{PRODUCTION_HOST, SANDBOX_HOST},
    sign, time,
};
use crate::{
    play::{SeedApp, Verdict},
    plays::{
        bench::{Answer, Bench, demo_app},
        by_hand::{self, DAY, MINUTE, Part, md5, png, urlencoded},
    },
};

const PACKAGE: &str = "com.example.slipway";
const SECOND: Duration = Duration::from_secs(1);
const FORM: &str = "application/x-www-form-urlencoded;charset=UTF-8";

/// A stranger with one pair of keys at one host.
struct Stranger {
    bench: Bench,
    host: &'static str,
    key: String,
    secret: String,
}

impl Stranger {
    /// In production, with the demo app known there.
    fn with_demo() -> Self {
        let stranger = Self::alone();
        stranger.bench.adopt(&demo_app());
        stranger
    }

    fn alone() -> Self {
        let bench = Bench::open(Vivo);
        Self {
            host: PRODUCTION_HOST,
            key: bench.key("access_key"),
            secret: bench.key("access_secret"),
            bench,
        }
    }

    /// Every parameter of a call, signed.
    fn signed(&self, method: &str, own: &[(&str, &str)]) -> BTreeMap<String, String> {
        let now = self.bench.world.clock.now().as_millisecond().to_string();
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
        self.sign(&mut all);
        all
    }

    fn sign(&self, all: &mut BTreeMap<String, String>) {
        let sign = sign::sign(&self.secret, &sign::message(all));
        all.insert("sign".to_owned(), sign);
    }

    async fn call(&self, method: &str, own: &[(&str, &str)]) -> Answer {
        self.call_with(None, method, own).await
    }

    async fn call_with(&self, fault: Option<&str>, method: &str, own: &[(&str, &str)]) -> Answer {
        self.post(fault, &self.signed(method, own)).await
    }

    async fn post(&self, fault: Option<&str>, all: &BTreeMap<String, String>) -> Answer {
        let request = Request::post("/router/rest")
            .header("content-type", FORM)
            .body(Body::from(urlencoded(all)))
            .unwrap();
        self.bench.send_with(fault, self.host, request).await
    }

    /// Text parts first, the file last.
    async fn upload(&self, method: &str, own: &[(&str, &str)], file: &[u8]) -> Answer {
        self.upload_with(None, method, own, file).await
    }

    async fn upload_with(
        &self,
        fault: Option<&str>,
        method: &str,
        own: &[(&str, &str)],
        file: &[u8],
    ) -> Answer {
        let all = self.signed(method, own);
        self.bench
            .send_with(fault, self.host, multipart(&all, Some(("file", file))))
            .await
    }

    /// The demo build's serial number.
    async fn upload_demo(&self, method: &str, more: &[(&str, &str)]) -> String {
        let build = crate::demo_build();
        let md5 = md5(build);
        let mut own = vec![("packageName", PACKAGE), ("fileMd5", &md5)];
        own.extend(more);
        serial(&self.upload(method, &own, build).await)
    }

    /// `data` of `app.query.details`.
    async fn details(&self) -> Value {
        self.bench.pass(5 * SECOND);
        let answer = self
            .call("app.query.details", &[("packageName", PACKAGE)])
            .await
            .json();
        assert_eq!(
            (&answer["code"], &answer["subCode"]),
            (&json!(0), &json!("0"))
        );
        answer["data"].clone()
    }

    /// `status` and `saleStatus`.
    async fn state(&self) -> (u64, u64) {
        let data = self.details().await;
        let number = |name: &str| data[name].as_u64().unwrap();
        (number("status"), number("saleStatus"))
    }

    fn in_beijing(&self, ahead: Duration) -> String {
        time::write(crate::plays::later(self.bench.world.clock.now(), ahead))
    }

    /// An hour past midnight in Beijing: a test that counts by days or years does not meet their end.
    fn begin_a_day(&self) {
        let now = self.bench.world.clock.now();
        let tomorrow = time::day(crate::plays::later(now, DAY));
        let begin = time::read(&format!("{tomorrow} 01:00:00")).unwrap();
        self.bench
            .pass(Duration::try_from(begin.duration_since(now)).unwrap());
    }

    fn decide(&self, verdict: &Verdict) -> crate::play::Decided {
        self.bench.decide(PACKAGE, verdict)
    }
}

/// The parameters of an update with one package; a test changes one thing.
fn update<'a>(serial: &'a str, md5: &'a str) -> Vec<(&'a str, &'a str)> {
    vec![
        ("packageName", PACKAGE),
        ("versionCode", "20"),
        ("apk", serial),
        ("fileMd5", md5),
        ("onlineType", "1"),
        ("compatibleDevice", "2"),
        ("updateDesc", "修复已知问题"),
    ]
}

/// `subCode`, or `code` when the gateway said no; 0 for success.
fn code(answer: &Answer) -> u64 {
    assert_eq!(answer.status, StatusCode::OK);
    let body = answer.json();
    let gateway = body["code"].as_u64().unwrap();
    match body.get("subCode") {
        None => gateway,
        Some(sub_code) => sub_code.as_str().unwrap().parse().unwrap(),
    }
}

fn serial(answer: &Answer) -> String {
    let body = answer.json();
    body["data"]["serialnumber"]
        .as_str()
        .unwrap_or_else(|| panic!("no serial number in {body}"))
        .to_owned()
}

fn multipart(all: &BTreeMap<String, String>, file: Option<(&str, &[u8])>) -> Request<Body> {
    let texts = all
        .iter()
        .map(|(name, value)| (name.as_str(), None, value.as_bytes()));
    let file = file.map(|(name, bytes)| (name, Some("a.bin"), bytes));
    let parts: Vec<Part<'_>> = texts.chain(file).collect();
    let body = by_hand::multipart(&parts);
    Request::post("/router/rest")
        .header("content-type", "multipart/form-data; boundary=cut")
        .header("content-length", body.len())
        .body(Body::from(body))
        .unwrap()
}
