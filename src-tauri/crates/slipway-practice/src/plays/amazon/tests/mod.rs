//! The play, judged by requests written by hand from Amazon's documents.

use axum::body::Body;
use http::{Request, StatusCode};
use serde_json::{Value, json};

use super::{
    Amazon,
    routes::{API_HOST, LWA_HOST},
};
use crate::{
    play::SeedApp,
    plays::{
        bench::{Answer, Bench, demo_app},
        by_hand::{HOUR, MINUTE, bundle, png, sha256},
    },
};

mod asking_testers;
mod attaching;
mod by_curl;
mod editing;
mod listing;
mod packing;
mod picturing;
mod registering;
mod releasing;
mod scheduling;
mod signing_in;
mod targeting;
mod troubles;

const PACKAGE: &str = "com.example.slipway";
const APK: &str = "application/vnd.android.package-archive";
const BYTES: &str = "application/octet-stream";

/// An account with one app, signed in.
struct Account {
    bench: Bench,
    app_id: String,
    token: String,
}

/// What a test does to a body before it is sent.
type Change = fn(&mut Value);

/// One request, as far as it differs from the usual one.
#[derive(Default)]
struct Sent<'a> {
    fault: Option<&'a str>,
    tag: Option<&'a str>,
    kind: &'a str,
    body: Vec<u8>,
}

impl Account {
    async fn open() -> Self {
        Self::open_with(&demo_app()).await
    }

    async fn open_with(app: &SeedApp) -> Self {
        let bench = Bench::open(Amazon);
        let app_id = bench.adopt(app);
        let token = sign_in(&bench).await;
        Self {
            bench,
            app_id,
            token,
        }
    }

    /// The same with an open Edit; its id in front.
    async fn editing() -> (Self, String) {
        let account = Self::open().await;
        let edit = account.create().await;
        (account, edit)
    }

    async fn create(&self) -> String {
        let answer = self.post("edits", json!({})).await;
        assert_eq!(answer.status, StatusCode::OK, "{}", text(&answer));
        answer.json()["id"].as_str().unwrap().to_owned()
    }

    async fn send(&self, method: &str, path: &str, sent: Sent<'_>) -> Answer {
        self.send_to(&self.app_id, method, path, sent).await
    }

    async fn send_to(&self, app: &str, method: &str, path: &str, sent: Sent<'_>) -> Answer {
        let mut request = Request::builder()
            .method(method)
            .uri(format!("/api/appstore/v1/applications/{app}/{path}"))
            .header("authorization", format!("Bearer {}", self.token));
        if let Some(tag) = sent.tag {
            request = request.header("if-match", tag);
        }
        if !sent.kind.is_empty() {
            request = request
                .header("content-type", sent.kind)
                .header("content-length", sent.body.len());
        }
        let request = request.body(Body::from(sent.body)).unwrap();
        self.bench.send_with(sent.fault, API_HOST, request).await
    }

    async fn get(&self, path: &str) -> Answer {
        self.get_with(None, path).await
    }

    async fn get_with(&self, fault: Option<&str>, path: &str) -> Answer {
        let sent = Sent {
            fault,
            ..Sent::default()
        };
        self.send("GET", path, sent).await
    }

    async fn post(&self, path: &str, body: Value) -> Answer {
        self.post_with(None, path, body).await
    }

    async fn post_with(&self, fault: Option<&str>, path: &str, body: Value) -> Answer {
        let sent = Sent {
            fault,
            kind: "application/json",
            body: body.to_string().into_bytes(),
            ..Sent::default()
        };
        self.send("POST", path, sent).await
    }

    async fn put(&self, path: &str, tag: &str, body: Value) -> Answer {
        self.put_with(None, path, tag, body).await
    }

    async fn put_with(&self, fault: Option<&str>, path: &str, tag: &str, body: Value) -> Answer {
        let sent = Sent {
            fault,
            tag: Some(tag),
            kind: "application/json",
            body: body.to_string().into_bytes(),
        };
        self.send("PUT", path, sent).await
    }

    async fn delete(&self, path: &str, tag: &str) -> Answer {
        let sent = Sent {
            tag: Some(tag),
            ..Sent::default()
        };
        self.send("DELETE", path, sent).await
    }

    /// The tag that a GET gives now.
    async fn tag(&self, path: &str) -> String {
        tag(&self.get(path).await)
    }

    /// GET, change, PUT back what came.
    async fn rewrite(&self, path: &str, change: impl FnOnce(&mut Value)) -> Answer {
        let shown = self.get(path).await;
        let mut body = shown.json();
        change(&mut body);
        self.put(path, &tag(&shown), body).await
    }

