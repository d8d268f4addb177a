//! `app/info` and `app/multi-info`: the newest version's record with everything that an update has to send back. Numbers are texts
//! mostly, absent values null or empty, and some values are as untidy as the real ones [recorded].

use jiff::Timestamp;
use serde_json::{Map, Value, json};

use super::{
    adopt,
    answer::Refusal,
    call::{self, Call, Stop},
    fields::slots,
    files,
    record::{App, Listing, Package, Standing, Version},
    review,
    status::Status,
    time, trouble,
};
use crate::{error::WorldError, stage::Stage};

/// `GET /resource/v1/app/info`.
pub(super) fn show(stage: &mut Stage<'_>, call: &Call) -> Result<Value, Stop> {
    let app = troubled(stage, call)?;
    let now = stage.now();
    let version = match call.params.text("version_code") {
        "" => app.newest(now),
        _ => {
            let code = call.number("version_code", "版本号")?;
            let shown = app.versions.iter().filter(|known| known.visible_at <= now);
            let wanted = shown.rev().find(|known| known.code == code);
            Some(wanted.ok_or_else(|| Refusal::no_such_version(format!("no version {code}")))?)
        }
    };
    Ok(Value::Object(record(stage, &app, version)?))
}

/// `GET /resource/v1/app/multi-info`. Its answer about an app of single packages is not established; here it has the same form.
pub(super) fn show_many(stage: &mut Stage<'_>, call: &Call) -> Result<Value, Stop> {
    let app = troubled(stage, call)?;
    let now = stage.now();
    let mut data = record(stage, &app, app.newest(now))?;
    let mut by_code = Map::new();
    for version in app.versions.iter().filter(|known| known.visible_at <= now) {
        let mut members = of_version(Some(version));
        members.extend(of_listing(stage, &version.listing)?);
        members.extend(of_status(&app, Some(version), now));
        by_code.insert(version.code.to_string(), Value::Object(members));
    }
    data.insert("apk_info".to_owned(), Value::Object(by_code));
    Ok(Value::Object(data))
}

/// The app, with the trouble that a knob puts on its record to stay.
fn troubled(stage: &mut Stage<'_>, call: &Call) -> Result<App, Stop> {
    let mut app = call.app(stage)?;
    if let Some(name) = call.ask.fault.as_deref()
        && trouble::put_on(stage, &mut app, name)?
    {
        call::save(stage, &app)?;
    }
    Ok(app)
}

fn record(
    stage: &Stage<'_>,
    app: &App,
    version: Option<&Version>,
) -> Result<Map<String, Value>, WorldError> {
    let listing = version.map_or(&app.draft, |version| &version.listing);
    let mut data = of_app(app, version);
    data.extend(of_version(version));
    data.extend(of_listing(stage, listing)?);
    data.extend(of_status(app, version, stage.now()));
    Ok(data)
}

fn of_app(app: &App, version: Option<&Version>) -> Map<String, Value> {
    let sign = version.and_then(|version| version.signer_md5.as_deref());
    members(json!({
        "app_id": app.id,
        "pkg_name": app.package,
        "type": app.sort as u8,
        "dev_id": app.dev_id,
        "app_key": app.app_key,
        "sign": sign.unwrap_or_default(),
        "app_type": "1",
        "app_real_type": "1",
        "is_business": "0",
        "game_type": null,
        "business_qq": null,
        "business_position": "",
        "business_address": "",
    }))
}

fn of_version(version: Option<&Version>) -> Map<String, Value> {
    let Some(version) = version else {
        return members(json!({
            "version_id": null, "version_code": "0", "version_name": "", "apk_url": "", "apk_full_url": "",
            "apk_size": "0", "apk_md5": "", "online_type": "1", "sche_online_time": null,
        }));
    };
    let package = version.packages.first();
    let text = |part: &dyn Fn(&Package) -> String| package.map_or_else(String::new, part);
    let url = text(&|package| package.url.clone());
    let path = url::Url::parse(&url).map_or_else(|_| String::new(), |url| url.path().to_owned());
    let created_at = time::write(version.created_at);
    let (online_type, at) = match version.online_at {
        Some(time) => ("2", Some(time::write(time))),
        None => ("1", None),
    };
    members(json!({
        "version_id": version.id,
        "version_code": version.code.to_string(),
        "version_name": version.name,
        "version_type": "0",
        "apk_url": path,
        "apk_full_url": url,
        "apk_size": text(&|package| package.bytes.to_string()),
        "apk_md5": text(&|package| package.md5.clone()),
        "header_md5": null,
        "create_time": created_at,
        "update_time": created_at,
        "version_device": "",
        "online_type": online_type,
        "sche_online_time": at,
    }))
}

