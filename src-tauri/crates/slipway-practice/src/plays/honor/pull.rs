//! `upload-by-url`: the store fetches the file itself. Practice reaches nothing outside of itself, so one address exists, with
//! the demo build behind it; every other ends in the documented failure.

use std::time::Duration;

use axum::{extract::Request, response::Response};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use url::Url;

use super::{
    answer::{self, No, Reply, bad_parameter},
    call::{self, Call, Stop, filled, integer},
    slot::{self, APK, Slot, Stored, Wanted},
    status,
};
use crate::{
    error::WorldError,
    plays::{later, pulled, sink::Digester},
    stage::{Ask, Stage},
};

/// A public host of nobody in particular; only practice serves it.
pub(super) const PULL_HOST: &str = "honor-builds.example.com";
pub(super) const PULL_PATH: &str = "/demo.apk";
/// How long a fetch takes, before the world's review pace divides it. Not documented; this is ours.
const FETCH: Duration = Duration::from_secs(5 * 60);
/// Not to be asked more often [official].
const PACE: Duration = Duration::from_secs(3 * 60);
/// The address must be shorter [official].
const ADDRESS_LIMIT: usize = 1024;
const MOST_FILES: usize = 20;

/// `status` of a fetch [official]. One client reads 2 as "uploading" and waits for ever.
const DONE: u8 = 0;
const WAITING: u8 = 1;
const FAILED: u8 = 2;

/// How a fetch goes.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(super) struct Pull {
    pub(super) ready_at: Timestamp,
    failure: Option<String>,
    asked_at: Option<Timestamp>,
}

/// `POST /upload-by-url`: `type` 1 orders, `type` 2 asks.
pub(super) async fn answer(ask: Ask, request: Request) -> Response {
    let done = take(&ask, request).await;
    call::finish(&ask, done)
}

async fn take(ask: &Ask, request: Request) -> Result<Reply, Stop> {
    let call = Call::read(ask, request).await?;
    match integer(call.body.get("type")) {
        Some(1) => {
            let demo = demo_file(ask).await?;
            call.run(|stage, call| order(stage, call, &demo))
        }
        Some(2) => call.run(poll),
        _ => Err(bad_parameter("type").into()),
    }
}

/// What lies behind the address, as an uploaded file would be read.
async fn demo_file(ask: &Ask) -> Result<Stored, WorldError> {
    let file = pulled::fetch(ask, Digester::sha256()).await?;
    Ok(Stored::read(&file, APK).await)
}

fn order(stage: &mut Stage<'_>, call: &Call, demo: &Stored) -> Result<Reply, Stop> {
    let app = call.app(stage)?;
    let list = call.body.get("uploadList").unwrap_or(&Value::Null);
    let wanted = slot::wanted_files(list)?;
    let addresses: Vec<Url> = list
        .as_array()
        .into_iter()
        .flatten()
        .map(address)
        .collect::<Result<_, _>>()?;
    let mut answers = Vec::new();
    for (wanted, address) in wanted.into_iter().zip(addresses) {
        let failure = match call.ask.fault_is("pull-fails") {
            true => Some("package download failed: the server answered 503".to_owned()),
            false => failure(&wanted, &address, demo),
        };
        let mut slot = Slot::new(app.id, wanted, stage.now());
        slot.used = true;
        slot.stored = failure.is_none().then(|| demo.clone());
        slot.pull = Some(Pull {
            ready_at: later(stage.now(), stage.paced(FETCH)),
            failure,
            asked_at: None,
        });
        slot.save(stage)?;
        stage.event(call::event(
            "reserved",
            &app,
            json!({ "object": slot.object_id, "way": "url" }),
        ))?;
        answers.push(line(&slot, stage.now()));
    }
    Ok(Reply::data(json!(answers)))
}

/// https, public, without credentials, shorter than 1024 characters [official].
fn address(entry: &Value) -> Result<Url, No> {
    let bad = || No::business(answer::BAD_PACKAGE_URL, "fileUploadUrl format error");
    let text = filled(entry.get("fileUploadUrl")).ok_or_else(bad)?;
    Url::parse(text)
        .ok()
        .filter(|url| {
            text.chars().count() < ADDRESS_LIMIT
                && url.scheme() == "https"
                && url.username().is_empty()
                && url.password().is_none()
        })
        .ok_or_else(bad)
}

/// How fetching will fail, if it will.
fn failure(wanted: &Wanted, address: &Url, demo: &Stored) -> Option<String> {
    if address.host_str() != Some(PULL_HOST) || address.path() != PULL_PATH {
        return Some("package download failed: the host cannot be reached".to_owned());
    }
    let is_demo =
        wanted.file_type == APK && wanted.size == demo.bytes && wanted.sha256 == demo.sha256;
    (!is_demo).then(|| "the package digest does not match".to_owned())
}

fn poll(stage: &mut Stage<'_>, call: &Call) -> Result<Reply, Stop> {
    let app = call.app(stage)?;
    let now = stage.now();
    let list = call
        .body
        .get("objectList")
        .and_then(Value::as_array)
        .filter(|list| (1..=MOST_FILES).contains(&list.len()))
        .ok_or_else(|| bad_parameter("objectList"))?;
    let mut answers = Vec::new();
    for entry in list {
        let object_id = object_id(entry)?;
        let slot = Slot::load(stage, object_id)?.filter(|slot| slot.app_id == app.id);
        let unknown = || No::business(answer::OBJECT_ID_UNKNOWN, "objectId does not exist");
        let mut slot = slot.ok_or_else(unknown)?;
        let pull = slot.pull.as_mut().ok_or_else(unknown)?;
        if pull.asked_at.is_some_and(|asked| now < later(asked, PACE)) {
            return Err(status::too_many().into());
        }
        pull.asked_at = Some(now);
        slot.save(stage)?;
        let state = line(&slot, now);
        if state["status"] == DONE {
            let stored = json!({
                "event": "stored",
                "object": slot.object_id,
                "bytes": slot.wanted.size,
                "sha256": slot.wanted.sha256,
            });
            stage.event(stored)?;
        }
        answers.push(state);
    }
    Ok(Reply::data(json!(answers)))
}

/// `objectId` of a list's entry: there, and a number.
pub(super) fn object_id(entry: &Value) -> Result<i64, No> {
    match entry.get("objectId") {
        None | Some(Value::Null) => Err(No::business(answer::OBJECT_ID_EMPTY, "objectId is empty")),
        Some(value) => value
            .as_i64()
            .ok_or_else(|| No::business(answer::OBJECT_ID_MALFORMED, "objectId format error")),
    }
}

fn line(slot: &Slot, now: Timestamp) -> Value {
    let (status, message) = match &slot.pull {
        Some(pull) if now < pull.ready_at => (WAITING, ""),
        Some(Pull {
            failure: Some(why), ..
        }) => (FAILED, why.as_str()),
        _ => (DONE, ""),
    };
    json!({
        "objectId": slot.object_id,
        "fileName": slot.wanted.name,
        "status": status,
        "message": message,
    })
}