    /// The id of the Edit's only package.
    async fn apk(&self, edit: &str) -> String {
        let list = self.get(&format!("edits/{edit}/apks")).await.json();
        assert_eq!(list.as_array().unwrap().len(), 1, "{list}");
        list[0]["id"].as_str().unwrap().to_owned()
    }

    /// Puts those bytes in the place of the Edit's only package.
    async fn replace(&self, fault: Option<&str>, edit: &str, bytes: &[u8]) -> Answer {
        let apk = self.apk(edit).await;
        let path = format!("edits/{edit}/apks/{apk}");
        let tag = self.tag(&path).await;
        let sent = Sent {
            fault,
            tag: Some(&tag),
            kind: APK,
            body: bytes.to_vec(),
        };
        self.send("PUT", &format!("{path}/replace"), sent).await
    }

    async fn upload(&self, fault: Option<&str>, path: &str, bytes: &[u8]) -> Answer {
        let sent = Sent {
            fault,
            kind: BYTES,
            body: bytes.to_vec(),
            ..Sent::default()
        };
        self.send("POST", path, sent).await
    }

    /// Release notes in both languages.
    async fn write_notes(&self, edit: &str) {
        for (language, notes) in [("en-US", "Faster"), ("zh-CN", "更快")] {
            let path = format!("edits/{edit}/listings/{language}");
            let change = |listing: &mut Value| listing["recentChanges"] = json!(notes);
            let answer = self.rewrite(&path, change).await;
            assert_eq!(answer.status, StatusCode::OK, "{}", text(&answer));
        }
    }

    async fn commit(&self, fault: Option<&str>, edit: &str) -> Answer {
        let tag = self.tag(&format!("edits/{edit}")).await;
        let sent = Sent {
            fault,
            tag: Some(&tag),
            ..Sent::default()
        };
        self.send("POST", &format!("edits/{edit}/commit"), sent)
            .await
    }

    /// An Edit with the demo build and notes, ready to be committed.
    async fn ready() -> (Self, String) {
        let (account, edit) = Self::editing().await;
        let answer = account.replace(None, &edit, crate::demo_build()).await;
        assert_eq!(answer.status, StatusCode::OK, "{}", text(&answer));
        account.write_notes(&edit).await;
        (account, edit)
    }

    /// The same, committed.
    async fn submitted(fault: Option<&str>) -> (Self, String) {
        let (account, edit) = Self::ready().await;
        let answer = account.commit(fault, &edit).await;
        assert_eq!(answer.status, StatusCode::OK, "{}", text(&answer));
        (account, edit)
    }

    /// Lets time pass, and signs in again as the hour is over.
    async fn pass(&mut self, time: std::time::Duration) {
        self.bench.pass(time);
        self.token = sign_in(&self.bench).await;
    }
}

async fn sign_in(bench: &Bench) -> String {
    let answer = token(bench, &bench.key("client_id"), &bench.key("client_secret")).await;
    answer.json()["access_token"].as_str().unwrap().to_owned()
}

async fn token(bench: &Bench, id: &str, secret: &str) -> Answer {
    token_with(bench, None, &form(id, secret)).await
}

fn form<'a>(id: &'a str, secret: &'a str) -> [(&'static str, &'a str); 4] {
    [
        ("grant_type", "client_credentials"),
        ("client_id", id),
        ("client_secret", secret),
        ("scope", "appstore::apps:readwrite"),
    ]
}

async fn token_with(bench: &Bench, fault: Option<&str>, form: &[(&str, &str)]) -> Answer {
    let body = url::form_urlencoded::Serializer::new(String::new())
        .extend_pairs(form)
        .finish();
    let request = Request::post("/auth/o2/token")
        .header("content-type", "application/x-www-form-urlencoded")
        .body(Body::from(body))
        .unwrap();
    bench.send_with(fault, LWA_HOST, request).await
}

fn tag(answer: &Answer) -> String {
    assert_eq!(answer.status, StatusCode::OK, "{}", text(answer));
    answer.headers["etag"].to_str().unwrap().to_owned()
}

fn text(answer: &Answer) -> String {
    String::from_utf8_lossy(&answer.body).into_owned()
}

/// Codes of a list of errors.
fn codes(answer: &Answer) -> Vec<String> {
    let errors = answer.json()["errors"].as_array().cloned().unwrap();
    errors
        .iter()
        .map(|error| error["errorCode"].as_str().unwrap().to_owned())
        .collect()
}

/// Status and code of a refusal with one code.
fn coded(answer: &Answer) -> (u16, String) {
    let code = answer.json()["errorCode"].as_str().unwrap().to_owned();
    (answer.status.as_u16(), code)
}
