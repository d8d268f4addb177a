//! Amazon Appstore, call by call: what the calls of this store look like; the tests are below, by theme.

mod doubts;
mod packages;
mod releasing;
mod signing_in;
mod testers;

use serde_json::{Value, json};
use slipway_model::Notes;

use super::{Reply, Table};
use crate::server::Asked;

// Worthless, for rehearsal.
const CLIENT: &str = "amzn1.application-oa2-client.0123456789abcdef0123456789abcdef";
const SECRET: &str = "00112233445566778899aabbccddeeff00112233445566778899aabbccddeeff";
const APP: &str = "amzn1.devportal.mobileapp.0123456789abcdef0123456789abcdef";
const EDIT: &str = "amzn1.devportal.apprelease.fedcba9876543210fedcba9876543210";

async fn table() -> Table {
    let form = [("client_id", CLIENT), ("client_secret", SECRET)];
    let form = form.map(|(field, value)| (field, value.to_owned()));
    let mut table = Table::set("amazon", &form).await;
    table.order.app.store_app_id = Some(APP.into());
    table.order.survey = json!({"first_release": false});
    table.order.notes = Notes([(String::new(), "Fixes".to_owned())].into());
    table.order.answers.insert("one_text".into(), "yes".into());
    table
}

/// Signed in.
async fn ready() -> Table {
    let mut table = table().await;
    table.done("sign-in", [token("Atc|1")]).await;
    table
}

/// In an Edit that holds one package and two languages.
async fn inside() -> Table {
    let mut table = ready().await;
    table.done("edit", [none(), edit("IN_PROGRESS")]).await;
    table
        .done("read", [apks(&[("M1", 19)]), listings(), details()])
        .await;
    table
}

fn token(value: &str) -> Reply {
    Reply::Json(
        200,
        json!({"access_token": value, "scope": "appstore::apps:readwrite", "token_type": "bearer", "expires_in": 3600}),
    )
}

fn none() -> Reply {
    Reply::Json(200, json!({}))
}

fn edit(status: &str) -> Reply {
    Reply::Tagged(200, "\"edit-1\"", json!({"id": EDIT, "status": status}))
}

fn apk(id: &str, version: u64) -> Value {
    json!({"id": id, "versionCode": version, "name": format!("APK-{id}")})
}

fn apks(list: &[(&str, u64)]) -> Reply {
    let list: Vec<Value> = list.iter().map(|(id, version)| apk(id, *version)).collect();
    Reply::Json(200, json!(list))
}

fn listings() -> Reply {
    Reply::Json(
        200,
        json!({"listings": {"de-DE": {"title": "Helling"}, "en-US": {"title": "Slipway"}}}),
    )
}

fn details() -> Reply {
    Reply::Json(200, json!({"defaultLanguage": "en-US"}))
}

fn empty(status: u16) -> Reply {
    Reply::Text(status, "")
}

fn no(status: u16, code: &str, words: &str) -> Reply {
    Reply::Json(status, json!({"errorCode": code, "errorMessage": words}))
}

fn not_authorised() -> Reply {
    Reply::Json(403, json!({"Message": "Request is not authorized."}))
}

/// `PUT edits/…/apks/M1/replace`, without what every path has.
fn calls(asked: &[Asked]) -> Vec<String> {
    let base = format!("/api/appstore/v1/applications/{APP}/");
    asked
        .iter()
        .map(|asked| {
            let path = asked.path.replace(&base, "").replace(EDIT, "E");
            format!("{} {path}", asked.method)
        })
        .collect()
}
