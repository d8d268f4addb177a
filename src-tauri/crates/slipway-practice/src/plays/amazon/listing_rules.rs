//! What a listing must look like to be taken, and what a write changed or lost. Pure.

use serde_json::{Map, Value, json};

use super::{
    answer::{No, absent, invalid},
    record::Members,
};

/// Languages that clients name.
pub(super) const LANGUAGES: [&str; 12] = [
    "en-US", "en-GB", "en-AU", "en-IN", "de-DE", "fr-FR", "it-IT", "es-ES", "es-MX", "ja-JP",
    "pt-BR", "zh-CN",
];
/// Texts of a listing [3 clients, one verified live].
const TEXTS: [&str; 4] = [
    "title",
    "shortDescription",
    "fullDescription",
    "recentChanges",
];
/// Lists of texts of a listing [3 clients; `videos` official].
const LISTS: [&str; 3] = ["featureBullets", "keywords", "videos"];
/// Release notes, in characters [1 client]. Limits of other texts are not established, so none are enforced.
const LONGEST_NOTES: usize = 4000;

/// The listing of that language as it was sent, if the store takes it. Members that it does not know are kept.
pub(super) fn read(body: &Value, language: &str) -> Result<Members, No> {
    let sent = super::call::members(body)?;
    match sent.get("language") {
        None | Some(Value::Null) => {}
        Some(named) if named == language => {}
        Some(_) => return Err(invalid("language differs from the language in the path")),
    }
    for name in TEXTS {
        match sent.get(name) {
            None | Some(Value::Null | Value::String(_)) => {}
            Some(_) => return Err(invalid(format!("{name} is not a string"))),
        }
    }
    for name in LISTS {
        match sent.get(name) {
            None | Some(Value::Null) => {}
            Some(Value::Array(entries)) if entries.iter().all(Value::is_string) => {}
            Some(_) => return Err(invalid(format!("{name} is not a list of strings"))),
        }
    }
    let notes = sent.get("recentChanges").and_then(Value::as_str);
    if notes.is_some_and(|notes| notes.chars().count() > LONGEST_NOTES) {
        return Err(invalid("recentChanges is longer than 4000 characters"));
    }
    check_keywords(sent)?;
    let mut listing = Map::from_iter([("language".to_owned(), json!(language))]);
    listing.extend(
        sent.iter()
            .filter(|(name, _)| *name != "language")
            .map(|(name, value)| (name.clone(), value.clone())),
    );
    Ok(listing)
}

/// Present, and each of them one word [1 client].
fn check_keywords(sent: &Members) -> Result<(), No> {
    let keywords = sent
        .get("keywords")
        .and_then(Value::as_array)
        .ok_or_else(|| absent("keywords"))?;
    let is_word = |keyword: &Value| {
        let keyword = keyword.as_str().unwrap_or_default();
        !keyword.is_empty() && !keyword.contains(char::is_whitespace)
    };
    match keywords.iter().find(|keyword| !is_word(keyword)) {
        Some(keyword) => Err(No::bad(
            "SINGLE_WORD",
            format!("Keyword {keyword} must be a single word"),
        )),
        None => Ok(()),
    }
}

/// Members that are different now and still there.
pub(super) fn changed<'a>(before: &'a Members, after: &'a Members) -> Vec<&'a str> {
    after
        .iter()
        .filter(|(name, value)| !is_blank(Some(value)) && before.get(*name) != Some(*value))
        .map(|(name, _)| name.as_str())
        .collect()
}

/// Members that held something and do not any more.
pub(super) fn lost<'a>(before: &'a Members, after: &Members) -> Vec<&'a str> {
    before
        .iter()
        .filter(|(name, value)| !is_blank(Some(value)) && is_blank(after.get(*name)))
        .map(|(name, _)| name.as_str())
        .collect()
}

/// Absent, null, a text of blanks, or a list of nothing.
pub(super) fn is_blank(value: Option<&Value>) -> bool {
    match value {
        None | Some(Value::Null) => true,
        Some(Value::String(text)) => text.trim().is_empty(),
        Some(Value::Array(entries)) => entries.is_empty(),
        Some(_) => false,
    }
}

#[cfg(test)]
mod tests {
    use super::{Members, Value, changed, json, lost};

    fn object(value: Value) -> Members {
        value.as_object().unwrap().clone()
    }

    #[test]
    fn a_write_tells_what_it_changed_and_what_it_lost() {
        let before = object(json!({ "title": "A", "keywords": ["a"], "extra": 1, "empty": "" }));
        let after = object(json!({ "title": "B", "keywords": [], "empty": "", "new": "x" }));
        assert_eq!(changed(&before, &after), ["title", "new"]);
        assert_eq!(lost(&before, &after), ["keywords", "extra"]);
    }
}
