//! `app-info`: the answer that shows the newest and the live version side by side, and the partial write beside it.

use jiff::Timestamp;
use serde_json::{Map, Value, json};

use super::{
    record::{App, Compiled, ReleaseType, Texts, Version},
    ret::{INFO_UPDATE_FAILED, No, Reply, invalid},
    review::{self, State},
    time,
};

/// `GET app-info`: `lang` narrows `languages`; `releaseType` chooses the track [official, 5 clients].
pub(super) fn show(
    app: &App,
    release_type: ReleaseType,
    lang: Option<&str>,
    now: Timestamp,
) -> Reply {
    let state = review::state(app, release_type, now);
    Reply::success(json!({
        "appInfo": app_info(app, release_type, state, now),
        "auditInfo": audit_info(app, release_type, state),
        "languages": languages(app, lang),
        "phasedReleaseInfo": phased(app, release_type),
    }))
}

fn app_info(app: &App, release_type: ReleaseType, state: State, now: Timestamp) -> Value {
    let mut info = app.info.clone();
    info.insert("releaseState".to_owned(), json!(state.number()));
    info.insert("defaultLang".to_owned(), json!(app.default_lang));
    info.insert("updateTime".to_owned(), json!(time::write(app.updated_at)));
    // A draft without a finished package has no version at all [1 client].
    if let Some(version) = newest(app, release_type, state, now) {
        info.insert("versionNumber".to_owned(), json!(version.name));
        info.insert("versionCode".to_owned(), json!(version.code));
        info.insert("versionId".to_owned(), json!(version.id));
    }
    if let Some(live) = &app.live {
        info.insert("onShelfVersionNumber".to_owned(), json!(live.name));
        info.insert("onShelfVersionCode".to_owned(), json!(live.code));
        info.insert("onShelfVersionId".to_owned(), json!(live.id));
    }
    let release_time = review::on_track(app, release_type).and_then(|pending| pending.release_time);
    if let Some(release_time) = release_time {
        info.insert("releaseTime".to_owned(), json!(time::write(release_time)));
    }
    Value::Object(info)
}

/// The unprefixed version: the newest submitted or drafted one.
fn newest(app: &App, release_type: ReleaseType, state: State, now: Timestamp) -> Option<Version> {
    if let Some(pending) = review::on_track(app, release_type) {
        return Some(pending.version.clone());
    }
    match state {
        State::Draft => app
            .draft(release_type)
            .iter()
            .filter(|package| package.compiled(now) == Compiled::Ready)
            .filter_map(|package| {
                let facts = package.facts.as_ref()?;
                Some(Version {
                    code: facts.version_code,
                    name: facts.version_name.clone(),
                    id: package.id.clone(),
                })
            })
            .max_by_key(|version| version.code),
        State::FirstRejected | State::UpdateRejected => {
            review::rejection_on_track(app, release_type).map(|rejected| rejected.version.clone())
        }
        _ => match (release_type, &app.rollout) {
            (ReleaseType::Phased, Some(rollout)) => Some(rollout.version.clone()),
            _ => app.live.clone(),
        },
    }
}

fn audit_info(app: &App, release_type: ReleaseType, state: State) -> Value {
    let opinion = match state {
        State::FirstRejected | State::UpdateRejected => {
            review::rejection_on_track(app, release_type).map(|rejected| rejected.opinion.as_str())
        }
        _ => None,
    };
    json!({ "auditOpinion": opinion.unwrap_or_default() })
}

fn languages(app: &App, lang: Option<&str>) -> Value {
    app.languages
        .iter()
        .filter(|(tag, _)| lang.is_none_or(|wanted| wanted == tag.as_str()))
        .map(|(tag, texts)| language(tag, texts))
        .collect()
}

fn language(tag: &str, texts: &Texts) -> Value {
    let mut members = Map::new();
    members.insert("lang".to_owned(), json!(tag));
    let texts = [
        ("appName", &texts.app_name),
        ("appDesc", &texts.app_desc),
        ("briefInfo", &texts.brief_info),
        ("newFeatures", &texts.new_features),
    ];
    for (name, text) in texts {
        if let Some(text) = text {
            members.insert(name.to_owned(), json!(text));
        }
    }
    members.insert("deviceMaterials".to_owned(), json!([]));
    Value::Object(members)
}

/// `phasedReleaseInfo.state`: `DRAFT` before the shelf, then `RELEASE` or `SUSPEND`.
fn phased(app: &App, release_type: ReleaseType) -> Value {
    let pending = review::on_track(app, release_type).and_then(|p| p.phased.as_ref());
    let (state, terms) = match (pending, &app.rollout) {
        (Some(terms), _) => ("DRAFT", terms),
        (None, Some(rollout)) if rollout.suspended => ("SUSPEND", &rollout.terms),
        (None, Some(rollout)) => ("RELEASE", &rollout.terms),
        (None, None) => return Value::Null,
    };
    json!({
        "state": state,
        "phasedReleaseStartTime": time::write(terms.start),
        "phasedReleaseEndTime": time::write(terms.end),
        "phasedReleasePercent": terms.percent,
        "phasedReleaseDescription": terms.description,
    })
}

/// Members that `PUT app-info` is known to take.
const WRITABLE: [&str; 18] = [
    "privacyPolicy",
    "defaultLang",
    "childType",
    "grandChildType",
    "appNetType",
    "isFree",
    "price",
    "priceDetail",
    "publishCountry",
    "isAppForcedUpdate",
    "hispaceAutoDown",
    "deviceTypeInfo",
    "registeredDclType",
    "registeredEntity",
    "registeredEntityName",
    "registeredIdType",
    "registeredIdNumber",
    "newFeatures",
];

/// `PUT app-info`: partial, only the members sent change. Returns the names of those, for the ledger.
pub(super) fn write(app: &mut App, body: &Value, now: Timestamp) -> Result<Vec<String>, No> {
    let members = body.as_object().ok_or_else(|| invalid("body"))?;
    if let Some(lang) = members.get("defaultLang") {
        let known = lang
            .as_str()
            .filter(|lang| app.languages.contains_key(*lang))
            .ok_or_else(|| {
                No::business(
                    INFO_UPDATE_FAILED,
                    "defaultLang is not a language of this app",
                )
            })?;
        app.default_lang = known.to_owned();
    }
    let mut changed = Vec::new();
    for name in WRITABLE {
        let Some(value) = members.get(name) else {
            continue;
        };
        changed.push(name.to_owned());
        if name != "defaultLang" {
            app.info.insert(name.to_owned(), value.clone());
        }
    }
    app.updated_at = now;
    Ok(changed)
}
