//! Handlers of the calls that find an app and read or write its listing. What they show and take is in `info.rs` and
//! `language.rs`.

use serde_json::{Value, json};

use super::{
    bind,
    call::{self, Call, Stop},
    info, language,
    record::{App, ReleaseType},
    ret::{self, Reply},
};
use crate::{plays::app, stage::Stage};

const LONGEST_QUESTION: usize = 4096;
const MOST_NAMES: usize = 50;

/// `GET /publish/v2/appid-list`. The key is lower-case `appids`; an unknown package leaves the list empty.
pub(super) fn find(stage: &mut Stage<'_>, call: &Call) -> Result<Reply, Stop> {
    let question = call.required("packageName")?;
    let names: Vec<&str> = question.split(',').collect();
    if question.chars().count() > LONGEST_QUESTION || names.len() > MOST_NAMES {
        return Err(ret::bad_query("packageName").into());
    }
    // 1 APK, 2 RPK, 8 EXE, 7 HarmonyOS; all apps of this team are Android apps.
    let wants_android = call
        .get("packageTypes")
        .is_none_or(|types| types.split(',').any(|kind| kind == "1"));
    let apps = app::load_all::<App>(stage)?;
    let found: Vec<Value> = apps
        .iter()
        .filter(|app| wants_android && names.contains(&app.package.as_str()) && has_package(app))
        .map(|app| json!({ "key": app.name(), "value": app.id }))
        .collect();
    Ok(Reply::success(json!({ "appids": found })))
}

/// An app that never had a package is not found by its name [inferred]; its App ID has to be typed.
fn has_package(app: &App) -> bool {
    app.live.is_some() || app.pending.is_some() || app.packages().next().is_some()
}

/// `GET /publish/v2/app-info`.
pub(super) fn show(stage: &mut Stage<'_>, call: &Call) -> Result<Reply, Stop> {
    let app = call.app(stage)?;
    let release_type = call.release_type()?;
    Ok(info::show(
        &app,
        release_type,
        call.get("lang"),
        stage.now(),
    ))
}

/// `PUT /publish/v2/app-info`.
pub(super) fn write(stage: &mut Stage<'_>, call: &Call) -> Result<Reply, Stop> {
    let (mut app, release_type) = editable(stage, call)?;
    let members = info::write(app.listing_mut(release_type), &call.body)?;
    keep(stage, &mut app)?;
    stage.event(call::event(
        "listing",
        &app,
        json!({ "release_type": release_type, "members": members }),
    ))?;
    Ok(Reply::success(json!({})))
}

/// `PUT /publish/v2/app-language-info`.
pub(super) fn write_language(stage: &mut Stage<'_>, call: &Call) -> Result<Reply, Stop> {
    let (mut app, release_type) = editable(stage, call)?;
    let lang = language::write(app.listing_mut(release_type), &call.body)?;
    keep(stage, &mut app)?;
    let others: Vec<&String> = call
        .body
        .as_object()
        .into_iter()
        .flat_map(serde_json::Map::keys)
        .filter(|member| !matches!(member.as_str(), "lang" | "newFeatures"))
        .collect();
    if !others.is_empty() {
        stage.event(call::event(
            "listing",
            &app,
            json!({ "release_type": release_type, "lang": lang, "members": others }),
        ))?;
    }
    if let Some(text) = call.body.get("newFeatures") {
        stage.event(call::event(
            "notes",
            &app,
            json!({ "release_type": release_type, "lang": lang, "text": text }),
        ))?;
    }
    Ok(Reply::success(json!({})))
}

/// `DELETE /publish/v2/app-language-info`.
pub(super) fn remove_language(stage: &mut Stage<'_>, call: &Call) -> Result<Reply, Stop> {
    let (mut app, release_type) = editable(stage, call)?;
    let lang = call.required("lang")?;
    language::remove(app.listing_mut(release_type), lang)?;
    keep(stage, &mut app)?;
    stage.event(call::event(
        "listing",
        &app,
        json!({ "release_type": release_type, "lang": lang, "members": ["removed"] }),
    ))?;
    Ok(Reply::success(json!({})))
}

/// `PUT /publish/v2/properties/gms`: whether the app needs Google's services, 0 or 1. No answer is known to show it again.
pub(super) fn write_gms(stage: &mut Stage<'_>, call: &Call) -> Result<Reply, Stop> {
    let mut app = call.app(stage)?;
    let needs = bind::number(call.body.get("needGms"))
        .filter(|needs| *needs <= 1)
        .ok_or_else(|| ret::invalid("needGms"))?;
    bind::may_edit(&app, ReleaseType::Full)?;
    keep(stage, &mut app)?;
    stage.event(call::event(
        "listing",
        &app,
        json!({ "members": ["needGms"], "needs_gms": needs == 1 }),
    ))?;
    Ok(Reply::success(json!({})))
}

fn editable(stage: &mut Stage<'_>, call: &Call) -> Result<(App, ReleaseType), Stop> {
    let app = call.app(stage)?;
    let release_type = call.release_type()?;
    bind::may_edit(&app, release_type)?;
    Ok((app, release_type))
}

fn keep(stage: &mut Stage<'_>, app: &mut App) -> Result<(), Stop> {
    app.updated_at = stage.now();
    Ok(call::save(stage, app)?)
}
