//! The packages of an Edit as Amazon lists them, and which of them a new one takes the place of. The list names no ABI, so where there
//! are several a person must say.

use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::lenient;

/// `{"versionCode", "id", "name": "APK1"}` [2 clients].
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub(super) struct Apk {
    #[serde(deserialize_with = "lenient::text")]
    pub(super) id: Option<String>,
    #[serde(deserialize_with = "lenient::version")]
    pub(super) version_code: Option<u64>,
    #[serde(deserialize_with = "lenient::text")]
    pub(super) name: Option<String>,
}

impl Apk {
    pub(super) fn id(&self) -> &str {
        self.id.as_deref().unwrap_or_default()
    }

    fn shown(&self) -> String {
        let code = self
            .version_code
            .map_or_else(|| "?".to_owned(), |code| code.to_string());
        match &self.name {
            Some(name) => format!("{name} ({code})"),
            None => format!("{} ({code})", self.id()),
        }
    }

    fn is_called(&self, word: &str) -> bool {
        let code = self.version_code.map(|code| code.to_string());
        self.id() == word
            || code.as_deref() == Some(word)
            || self
                .name
                .as_deref()
                .is_some_and(|name| name.eq_ignore_ascii_case(word))
    }
}

/// The list, in its own order. A single object is read too: it is what the calls for one package answer.
pub(super) fn read(body: &Value) -> Vec<Apk> {
    let entries = match body {
        Value::Array(entries) => entries.as_slice(),
        Value::Object(_) => std::slice::from_ref(body),
        _ => &[],
    };
    entries
        .iter()
        .filter_map(|entry| serde_json::from_value(entry.clone()).ok())
        .filter(|apk: &Apk| apk.id.is_some())
        .collect()
}

/// `APK1 (19), APK2 (20)`.
pub(super) fn shown(apks: &[Apk]) -> String {
    let apks: Vec<String> = apks.iter().map(Apk::shown).collect();
    apks.join(", ")
}

pub(super) fn has_version(apks: &[Apk], version_code: u64) -> bool {
    apks.iter()
        .any(|apk| apk.version_code == Some(version_code))
}

/// What a new package takes the place of.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Target {
    /// There is none.
    Nothing,
    One(Apk),
    /// Several, and nobody said which; or the one that was named is not there.
    Unclear,
}

/// `named`: what the person answered.
pub(super) fn choose(apks: &[Apk], named: Option<&str>) -> Target {
    let called: Vec<&Apk> = match named {
        Some(word) => apks.iter().filter(|apk| apk.is_called(word)).collect(),
        None => apks.iter().collect(),
    };
    match (apks, called.as_slice()) {
        ([], _) => Target::Nothing,
        // The only one there is, whatever was answered for an earlier release.
        ([only], _) => Target::One(only.clone()),
        (_, [one]) => Target::One((*one).clone()),
        _ => Target::Unclear,
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::{Target, choose, read, shown};

    #[test]
    fn lists_are_read_as_they_come() {
        let list = read(
            &json!([{"versionCode": "19", "id": "M1", "name": "APK1"}, {"id": "M2"}, {"name": "x"}, null]),
        );
        assert_eq!(list.len(), 2);
        assert_eq!(shown(&list), "APK1 (19), M2 (?)");
        assert_eq!(read(&json!({"versionCode": 19, "id": "M1"})).len(), 1);
        for body in [json!(null), json!({}), json!([]), json!("x")] {
            assert!(read(&body).is_empty(), "{body}");
        }
    }

    #[test]
    fn of_several_packages_a_person_names_one() {
        let list = read(&json!([
            {"versionCode": 18, "id": "M1", "name": "APK1"},
            {"versionCode": 19, "id": "M2", "name": "APK2"},
        ]));
        let one = |index: usize| Target::One(list[index].clone());
        assert_eq!(choose(&[], None), Target::Nothing);
        assert_eq!(choose(&list[..1], None), one(0));
        assert_eq!(choose(&list[..1], Some("APK7")), one(0));
        assert_eq!(choose(&list, None), Target::Unclear);
        assert_eq!(choose(&list, Some("APK7")), Target::Unclear);
        for word in ["apk2", "M2", "19"] {
            assert_eq!(choose(&list, Some(word)), one(1), "{word}");
        }
    }
}
