//! `app-info`: the answer that shows the newest and the live version side by side, and the partial write beside it.

use jiff::Timestamp;
use serde_json::{Map, Value, json};

use super::{
    bind::number,
    package::Compiled,
    record::{App, Listing, ReleaseType, Texts, Version},
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
        "languages": languages(app.listing(release_type), lang),
        "phasedReleaseInfo": phased(app, release_type),
    }))
}

fn app_info(app: &App, release_type: ReleaseType, state: State, now: Timestamp) -> Value {
    let listing = app.listing(release_type);
    let mut info = listing.info.clone();
    info.insert("releaseState".to_owned(), json!(state.number()));
    info.insert("defaultLang".to_owned(), json!(listing.default_lang));
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

fn languages(listing: &Listing, lang: Option<&str>) -> Value {
    listing
        .languages
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

/// `DRAFT` until it is out, then `RELEASE`, `SUSPEND` or `CANCEL`. A draft that was not submitted yet has no plan. A phased release that
/// is out shows on both tracks: it decides what the next upgrade may be [1 client].
fn phased(app: &App, release_type: ReleaseType) -> Value {
    let pending = review::on_track(app, release_type).and_then(|p| p.phased.as_ref());
    let has_draft = release_type == ReleaseType::Phased && !app.draft_phased.is_empty();
    let (state, terms) = match (pending, &app.rollout) {
        (Some(terms), _) => ("DRAFT", Some(terms)),
        (None, Some(rollout)) if rollout.is_running() || !has_draft => {
            (rollout.phase.word(), Some(&rollout.terms))
        }
        _ if has_draft => ("DRAFT", None),
        _ => return Value::Null,
    };
    let mut info = json!({ "state": state });
    if let Some(terms) = terms {
        info["phasedReleaseStartTime"] = json!(time::write(terms.start));
        info["phasedReleaseEndTime"] = json!(time::write(terms.end));
        info["phasedReleasePercent"] = json!(terms.percent);
        info["phasedReleaseDescription"] = json!(terms.description);
    }
    info
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

/// Members with few values, as number or text [official].
const CHOICES: [(&str, &[u64]); 3] = [
    ("appNetType", &[1, 2]),
    ("isFree", &[0, 1]),
    ("registeredIdType", &[1, 2, 3]),
];

/// `PUT app-info`: partial, only the members sent change. Returns the names of those, for the ledger.
pub(super) fn write(listing: &mut Listing, body: &Value) -> Result<Vec<String>, No> {
    let members = body.as_object().ok_or_else(|| invalid("body"))?;
    for (name, choices) in CHOICES {
        let value = members.get(name);
        if value.is_some() && !number(value).is_some_and(|value| choices.contains(&value)) {
            return Err(invalid(name));
        }
    }
    if let Some(lang) = members.get("defaultLang") {
        let known = lang
            .as_str()
            .filter(|lang| listing.languages.contains_key(*lang))
            .ok_or_else(|| {
                No::business(
                    INFO_UPDATE_FAILED,
                    "defaultLang is not a language of this app",
                )
            })?;
        listing.default_lang = known.to_owned();
    }
    let mut changed = Vec::new();
    for name in WRITABLE {
        let Some(value) = members.get(name) else {
            continue;
        };
        changed.push(name.to_owned());
        if name != "defaultLang" {
            listing.info.insert(name.to_owned(), value.clone());
        }
    }
    Ok(changed)
}
