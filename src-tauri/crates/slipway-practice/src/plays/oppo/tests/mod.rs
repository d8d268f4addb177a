//! The play, judged by requests written by hand from OPPO's documents.

mod by_curl;
mod calling;
mod listing;
mod publishing;
mod troubles;
mod uploading;

use std::collections::BTreeMap;

use axum::body::Body;
use http::{Request, StatusCode};
use serde_json::{Value, json};

use super::{Oppo, routes::API_HOST, sign};
use crate::plays::{
    bench::{Answer, Bench, demo_app},
    by_hand::{MINUTE, md5, urlencoded},
};

const PACKAGE: &str = "com.example.slipway";

type Form = BTreeMap<String, String>;

fn pairs(of: &[(&str, &str)]) -> Form {
    of.iter()
        .map(|(name, value)| ((*name).to_owned(), (*value).to_owned()))
        .collect()
}

/// The common parameters and the signature: what any client has to add.
fn signed(mut form: Form, token: &str, secret: &str, timestamp: i64) -> Form {
    form.insert("access_token".to_owned(), token.to_owned());
    form.insert("timestamp".to_owned(), timestamp.to_string());
    let text: Vec<String> = form.iter().map(|(k, v)| format!("{k}={v}")).collect();
    form.insert("api_sign".to_owned(), sign::sign(secret, &text.join("&")));
    form
}

async fn token(bench: &Bench, id: &str, secret: &str) -> Answer {
    let query = urlencoded(&pairs(&[("client_id", id), ("client_secret", secret)]));
    let request = Request::get(format!("/developer/v1/token?{query}"))
        .body(Body::empty())
        .unwrap();
    bench.send(API_HOST, request).await
}

fn errno(answer: &Answer) -> i64 {
    assert_eq!(answer.status, StatusCode::OK);
    answer.json()["errno"].as_i64().unwrap()
}

fn message(answer: &Answer) -> String {
    answer.json()["data"]["message"]
        .as_str()
        .unwrap()
        .to_owned()
}

/// A release team with a token, and the demo app one version below the demo build.
struct Team {
    bench: Bench,
    token: String,
    secret: String,
}

impl Team {
    async fn open() -> Self {
        Self::with(&demo_app()).await
    }

    async fn with(app: &crate::play::SeedApp) -> Self {
        let bench = Bench::open(Oppo);
        bench.adopt(app);
        let secret = bench.key("client_secret");
        let answer = token(&bench, &bench.key("client_id"), &secret).await;
        let token = answer.json()["data"]["access_token"]
            .as_str()
            .unwrap()
            .to_owned();
        Self {
            bench,
            token,
            secret,
        }
    }

    fn sign(&self, form: Form) -> Form {
        let now = self.bench.world.clock.now().as_second();
        signed(form, &self.token, &self.secret, now)
    }

    async fn get_with(&self, fault: Option<&str>, path: &str, of: &[(&str, &str)]) -> Answer {
        let query = urlencoded(&self.sign(pairs(of)));
        let request = Request::get(format!("{path}?{query}"))
            .body(Body::empty())
            .unwrap();
        self.bench.send_with(fault, API_HOST, request).await
    }

    async fn get(&self, path: &str, of: &[(&str, &str)]) -> Answer {
        self.get_with(None, path, of).await
    }

    async fn post_with(&self, fault: Option<&str>, path: &str, form: Form) -> Answer {
        let request = Request::post(path)
            .header("content-type", "application/x-www-form-urlencoded")
            .body(Body::from(urlencoded(&self.sign(form))))
            .unwrap();
        self.bench.send_with(fault, API_HOST, request).await
    }

    async fn info(&self) -> Value {
        let answer = self
            .get("/resource/v1/app/info", &[("pkg_name", PACKAGE)])
            .await;
        assert_eq!(errno(&answer), 0);
        answer.json()["data"].clone()
    }

    /// Reads the record with a trouble that stays on it.
    async fn spoil(&self, fault: &str) -> Value {
        let of = [("pkg_name", PACKAGE)];
        let answer = self
            .get_with(Some(fault), "/resource/v1/app/info", &of)
            .await;
        answer.json()["data"].clone()
    }

