//! `update-language-info`: the texts of the listing, entry by entry, each written whole. Its two traps are played to the letter:
//! a language that is not in the list is deleted unless `setAll` is 0, and a text that is not sent becomes blank.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use super::{
    answer::{self, No, Reply, bad_parameter},
    call::{self, Call, Stop, filled},
    record::{App, Texts},
    review,
};
use crate::stage::Stage;

/// Longest texts in characters [official].
const LONGEST_INTRO: usize = 8000;
const LONGEST_BRIEF_INTRO: usize = 80;
const LONGEST_NOTES: usize = 500;
/// 15 Chinese or 30 other characters [official]: a Chinese one counts twice.
const WIDEST_NAME: usize = 30;
/// One client pads shorter notes; whether the store refuses them is not established.
const SHORTEST_NOTES: usize = 3;

/// `POST /update-language-info`.
pub(super) fn write(stage: &mut Stage<'_>, call: &Call) -> Result<Reply, Stop> {
    let mut app = call.app(stage)?;
    review::may_edit(&app)?;
    // The default deletes [official].
    let deletes_others = match call.body.get("setAll") {
        None | Some(Value::Null) => true,
        Some(value) => match value.as_i64() {
            Some(0) => false,
            Some(1) => true,
            _ => return Err(bad_parameter("setAll").into()),
        },
    };
    let list = call
        .body
        .get("languageInfoList")
        .and_then(Value::as_array)
        .filter(|list| !list.is_empty())
        .ok_or_else(|| bad_parameter("languageInfoList"))?;
    let mut sent = BTreeMap::new();
    for entry in list {
        let (language, texts) = read(entry)?;
        if sent.insert(language, texts).is_some() {
            return Err(bad_parameter("languageId is not unique").into());
        }
    }
    let events = apply(&mut app, sent, deletes_others);
    call::save(stage, &app)?;
    stage.events(events)?;
    Ok(Reply::success())
}

/// One entry, as it will stand: what is not sent is blank.
fn read(entry: &Value) -> Result<(String, Texts), No> {
    let language = filled(entry.get("languageId"))
        .ok_or_else(|| No::business(answer::LANGUAGE_EMPTY, "languageId is empty"))?;
    let texts = Texts {
        app_name: text(entry, "appName", answer::BAD_APP_NAME)?,
        intro: text(entry, "intro", answer::BAD_INTRO)?,
        brief_intro: text(entry, "briefIntro", answer::BAD_BRIEF_INTRO)?,
        new_feature: text(entry, "newFeature", answer::BAD_NOTES)?,
    };
    if texts.app_name.trim().is_empty() || width(&texts.app_name) > WIDEST_NAME {
        return Err(No::business(answer::BAD_APP_NAME, "app name format error"));
    }
    if texts.intro.trim().is_empty() {
        return Err(intro_empty());
    }
    for (code, text, longest) in [
        (answer::BAD_INTRO, &texts.intro, LONGEST_INTRO),
        (
            answer::BAD_BRIEF_INTRO,
            &texts.brief_intro,
            LONGEST_BRIEF_INTRO,
        ),
        (answer::BAD_NOTES, &texts.new_feature, LONGEST_NOTES),
    ] {
        if text.chars().count() > longest {
            return Err(No::business(
                code,
                format!("longer than {longest} characters"),
            ));
        }
    }
    Ok((language.to_owned(), texts))
}

/// 20076 with these very words [measured by 1 client].
pub(super) fn intro_empty() -> No {
    No::business(answer::INTRO_EMPTY, "app introduction is empty")
}

fn text(entry: &Value, member: &str, code: u32) -> Result<String, No> {
    match entry.get(member) {
        None | Some(Value::Null) => Ok(String::new()),
        Some(Value::String(text)) => Ok(text.clone()),
        Some(_) => Err(No::business(code, format!("{member} format error"))),
    }
}

/// Characters, those outside ASCII counted twice.
fn width(name: &str) -> usize {
    name.chars().map(|c| if c.is_ascii() { 1 } else { 2 }).sum()
}

fn apply(app: &mut App, sent: BTreeMap<String, Texts>, deletes_others: bool) -> Vec<Value> {
    let mut events = Vec::new();
    app.draft.touched = true;
    if deletes_others {
        events.extend(delete_others(app, &sent));
    }
    for (language, texts) in sent {
        events.extend(note(app, &language, &texts.new_feature));
        events.extend(replace(app, language, texts));
    }
    events
}

/// Keeps what the submission will say about release notes.
fn note(app: &mut App, language: &str, text: &str) -> Vec<Value> {
    if text.trim().is_empty() {
        app.draft.notes.remove(language);
        return Vec::new();
    }
    app.draft.notes.insert(language.to_owned(), text.to_owned());
    let mut events = vec![call::event(
        "notes",
        app,
        json!({ "lang": language, "text": text }),
    )];
    if text.chars().count() < SHORTEST_NOTES {
        events.push(json!({ "event": "warning", "what": "notes of fewer than 3 characters" }));
    }
    events
}

fn delete_others(app: &mut App, sent: &BTreeMap<String, Texts>) -> Option<Value> {
    let gone: Vec<String> = app
        .languages
        .keys()
        .filter(|language| !sent.contains_key(*language))
        .cloned()
        .collect();
    for language in &gone {
        app.languages.remove(language);
        app.draft.notes.remove(language);
        app.draft.lost.insert(language.clone());
    }
    app.files.retain(|file| {
        file.language
            .as_ref()
            .is_none_or(|language| !gone.contains(language))
    });
    (!gone.is_empty()).then(|| {
        call::event(
            "listing",
            app,
            json!({ "members": ["languages"], "lost": gone }),
        )
    })
}

/// Writes one language whole. The event names what differs now; release notes are not listing.
fn replace(app: &mut App, language: String, texts: Texts) -> Option<Value> {
    let is_new = !app.languages.contains_key(&language);
    let before = app.languages.get(&language).cloned().unwrap_or_default();
    let mut changed = Vec::new();
    let mut lost = Vec::new();
    for ((member, old), (_, new)) in before.members().into_iter().zip(texts.members()) {
        if old == new {
            continue;
        }
        let place = format!("{language}.{member}");
        if new.trim().is_empty() {
            lost.push(member);
            app.draft.lost.insert(place.clone());
        } else {
            app.draft.lost.remove(&place);
        }
        if member != "newFeature" {
            changed.push(member);
            app.draft.changed.insert(place);
        }
    }
    app.draft.lost.remove(&language);
    app.languages.insert(language.clone(), texts);
    (!changed.is_empty() || !lost.is_empty()).then(|| {
        call::event(
            "listing",
            app,
            json!({ "lang": language, "members": changed, "lost": lost, "new": is_new }),
        )
    })
}
