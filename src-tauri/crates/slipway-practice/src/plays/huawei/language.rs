//! `app-language-info`: one language of the listing per call. This is where release notes go.

use serde_json::Value;

use super::{
    record::{Listing, Texts},
    ret::{INFO_UPDATE_FAILED, NO_SUCH_LANGUAGE, No, invalid},
};

/// Longest texts, in characters [official, 5 clients].
const LIMITS: [(&str, usize); 4] = [
    ("appName", 64),
    ("appDesc", 8000),
    ("briefInfo", 80),
    ("newFeatures", 500),
];

/// `PUT`: members not sent keep their value; a language that is new must bring its name. Returns the language.
pub(super) fn write(listing: &mut Listing, body: &Value) -> Result<String, No> {
    let lang = body
        .get("lang")
        .and_then(Value::as_str)
        .filter(|lang| !lang.is_empty())
        .ok_or_else(|| invalid("lang"))?;
    for (member, limit) in LIMITS {
        let text = sent(body, member)?.unwrap_or_default();
        if text.chars().count() > limit {
            return Err(No::business(
                INFO_UPDATE_FAILED,
                format!("{member} is invalid, length between 0 and {limit}"),
            ));
        }
    }
    let mut texts = listing.languages.get(lang).cloned().unwrap_or_default();
    let members = [
        ("appName", &mut texts.app_name),
        ("appDesc", &mut texts.app_desc),
        ("briefInfo", &mut texts.brief_info),
        ("newFeatures", &mut texts.new_features),
    ];
    for (member, place) in members {
        if let Some(text) = sent(body, member)? {
            *place = Some(text.to_owned());
        }
    }
    if texts.app_name.as_ref().is_none_or(String::is_empty) {
        return Err(No::business(INFO_UPDATE_FAILED, "appName cant be empty"));
    }
    listing.languages.insert(lang.to_owned(), texts);
    Ok(lang.to_owned())
}

/// `DELETE`: the default language cannot go.
pub(super) fn remove(listing: &mut Listing, lang: &str) -> Result<(), No> {
    if lang == listing.default_lang {
        return Err(No::business(
            INFO_UPDATE_FAILED,
            "the default language cannot be deleted",
        ));
    }
    let _: Texts = listing
        .languages
        .remove(lang)
        .ok_or_else(|| No::business(NO_SUCH_LANGUAGE, "language does not exist"))?;
    Ok(())
}

fn sent<'a>(body: &'a Value, member: &str) -> Result<Option<&'a str>, No> {
    match body.get(member) {
        None | Some(Value::Null) => Ok(None),
        Some(Value::String(text)) => Ok(Some(text)),
        Some(_) => Err(invalid(member)),
    }
}
