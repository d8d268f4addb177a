//! `update-file-info`: ties completed files to the app's draft. Files that are not mentioned stay as they are [official].
//! A package is judged here, against the app and its live version.

use std::collections::BTreeMap;

use jiff::Timestamp;
use serde_json::{Value, json};

use super::{
    answer::{self, No, Reply, bad_parameter},
    call::{self, Call, Stop, filled, integer},
    detail, picture, pull,
    record::{App, BoundFile, Version},
    review,
    slot::{APK, FileType, ICON, LANDSCAPE, PORTRAIT, Slot, Stored},
};
use crate::stage::Stage;

/// Screenshots of one language [official].
const SCREENSHOTS: std::ops::RangeInclusive<usize> = 3..=5;
/// Intro videos, landscape and portrait; a feature video and the header image that it needs [official].
const INTRO_LANDSCAPE: i64 = 10;
const INTRO_PORTRAIT: i64 = 11;
const FEATURE_VIDEO: i64 = 12;
const HEADER_IMAGE: i64 = 33;

/// One entry of `bindingFileList`, checked on its own.
struct Entry {
    file_type: FileType,
    object_id: i64,
    stored: Stored,
    language: Option<String>,
    order: Option<i64>,
}

/// Files of one type for one language, or for none.
type Groups = BTreeMap<(i64, Option<String>), Vec<Entry>>;

/// `POST /update-file-info`.
pub(super) fn bind(stage: &mut Stage<'_>, call: &Call) -> Result<Reply, Stop> {
    let mut app = call.app(stage)?;
    review::may_edit(&app)?;
    let list = call
        .body
        .get("bindingFileList")
        .and_then(Value::as_array)
        .filter(|list| !list.is_empty())
        .ok_or_else(|| bad_parameter("bindingFileList"))?;
    let apk_needs_language = call.ask.fault_is("apk-needs-language");
    let mut groups = Groups::new();
    for sent in list {
        let entry = entry(stage, &app, sent, apk_needs_language)?;
        let key = (entry.file_type.number, entry.language.clone());
        groups.entry(key).or_default().push(entry);
    }
    groups.values().try_for_each(|group| check_group(group))?;
    let apk = package(&app, &groups)?;
    let events = apply(&mut app, &groups, apk);
    check_orientation(&app, &groups)?;
    check_header(&app, &groups)?;
    call::save(stage, &app)?;
    stage.events(events)?;
    Ok(Reply::success())
}

fn entry(
    stage: &Stage<'_>,
    app: &App,
    sent: &Value,
    apk_needs_language: bool,
) -> Result<Entry, Stop> {
    let object_id = pull::object_id(sent)?;
    let slot = Slot::load(stage, object_id)?
        .filter(|slot| slot.app_id == app.id)
        .ok_or_else(|| No::business(answer::OBJECT_ID_UNKNOWN, "objectId does not exist"))?;
    let file_type = FileType::of(slot.wanted.file_type).ok_or_else(|| bad_parameter("fileType"))?;
    let stored = complete(slot, stage.now())?;
    let language = filled(sent.get("languageId")).map(str::to_owned);
    match &language {
        Some(language) if !app.languages.contains_key(language) => {
            return Err(answer::no_such_language(language).into());
        }
        // The table marks the APK as bound to a language; the documented example and 5 clients send none, and that works.
        None if file_type.per_language || (apk_needs_language && file_type.number == APK) => {
            return Err(No::business(answer::LANGUAGE_EMPTY, "languageId is empty").into());
        }
        _ => {}
    }
    let order = match sent.get("order") {
        None | Some(Value::Null) => None,
        value => Some(
            integer(value)
                .filter(|order| *order >= 0)
                .ok_or_else(|| bad_parameter("order"))?,
        ),
    };
    Ok(Entry {
        file_type,
        object_id,
        stored,
        language,
        order,
    })
}

/// What has arrived in that place.
fn complete(slot: Slot, now: Timestamp) -> Result<Stored, No> {
    let is_fetched = slot.pull.as_ref().is_none_or(|pull| pull.ready_at <= now);
    slot.stored.filter(|_| is_fetched).ok_or_else(|| {
        No::business(answer::UPLOAD_FAILED, "file upload failed").because("nothing was uploaded")
    })
}

/// Counts, orders and measures inside one group.
fn check_group(group: &[Entry]) -> Result<(), No> {
    let Some(first) = group.first() else {
        return Ok(());
    };
    let file_type = first.file_type;
    let allowed = match file_type.number {
        LANDSCAPE | PORTRAIT => SCREENSHOTS,
        ICON | APK | INTRO_LANDSCAPE | INTRO_PORTRAIT | FEATURE_VIDEO | HEADER_IMAGE => 1..=1,
        _ => 1..=usize::MAX,
    };
    if !allowed.contains(&group.len()) {
        return Err(file_type.refuse("the number of files does not fit"));
    }
    // Several files of one type are told apart by their order [official].
    if group.len() > 1 && group.iter().any(|entry| entry.order.is_none()) {
        return Err(bad_parameter("order is missing"));
    }
    let mut orders: Vec<_> = group.iter().map(|entry| entry.order).collect();
    orders.sort_unstable();
    orders.dedup();
    if orders.len() < group.len() {
        return Err(bad_parameter("order is not unique"));
    }
    let Some(wanted) = picture::wanted(file_type.number) else {
        return Ok(());
    };
    for entry in group {
        match entry.stored.sides {
            Some(sides) if sides == wanted => {}
            Some(_) => return Err(file_type.refuse("the picture has other measures")),
            None => return Err(file_type.refuse("the file is no picture")),
        }
    }
    Ok(())
}