    async fn task(&self, version_code: &str) -> Answer {
        let of = [("pkg_name", PACKAGE), ("version_code", version_code)];
        self.post_with(None, "/resource/v1/app/task-state", pairs(&of))
            .await
    }

    async fn reserve(&self) -> (String, String) {
        let answer = self.get("/resource/v1/upload/get-upload-url", &[]).await;
        let data = &answer.json()["data"];
        let text = |name: &str| data[name].as_str().unwrap().to_owned();
        (text("upload_url"), text("sign"))
    }

    async fn send_file(&self, fault: Option<&str>, url: &str, body: Vec<u8>) -> Answer {
        let url = url::Url::parse(url).unwrap();
        let request = Request::post(url.path())
            .header("content-type", "multipart/form-data; boundary=cut")
            .body(Body::from(body))
            .unwrap();
        self.bench
            .send_with(fault, url.host_str().unwrap(), request)
            .await
    }

    async fn upload(&self, purpose: &str, file_name: &str, bytes: &[u8]) -> Value {
        let (url, sign) = self.reserve().await;
        let body = upload_form(purpose, &sign, file_name, bytes);
        let answer = self.send_file(None, &url, body).await;
        assert_eq!(errno(&answer), 0, "{}", answer.json());
        answer.json()["data"].clone()
    }

    /// A form as the reference asks for one: the record echoed and tidied, the release beside it.
    async fn form(&self, apk: &Value) -> Form {
        let info = self.info().await;
        let mut form = Form::new();
        let echoed = [
            "app_name",
            "second_category_id",
            "third_category_id",
            "summary",
            "detail_desc",
            "privacy_source_url",
            "icon_url",
            "pic_url",
            "test_desc",
            "copyright_url",
            "electronic_cert_url",
            "icp_url",
            "business_username",
            "business_email",
            "business_mobile",
            "age_level",
            "adaptive_equipment",
            "adaptive_type",
        ];
        for name in echoed {
            let value = info[name].as_str().unwrap_or_default().trim();
            form.insert(name.to_owned(), value.trim_end_matches(',').to_owned());
        }
        form.retain(|_, value| !value.is_empty());
        let package = json!([{ "url": apk["url"], "md5": apk["md5"], "cpu_code": 0 }]);
        form.extend(pairs(&[
            ("pkg_name", PACKAGE),
            ("version_code", "20"),
            ("apk_url", &package.to_string()),
            ("update_desc", "1. 修复 a+b=c & 100% 问题\n2. 优化启动速度"),
            ("online_type", "1"),
        ]));
        form
    }

    /// A form with the demo build uploaded.
    async fn ready(&self) -> Form {
        let apk = self.upload("apk", "demo.apk", crate::demo_build()).await;
        self.form(&apk).await
    }

    async fn publish_with(&self, fault: Option<&str>, form: Form) -> Answer {
        self.post_with(fault, "/resource/v1/app/upd", form).await
    }

    async fn publish(&self, form: Form) -> Answer {
        self.publish_with(None, form).await
    }

    async fn audit_status(&self) -> String {
        self.info().await["audit_status"]
            .as_str()
            .unwrap()
            .to_owned()
    }
}

fn upload_form(purpose: &str, sign: &str, file_name: &str, bytes: &[u8]) -> Vec<u8> {
    let mut body = Vec::new();
    for (name, value) in [("type", purpose), ("sign", sign)] {
        body.extend(
            format!(
                "--cut\r\nContent-Disposition: form-data; name=\"{name}\"\r\nContent-Type: text/plain; charset=UTF-8\r\n\r\n{value}\r\n"
            )
            .bytes(),
        );
    }
    body.extend(
        format!(
            "--cut\r\nContent-Disposition: form-data; name=\"file\"; filename=\"{file_name}\"\r\n\r\n"
        )
        .bytes(),
    );
    body.extend_from_slice(bytes);
    body.extend(b"\r\n--cut--\r\n");
    body
}