fn of_listing(stage: &Stage<'_>, listing: &Listing) -> Result<Map<String, Value>, WorldError> {
    let mut data = Map::new();
    for (name, value) in listing {
        data.insert(name.clone(), json!(value));
    }
    let value = |name: &str| listing.get(name).map_or("", String::as_str);
    data.insert(
        "ver_second_category_id".to_owned(),
        json!(value("second_category_id")),
    );
    data.insert(
        "ver_third_category_id".to_owned(),
        json!(value("third_category_id")),
    );
    // A list that ends in a comma is really returned [1 client].
    if !value("pic_url").is_empty() {
        data.insert(
            "pic_url".to_owned(),
            json!(format!("{},", value("pic_url"))),
        );
    }
    let icon = files::find(stage, value("icon_url"))?;
    data.insert("icon_md5".to_owned(), json!(icon.map(|icon| icon.md5)));
    for (name, of) in [
        ("pic_url_material", "pic_url"),
        ("landscape_pic_url_material", "landscape_pic_url"),
    ] {
        data.insert(name.to_owned(), materials(stage, value(of))?);
    }
    // Null for apps; games have a list here [recorded].
    if value("customer_contact").is_empty() {
        data.insert("customer_contact".to_owned(), Value::Null);
    }
    for name in ["video_pic_url", "cover_url"] {
        data.insert(name.to_owned(), json!(""));
    }
    Ok(data)
}

/// Sizes are texts, unlike in the upload's answer [recorded].
fn materials(stage: &Stage<'_>, list: &str) -> Result<Value, WorldError> {
    let mut materials = Vec::new();
    for url in slots(list) {
        if let Some(stored) = files::find(stage, url)? {
            let side = |of: fn(&crate::plays::picture::Picture) -> u32| {
                stored.picture.as_ref().map_or(0, of).to_string()
            };
            materials.push(json!({
                "url": url,
                "md5": stored.md5,
                "size": stored.bytes.to_string(),
                "width": side(|picture| picture.width),
                "height": side(|picture| picture.height),
            }));
        }
    }
    Ok(Value::Array(materials))
}

fn of_status(app: &App, version: Option<&Version>, now: Timestamp) -> Map<String, Value> {
    let status = Status::of(app, version, now);
    let rejection = match version.map(|version| &version.standing) {
        Some(Standing::Rejected(rejection)) => Some(rejection),
        _ => None,
    };
    // That the field is there is recorded, what stands in it is not: here the address of a picture.
    let evidence = rejection
        .filter(|why| why.reason != review::WITHDRAWN)
        .map(|_| files::address(&adopt::evidence_path(&app.id)));
    let reasons: Vec<Value> = rejection
        .iter()
        .map(|why| json!({ "reason": why.reason, "advice": why.advice }))
        .collect();
    let since = version.and_then(online_since);
    let on_shelf: Vec<Value> = app
        .live()
        .into_iter()
        .map(|live| {
            json!({ "version_id": live.id, "online_time": online_since(live), "offline_time": null, "online_state": "1" })
        })
        .collect();
    let frozen = |words: &'static str| app.frozen.then_some(words);
    let mut data = members(json!({
        "audit_status": status.number(),
        "audit_status_name": status.label(),
        "old_audit_status": if app.live().is_some() { "111" } else { "0" },
        "change_state": "0",
        "state": if app.live().is_some() { "1" } else { "0" },
        "refuse_reason": rejection.map_or("", |why| &why.reason),
        "refuse_advice": rejection.map_or("", |why| &why.advice),
        "refuse_file": evidence.unwrap_or_default(),
        "refuse_reason_with_sugg": reasons,
        "business_refuse_reason": null,
        "revoke": 0,
        "update_info_check": u8::from(app.listing_change.is_some()),
        "is_freeze": if app.frozen { "1" } else { "0" },
        "freeze_reason": frozen("应用被多名用户投诉"),
        "freeze_advice": frozen("请联系平台客服"),
        "online_time": since,
        "offline_time": null,
        "online_info_offline_apply": on_shelf,
    }));
    // Documented [official copy] and absent from the recorded reply: clients must live with both.
    let rollout = match app.staged {
        true => json!({ "release_type": "2", "release_status": "1", "release_over_type": "1" }),
        false => json!({ "release_type": "1", "release_status": "0", "release_over_type": null }),
    };
    data.extend(members(rollout));
    data
}

fn online_since(version: &Version) -> Option<String> {
    match version.standing {
        Standing::Live { since } => Some(time::write(since)),
        _ => None,
    }
}

fn members(value: Value) -> Map<String, Value> {
    match value {
        Value::Object(members) => members,
        _ => Map::new(),
    }
}
