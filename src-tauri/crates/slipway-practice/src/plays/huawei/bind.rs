//! `app-file-info`: ties an uploaded object to the app's draft. A package is judged here as far as the store judges it at
//! this point; what it finds out later shows in the compile status.

use serde_json::{Value, json};

use super::{
    call::{self, Call, Stop},
    record::{App, Package, ReleaseType},
    ret::{self, No, Reply},
    review,
    upload::{LONGEST_NAME, Stored, UPLOAD, Upload, suffix_of},
};
use crate::{
    plays::{draw, later},
    stage::Stage,
};

/// `fileType` of a package [official].
const PACKAGE: u64 = 5;
/// Packages that one draft takes. That there is a limit is known from an issue, its number is not.
const MOST_PACKAGES: usize = 10;

/// `PUT /publish/v2/app-file-info`.
pub(super) fn bind(stage: &mut Stage<'_>, call: &Call) -> Result<Reply, Stop> {
    let app = call.app(stage)?;
    let release_type = call.release_type()?;
    may_edit(&app, release_type)?;
    let files = call
        .body
        .get("files")
        .and_then(Value::as_array)
        .filter(|files| !files.is_empty())
        .ok_or_else(no_url)?;
    match number(call.body.get("fileType")) {
        Some(PACKAGE) => bind_package(stage, call, app, release_type, files),
        Some(0..=4) => bind_pictures(stage, call, app, files),
        _ => Err(ret::invalid("fileType").into()),
    }
}

/// Whether anything of this track may be changed now.
pub(super) fn may_edit(app: &App, release_type: ReleaseType) -> Result<(), No> {
    if app.pending.is_some() {
        return Err(ret::not_editable());
    }
    match release_type {
        ReleaseType::Phased if app.live.is_none() => Err(ret::no_full_version()),
        // While a phased release runs, the next version must be phased too [1 client].
        ReleaseType::Full if app.rollout.is_some() => Err(ret::not_editable()),
        _ => Ok(()),
    }
}

fn bind_package(
    stage: &mut Stage<'_>,
    call: &Call,
    mut app: App,
    release_type: ReleaseType,
    files: &[Value],
) -> Result<Reply, Stop> {
    // Huawei: a package takes no `lang`; one that the app does not have breaks the call [issue].
    if let Some(lang) = call.body.get("lang").and_then(Value::as_str)
        && !app.languages.contains_key(lang)
    {
        return Err(No::business(ret::NO_SUCH_LANGUAGE, "language does not exist").into());
    }
    let mut bound = Vec::new();
    for file in files {
        if app.draft(release_type).len() >= MOST_PACKAGES {
            return Err(refuse("the number of packages exceeds the upper limit").into());
        }
        let mut package = package(stage, &app, file)?;
        if call.ask.fault_is("compile-fail") {
            package.flaw = Some("a knob asked for it".to_owned());
        }
        bound.push(package.id.clone());
        stage.event(bound_event(&app, &package))?;
        app.draft_mut(release_type).push(package);
    }
    app.updated_at = stage.now();
    call::save(stage, &app)?;
    Ok(Reply::success(json!({ "pkgVersion": bound })))
}

fn bound_event(app: &App, package: &Package) -> Value {
    let facts = package.facts.as_ref();
    call::event(
        "bound",
        app,
        json!({
            "object": package.object_id,
            "pkg_version": package.id,
            "version_code": facts.map(|facts| facts.version_code),
            "flaw": package.flaw,
        }),
    )
}

