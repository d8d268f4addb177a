//! The play, judged by requests written by hand from Tencent's documents.

mod builds;
mod by_curl;
mod calling;
mod console;
mod listing;
mod packages;
mod reviewing;
mod troubles;
mod uploading;

use std::collections::BTreeMap;

use axum::body::Body;
use http::{Request, StatusCode};
use serde_json::{Value, json};

use super::{Tencent, form, sign, slot::COS_HOST};
use crate::{
    play::SeedApp,
    plays::{
        bench::{Answer, Bench, demo_app},
        by_hand::{HOUR, MINUTE, md5, png, urlencoded},
    },
};

const HOST: &str = "p.open.qq.com";
const PACKAGE: &str = "com.example.slipway";

/// Parameters of one call, in no particular order.
type Parameters = BTreeMap<String, String>;

fn parameters(pairs: &[(&str, &str)]) -> Parameters {
    let owned = |(name, value): &(&str, &str)| ((*name).to_owned(), (*value).to_owned());
    pairs.iter().map(owned).collect()
}

/// Adds the signature.
fn signed(mut parameters: Parameters, secret: &str) -> Parameters {
    parameters.remove("sign");
    let form = form::parse(urlencoded(&parameters).as_bytes()).unwrap();
    let sign = sign::sign(secret, &sign::message(&form));
    parameters.insert("sign".to_owned(), sign);
    parameters
}

fn ret(answer: &Answer) -> u64 {
    assert_eq!(answer.status, StatusCode::OK);
    answer.json()["ret"].as_u64().unwrap()
}

/// An account with one adopted app.
struct Team {
    bench: Bench,
    app: SeedApp,
    app_id: String,
}

impl Team {
    fn open() -> Self {
        Self::with(demo_app())
    }

    /// The same, with a live version that nobody signed, for builds that the tests make.
    fn unsigned() -> Self {
        Self::with(SeedApp {
            signer_sha256: None,
            ..demo_app()
        })
    }

    fn with(app: SeedApp) -> Self {
        let bench = Bench::open(Tencent);
        let app_id = bench.adopt(&app);
        Self { bench, app, app_id }
    }

    /// The store's clock.
    fn seconds(&self) -> i64 {
        self.bench.world.clock.now().as_second()
    }

    /// The public parameters and those that name the app.
    fn common(&self) -> Parameters {
        parameters(&[
            ("user_id", &self.bench.key("user_id")),
            ("timestamp", &self.seconds().to_string()),
            ("pkg_name", &self.app.package),
            ("app_id", &self.app_id),
        ])
    }

    fn secret(&self) -> String {
        self.bench.key("access_secret")
    }

    async fn call(&self, route: &str, more: &[(&str, &str)]) -> Answer {
        self.call_with(None, route, more).await
    }

    async fn call_with(&self, fault: Option<&str>, route: &str, more: &[(&str, &str)]) -> Answer {
        let mut parameters = self.common();
        parameters.extend(self::parameters(more));
        let signed = signed(parameters, &self.secret());
        self.post(fault, route, urlencoded(&signed)).await
    }

    async fn post(&self, fault: Option<&str>, route: &str, body: String) -> Answer {
        let request = Request::post(format!("/open_file/developer_api/{route}"))
            .header("content-type", "application/x-www-form-urlencoded")
            .body(Body::from(body))
            .unwrap();
        self.bench.send_with(fault, HOST, request).await
    }

    /// Address and serial number.
    async fn reserve(&self, file_type: &str, file_name: &str) -> (String, String) {
        let more = [("file_type", file_type), ("file_name", file_name)];
        let answer = self.call("get_file_upload_info", &more).await.json();
        assert_eq!(answer["ret"], 0, "{answer}");
        let text = |name: &str| answer[name].as_str().unwrap().to_owned();
        (text("pre_sign_url"), text("serial_number"))
    }

    async fn put(&self, address: &str, bytes: &[u8]) -> Answer {
        self.bench.send(COS_HOST, put_request(address, bytes)).await
    }

    /// Reserves and uploads; returns the serial number.
    async fn upload(&self, file_name: &str, bytes: &[u8]) -> String {
        let file_type = match file_name.rsplit_once('.').unwrap().1 {
            "apk" => "apk",
            "pdf" => "pdf",
            "mp4" => "video",
            _ => "img",
        };
        let (address, serial) = self.reserve(file_type, file_name).await;
        assert_eq!(self.put(&address, bytes).await.status, StatusCode::OK);
        serial
    }

    /// Uploads the demo build; returns the three parameters that name it.
    async fn demo(&self) -> Vec<(&'static str, String)> {
        let serial = self.upload("demo.apk", crate::demo_build()).await;
        vec![
            ("apk32_flag", "1".to_owned()),
            ("apk32_file_serial_number", serial),
            ("apk32_file_md5", md5(crate::demo_build())),
        ]
    }

    /// `update_app` with `deploy_type` 1, unless `more` has another.
    async fn update(&self, more: &[(&str, &str)]) -> Answer {
        self.update_with(None, more).await
    }

    async fn update_with(&self, fault: Option<&str>, more: &[(&str, &str)]) -> Answer {
        let mut all = vec![("deploy_type", "1")];
        all.extend_from_slice(more);
        self.call_with(fault, "update_app", &all).await
    }

    /// Submits the demo build.
    async fn submit(&self, fault: Option<&str>, more: &[(&str, &str)]) -> Answer {
        let demo = self.demo().await;
        let mut all: Vec<_> = demo
            .iter()
            .map(|(name, value)| (*name, value.as_str()))
            .collect();
        all.extend_from_slice(more);
        self.update_with(fault, &all).await
    }

    async fn status(&self) -> Value {
        self.call("query_app_update_status", &[]).await.json()
    }

    async fn detail(&self) -> Value {
        self.call("query_app_detail", &[]).await.json()
    }

    fn app_now(&self) -> crate::StoreApp {
        let world = &self.bench.world;
        let apps = world.transaction("tencent", None, |stage| self.bench.play.apps(stage));
        apps.unwrap().remove(0)
    }
}

fn put_request(address: &str, bytes: &[u8]) -> Request<Body> {
    let url = url::Url::parse(address).unwrap();
    assert_eq!((url.scheme(), url.host_str()), ("https", Some(COS_HOST)));
    Request::put(&url[url::Position::BeforePath..])
        .header("content-type", "application/octet-stream")
        .header("content-length", bytes.len())
        .body(Body::from(bytes.to_vec()))
        .unwrap()
}