/// The version of the APK among the files.
fn package(app: &App, groups: &Groups) -> Result<Option<Version>, No> {
    let mut apks = groups
        .values()
        .flatten()
        .filter(|entry| entry.file_type.number == APK);
    let Some(apk) = apks.next() else {
        return Ok(None);
    };
    if apks.next().is_some() {
        return Err(bad_parameter("more than one APK"));
    }
    let Some(facts) = &apk.stored.facts else {
        let why = apk.stored.flaw.as_deref().unwrap_or("it is no APK");
        return Err(
            No::business(answer::NOT_READABLE, "the package cannot be parsed").because(why),
        );
    };
    if facts.package != app.package {
        return Err(No::business(
            answer::OTHER_PACKAGE,
            "the package name differs from the app's",
        ));
    }
    // The same version code as the live one is let through: the rule is "at least" [official].
    if let Some(live) = &app.live
        && facts.version.code < live.code
    {
        return Err(No::business(
            answer::LOWER_VERSION,
            "the version is lower than the listed one",
        ));
    }
    // No code speaks of signers; 30007, "differs from earlier versions", comes nearest [inferred].
    if app.signer.is_some() && app.signer != facts.signer {
        return Err(No::business(
            answer::UNLIKE_EARLIER,
            "the package differs from those of earlier versions",
        )
        .because("another signer"));
    }
    Ok(Some(facts.version.clone()))
}

fn apply(app: &mut App, groups: &Groups, apk: Option<Version>) -> Vec<Value> {
    let mut events = Vec::new();
    app.draft.touched = true;
    for ((number, language), group) in groups {
        app.files
            .retain(|file| !is_replaced(file, *number, language));
        app.files.extend(group.iter().map(|entry| BoundFile {
            file_type: *number,
            url: detail::file_url(),
            sha256: entry.stored.sha256.clone(),
            language: language.clone(),
            order: entry.order,
        }));
        if *number == APK {
            events.extend(group.iter().map(|entry| {
                let code = apk.as_ref().map(|version| version.code);
                call::event(
                    "bound",
                    app,
                    json!({ "object": entry.object_id, "version_code": code }),
                )
            }));
            continue;
        }
        let place = language.as_deref().unwrap_or("basicInfo");
        app.draft.changed.insert(format!("{place}.files"));
        events.push(call::event(
            "listing",
            app,
            json!({ "lang": language, "members": ["files"], "file_type": number }),
        ));
    }
    app.draft.apk = apk.or(app.draft.apk.take());
    events
}

/// New screenshots take the place of those of the other orientation too: a language has one orientation only [official].
fn is_replaced(file: &BoundFile, number: i64, language: &Option<String>) -> bool {
    let same_type = match number {
        LANDSCAPE | PORTRAIT => matches!(file.file_type, LANDSCAPE | PORTRAIT),
        APK => return file.file_type == APK,
        number => file.file_type == number,
    };
    same_type && &file.language == language
}

/// Screenshots and intro video of a language must lie the same way: 20078 [official].
fn check_orientation(app: &App, groups: &Groups) -> Result<(), No> {
    for language in groups.keys().filter_map(|(_, language)| language.as_ref()) {
        let sent = |number| groups.contains_key(&(number, Some(language.clone())));
        let has = |number| has_file(app, number, language);
        let both_sent = sent(LANDSCAPE) && sent(PORTRAIT);
        let lies = has(LANDSCAPE) || has(INTRO_LANDSCAPE);
        let stands = has(PORTRAIT) || has(INTRO_PORTRAIT);
        if both_sent || (lies && stands) {
            return Err(No::business(
                answer::MIXED_ORIENTATION,
                "screenshots and video must have the same orientation",
            ));
        }
    }
    Ok(())
}

fn check_header(app: &App, groups: &Groups) -> Result<(), No> {
    for ((number, language), group) in groups {
        if let (FEATURE_VIDEO, Some(language), Some(first)) = (*number, language, group.first())
            && !has_file(app, HEADER_IMAGE, language)
        {
            return Err(first.file_type.refuse("a header image is needed with it"));
        }
    }
    Ok(())
}

fn has_file(app: &App, number: i64, language: &str) -> bool {
    app.files
        .iter()
        .any(|file| file.file_type == number && file.language.as_deref() == Some(language))
}