fn package(stage: &mut Stage<'_>, app: &App, file: &Value) -> Result<Package, Stop> {
    let (file_name, object_id) = names(file)?;
    let upload = stage.get::<Upload>(UPLOAD, object_id)?;
    let Some(upload) = upload.filter(|upload| upload.app_id == app.id) else {
        return Err(match object_id.starts_with("http") {
            // Accepted with HTTP 200 and then refused with these words [1 client, verified live].
            true => refuse("add package failed, additional msg is [fileURLToDb Exception]"),
            false => refuse("the object does not exist"),
        }
        .into());
    };
    let stored = upload
        .stored
        .ok_or_else(|| refuse("the object was never uploaded"))?;
    let suffix = suffix_of(file_name)?;
    if !upload.object_id.ends_with(&format!(".{suffix}")) {
        return Err(refuse("0x0c3c0063:pkg type not match with objectId suffix").into());
    }
    if suffix == "aab" {
        return Err(refuse("app bundle must do app signature").into());
    }
    if let Some(facts) = &stored.facts
        && facts.package != app.package
    {
        return Err(refuse("the package name is not the app's").into());
    }
    Ok(Package {
        id: draw::digits(19),
        file_name: file_name.to_owned(),
        object_id: upload.object_id,
        size: stored.bytes,
        flaw: flaw(app, &stored),
        facts: stored.facts,
        ready_at: later(stage.now(), stage.paced(review::PROCESSING)),
        asked: false,
    })
}

/// What processing will find.
fn flaw(app: &App, stored: &Stored) -> Option<String> {
    let Some(facts) = &stored.facts else {
        let why = stored.flaw.as_deref().unwrap_or("not an APK");
        return Some(format!("not readable: {why}"));
    };
    let highest = app.highest_released()?;
    (facts.version_code <= highest).then(|| {
        format!(
            "version code {} is not higher than {highest}",
            facts.version_code
        )
    })
}

/// Name and object of one entry of `files`.
fn names(file: &Value) -> Result<(&str, &str), No> {
    let member = |name: &str| {
        file.get(name)
            .and_then(Value::as_str)
            .filter(|text| !text.is_empty())
    };
    // The answer of the old upload spells the key `fileDestUlr`; that spelling is empty here [2 clients].
    let object_id = member("fileDestUrl").ok_or_else(no_url)?;
    let file_name = member("fileName").ok_or_else(|| ret::invalid("fileName"))?;
    let is_plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '_' | '-');
    if file_name.chars().count() > LONGEST_NAME || !file_name.chars().all(is_plain) {
        return Err(refuse("the file name is not valid"));
    }
    Ok((file_name, object_id))
}

/// Icons and screenshots: they belong to a language and replace what was there [2 clients].
fn bind_pictures(
    stage: &mut Stage<'_>,
    call: &Call,
    mut app: App,
    files: &[Value],
) -> Result<Reply, Stop> {
    let lang = call
        .body
        .get("lang")
        .and_then(Value::as_str)
        .ok_or_else(|| ret::invalid("lang"))?;
    if !app.languages.contains_key(lang) {
        return Err(No::business(ret::NO_SUCH_LANGUAGE, "language does not exist").into());
    }
    for file in files {
        let object_id = file
            .get("fileDestUrl")
            .and_then(Value::as_str)
            .ok_or_else(no_url)?;
        let upload = stage.get::<Upload>(UPLOAD, object_id)?;
        if !upload.is_some_and(|upload| upload.app_id == app.id && upload.stored.is_some()) {
            return Err(refuse("the object was never uploaded").into());
        }
    }
    app.updated_at = stage.now();
    call::save(stage, &app)?;
    stage.event(call::event(
        "listing",
        &app,
        json!({ "lang": lang, "members": ["files"] }),
    ))?;
    Ok(Reply::success(json!({})))
}

fn no_url() -> No {
    refuse("The files url is empty.")
}

fn refuse(msg: &str) -> No {
    No::business(ret::ADD_PACKAGE_FAILED, msg)
}

/// A number, also as text [tolerated].
pub(super) fn number(value: Option<&Value>) -> Option<u64> {
    match value? {
        Value::Number(number) => number.as_u64(),
        Value::String(text) => text.parse().ok(),
        _ => None,
    }
}
