//! A store that exists only in tests: enough to see what the frame does.

use axum::{
    Router,
    body::Body,
    response::Response,
    routing::{get, post, put},
};
use futures_util::StreamExt as _;
use http::StatusCode;
use serde_json::json;
use sha2::{Digest as _, Sha256};

use crate::{
    error::WorldError,
    page::{ConsoleApp, ConsolePage, Section, StoreKeys, Text, Value},
    play::{Decided, Play, SeedApp, StoreApp, Verdict},
    stage::{Ask, Stage},
};

pub(super) const API: &str = "api.toy.test";
pub(super) const FILES: &str = "bucket.files.toy.test";

pub(super) struct Toy;

impl Play for Toy {
    fn id(&self) -> &'static str {
        "toy"
    }

    fn name(&self) -> &'static str {
        "玩具"
    }

    fn hosts(&self) -> &'static [&'static str] {
        &[API, "*.files.toy.test"]
    }

    fn router(&self, host: &str) -> Router {
        if host == API {
            Router::new()
                .route("/hello", get(hello))
                .route("/order", post(order))
                .route("/panic", get(falls_over))
        } else {
            Router::new().route("/file", put(file))
        }
    }

    fn faults(&self) -> &'static [&'static str] {
        &["odd"]
    }

    fn seed(&self, stage: &mut Stage<'_>) -> Result<(), WorldError> {
        let secret = uuid::Uuid::new_v4().to_string();
        stage.put("key", "secret", &secret)
    }

    fn keys(&self, stage: &Stage<'_>) -> Result<StoreKeys, WorldError> {
        let secret: String = stage.get("key", "secret")?.unwrap_or_default();
        Ok(StoreKeys {
            name: self.name().to_owned(),
            keys: [("secret".to_owned(), secret)].into(),
            more_keys: Default::default(),
        })
    }

    fn adopt(&self, stage: &mut Stage<'_>, app: &SeedApp) -> Result<String, WorldError> {
        stage.put("app", &app.package, app)?;
        Ok(format!("toy-{}", app.package))
    }

    fn apps(&self, stage: &Stage<'_>) -> Result<Vec<StoreApp>, WorldError> {
        let apps = stage.all::<SeedApp>("app")?;
        Ok(apps
            .into_iter()
            .map(|(package, app)| StoreApp {
                id: format!("toy-{package}"),
                package,
                live_version_code: Some(app.version_code),
                live_version_name: Some(app.version_name),
                waiting_version_code: None,
                state: "live".to_owned(),
            })
            .collect())
    }

    fn console(&self, stage: &Stage<'_>) -> Result<ConsolePage, WorldError> {
        let secret: String = stage.get("key", "secret")?.unwrap_or_default();
        Ok(ConsolePage {
            about: Text::new("A toy", "玩具"),
            sections: vec![Section {
                heading: Text::new("Keys", "密钥"),
                path: vec![Text::same("Toys")],
                remark: None,
                values: vec![Value {
                    label: Text::new("Secret", "密文"),
                    value: secret,
                    field: Some("secret"),
                    what: Text::new("The secret", "密文"),
                    file_name: Some("secret.txt".to_owned()),
                }],
            }],
            apps: vec![ConsoleApp {
                package: "com.example.toy".to_owned(),
                facts: Vec::new(),
            }],
        })
    }

    fn decide(
        &self,
        stage: &mut Stage<'_>,
        package: &str,
        _: &Verdict,
    ) -> Result<Decided, WorldError> {
        Ok(match stage.get::<SeedApp>("app", package)? {
            Some(_) => Decided::NothingWaiting,
            None => Decided::NoSuchApp,
        })
    }
}

async fn hello(ask: Ask) -> String {
    let odd = if ask.fault_is("odd") { " oddly" } else { "" };
    format!("hello from {}{odd}", ask.host())
}

/// Counts orders; the body is read to its end first.
async fn order(ask: Ask, body: Body) -> Result<Response, WorldError> {
    if axum::body::to_bytes(body, usize::MAX).await.is_err() {
        return Ok(answer(StatusCode::BAD_REQUEST, "broken"));
    }
    let number = ask.change(|stage| {
        let number = stage.get::<u64>("order", "count")?.unwrap_or(0) + 1;
        stage.put("order", "count", &number)?;
        stage.event(json!({ "event": "submitted", "number": number }))?;
        Ok(number)
    })?;
    Ok(answer(StatusCode::OK, number.to_string()))
}

async fn file(ask: Ask, body: Body) -> Result<Response, WorldError> {
    let mut stream = body.into_data_stream();
    let mut digest = Sha256::new();
    let mut bytes = 0;
    while let Some(chunk) = stream.next().await {
        let Ok(chunk) = chunk else {
            ask.event(json!({ "event": "warning", "code": "broken-body" }))?;
            return Ok(answer(StatusCode::BAD_REQUEST, "broken"));
        };
        digest.update(&chunk);
        bytes += chunk.len();
    }
    let sha256 = hex::encode(digest.finalize());
    ask.event(json!({ "event": "stored", "bytes": bytes, "sha256": sha256 }))?;
    Ok(answer(StatusCode::OK, sha256))
}

async fn falls_over() -> String {
    panic!("a play that falls over")
}

fn answer(status: StatusCode, text: impl Into<Body>) -> Response {
    let mut response = Response::new(text.into());
    *response.status_mut() = status;
    response
}
