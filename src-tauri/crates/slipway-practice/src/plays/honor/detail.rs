//! The two calls that find an app and show all of it: `get-app-id` and `get-app-detail`. Nothing is changed here.

use serde_json::{Map, Value, json};

use super::{
    answer::{self, No, Reply, bad_parameter},
    call::{Call, Stop},
    record::{App, BoundFile, Texts},
};
use crate::{
    plays::{app, draw},
    stage::Stage,
};

/// Packages in one question [official].
const MOST_PACKAGES: usize = 10;
/// Where bound files lie: a host of the family that clients know [inferred]. Nothing can be fetched there.
const FILES_HOST: &str = super::routes::UPLOAD_HOST;

/// `GET /get-app-id`. Packages that do not exist or are somebody else's are left out of the list [official].
pub(super) fn find(stage: &mut Stage<'_>, call: &Call) -> Result<Reply, Stop> {
    let question = call.get("pkgName").unwrap_or_default();
    if question.is_empty() {
        return Err(No::business(answer::PACKAGE_NAME_EMPTY, "pkgName is empty").into());
    }
    let names: Vec<&str> = question.split(',').collect();
    if names.len() > MOST_PACKAGES {
        return Err(bad_parameter("pkgName").into());
    }
    if !names.iter().all(|name| is_package_name(name)) {
        return Err(No::business(answer::ILLEGAL_PACKAGE_NAME, "illegal package name").into());
    }
    let found: Vec<Value> = app::load_all::<App>(stage)?
        .iter()
        .filter(|app| app.ours && names.contains(&app.package.as_str()))
        .map(|app| json!({ "appId": app.id, "packageName": app.package }))
        .collect();
    Ok(Reply::data(json!(found)))
}

fn is_package_name(name: &str) -> bool {
    let is_plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '_');
    !name.is_empty() && name.chars().all(is_plain)
}

/// `GET /get-app-detail`.
pub(super) fn show(stage: &mut Stage<'_>, call: &Call) -> Result<Reply, Stop> {
    let app = call.app(stage)?;
    let languages: Vec<Value> = app
        .languages
        .iter()
        .map(|(tag, texts)| language(tag, texts))
        .collect();
    let files: Vec<Value> = app.files.iter().map(file).collect();
    Ok(Reply::data(json!({
        "basicInfo": basics(&app),
        "languageInfo": languages,
        "publishInfo": app.published,
        "fileInfo": files,
        // Both are null when the first version was never approved [issue].
        "releaseInfo": {
            "versionName": app.live.as_ref().map(|version| &version.name),
            "versionCode": app.live.as_ref().map(|version| version.code),
        },
    })))
}

fn basics(app: &App) -> Value {
    let mut members = Map::from_iter([
        ("appId".to_owned(), json!(app.id)),
        ("packageName".to_owned(), json!(app.package)),
    ]);
    members.extend(app.basics.0.clone());
    Value::Object(members)
}

/// `briefIntro` and `newFeature` may be absent, the others not [official].
fn language(tag: &str, texts: &Texts) -> Value {
    let mut members = Map::from_iter([("languageId".to_owned(), json!(tag))]);
    for (name, text) in texts.members() {
        if !text.is_empty() || matches!(name, "appName" | "intro") {
            members.insert(name.to_owned(), json!(text));
        }
    }
    Value::Object(members)
}

fn file(file: &BoundFile) -> Value {
    let mut members = Map::from_iter([
        ("fileType".to_owned(), json!(file.file_type)),
        ("fileUrl".to_owned(), json!(file.url)),
        ("fileSha256".to_owned(), json!(file.sha256)),
    ]);
    if let Some(language) = &file.language {
        members.insert("languageId".to_owned(), json!(language));
    }
    if let Some(order) = file.order {
        members.insert("order".to_owned(), json!(order));
    }
    Value::Object(members)
}

/// A fresh address for a bound file.
pub(super) fn file_url() -> String {
    format!("https://{FILES_HOST}/files/{}", draw::hex(32))
}
