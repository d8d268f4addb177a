//! `app-file-info`: ties an uploaded object to the app's draft. A package is judged here as far as the store judges it at
//! this point; what it finds out later shows in the compile status.

use serde_json::{Value, json};

use super::{
    call::{self, Call, Stop},
    package::Package,
    pictures,
    record::{App, ReleaseType},
    ret::{self, No, Reply},
    review,
    terms::text,
    upload::{LONGEST_NAME, UPLOAD, Upload, suffix_of},
};
use crate::{plays::later, stage::Stage};

/// `fileType` of a package [official].
const PACKAGE: u64 = 5;
/// Packages that one draft takes. That there is a limit is known from an issue, its number is not.
const MOST_PACKAGES: usize = 10;
/// Longest `sensitivePermissionDesc`, in characters [official].
const LONGEST_REASON: usize = 2048;

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
        Some(kind @ (0..=4 | 6..=16)) => {
            pictures::bind(stage, call, app, release_type, kind, files)
        }
        _ => Err(ret::invalid("fileType").into()),
    }
}

/// Whether anything of this track may be changed now.
pub(super) fn may_edit(app: &App, release_type: ReleaseType) -> Result<(), No> {
    if app.pending.is_some() || app.pull.is_some() {
        return Err(ret::not_editable());
    }
    match release_type {
        ReleaseType::Phased if app.live.is_none() => Err(ret::no_full_version()),
        // While a phased release runs, the next version must be phased too [1 client].
        ReleaseType::Full if app.running().is_some() => Err(ret::not_editable()),
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
        && !app.listing(release_type).languages.contains_key(lang)
    {
        return Err(No::business(ret::NO_SUCH_LANGUAGE, "language does not exist").into());
    }
    check_reason(&call.body)?;
    let (mut bound, mut events) = (Vec::new(), Vec::new());
    for file in files {
        if app.draft(release_type).len() >= MOST_PACKAGES {
            return Err(refuse("the number of packages exceeds the upper limit").into());
        }
        let mut package = package(stage, call, &app, file)?;
        if call.ask.fault_is("compile-fail") {
            package.flaw = Some("a knob asked for it".to_owned());
        }
        bound.push(package.id.clone());
        events.push(bound_event(&app, release_type, &package));
        app.draft_mut(release_type).push(package);
    }
    app.updated_at = stage.now();
    call::save(stage, &app)?;
    stage.events(events)?;
    Ok(Reply::success(json!({ "pkgVersion": bound })))
}

fn bound_event(app: &App, release_type: ReleaseType, package: &Package) -> Value {
    let facts = package.facts.as_ref();
    call::event(
        "bound",
        app,
        json!({
            "object": package.object_id,
            "pkg_version": package.id,
            "release_type": release_type,
            "version_code": facts.map(|facts| facts.version_code),
            "flaw": package.flaw,
        }),
    )
}

fn package(stage: &mut Stage<'_>, call: &Call, app: &App, file: &Value) -> Result<Package, Stop> {
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
    // `releaseType=3` goes on every call of a phased chain [3 clients]. What the store says to a mixed one is not known.
    if upload.release_type != call.release_type()? {
        return Err(refuse("the object was reserved for another releaseType").into());
    }
    // An AAB needs App Signing switched on in AGC [1 client]. Apps of this world have it, unless a knob takes it away.
    if suffix == "aab" && call.ask.fault_is("app-signing-off") {
        return Err(refuse("add package failed, app bundle must do app signature").into());
    }
    if let Some(facts) = &stored.facts
        && facts.package != app.package
    {
        return Err(refuse("the package name is not the app's").into());
    }
    let ready_at = later(stage.now(), stage.paced(review::PROCESSING));
    Ok(Package::new(
        app,
        file_name,
        upload.object_id,
        stored,
        ready_at,
    ))
}

/// Why the app needs a sensitive permission, where that is said [official].
pub(super) fn check_reason(body: &Value) -> Result<(), No> {
    let member = "sensitivePermissionDesc";
    match text(body, member)? {
        Some(text) if text.chars().count() > LONGEST_REASON => Err(ret::invalid(member)),
        _ => Ok(()),
    }
}

/// Name and object of one entry of `files`.
fn names(file: &Value) -> Result<(&str, &str), No> {
    let object_id = object_of(file)?;
    let file_name = file
        .get("fileName")
        .and_then(Value::as_str)
        .filter(|name| !name.is_empty())
        .ok_or_else(|| ret::invalid("fileName"))?;
    let is_plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '_' | '-');
    if file_name.chars().count() > LONGEST_NAME || !file_name.chars().all(is_plain) {
        return Err(refuse("the file name is not valid"));
    }
    Ok((file_name, object_id))
}

/// The object of one entry. The answer of the old upload spells the key `fileDestUlr`; that spelling is empty here [2 clients].
pub(super) fn object_of(file: &Value) -> Result<&str, No> {
    file.get("fileDestUrl")
        .and_then(Value::as_str)
        .filter(|object_id| !object_id.is_empty())
        .ok_or_else(no_url)
}

fn no_url() -> No {
    refuse("The files url is empty.")
}

pub(super) fn refuse(msg: &str) -> No {
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
