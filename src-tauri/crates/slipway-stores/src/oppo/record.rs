//! OPPO's whole record of an app, as `app/info` gives it: numbers as text, text as null, lists with empty places. Read here into
//! plain values; what a release makes of them is `form.rs`, what is wrong with them `listing.rs`.

use serde_json::{Map, Value};

use crate::lenient;

/// The reply's `data`, every scalar of which may be text, number or null [recorded].
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Record(Map<String, Value>);

impl Record {
    /// `None` where the reply holds no record at all.
    pub(super) fn of(data: &Value) -> Option<Self> {
        data.as_object()
            .filter(|map| !map.is_empty())
            .map(|map| Self(map.clone()))
    }

    /// From `multi-info`: what stands in the newest version's own record comes first, the app's level fills the rest
    /// [official copy, 2 clients].
    pub(super) fn of_many(data: &Value) -> Option<Self> {
        let mut map = data.as_object()?.clone();
        let versions = map.remove("apk_info").unwrap_or_default();
        let newest = versions.as_object().and_then(|versions| {
            versions
                .iter()
                .max_by_key(|(code, _)| code.trim().parse::<u64>().unwrap_or_default())
        });
        if let Some((code, own)) = newest {
            let own = own.as_object().cloned().unwrap_or_default();
            map.extend(own.into_iter().filter(|(_, value)| is_something(value)));
            let told = map.get("version_code").is_some_and(is_something);
            if !told {
                map.insert("version_code".to_owned(), Value::from(code.trim()));
            }
        }
        Self::of(&Value::Object(map))
    }

    /// A scalar as text, trimmed (contacts come with blanks around them [apkgo]); the word `null` is nothing.
    pub(super) fn text(&self, name: &str) -> Option<String> {
        let text = lenient::as_text(self.0.get(name)?)?;
        let text = text.trim();
        (!text.is_empty() && !text.eq_ignore_ascii_case("null")).then(|| text.to_owned())
    }

    pub(super) fn number(&self, name: &str) -> Option<i64> {
        self.text(name)?.parse().ok()
    }

    /// The newest version, also one that is in review, rejected or withdrawn [official copy, recorded].
    pub(super) fn version_code(&self) -> Option<u64> {
        self.text("version_code")?.parse().ok()
    }

    /// `audit_status` as text: `00` and `0` are two states.
    pub(super) fn status(&self) -> Option<String> {
        self.text("audit_status")
    }

    /// A member that is itself JSON, as the text that a form wants; `None` for null, empty and `[]`.
    pub(super) fn json(&self, name: &str) -> Option<String> {
        match self.0.get(name)? {
            Value::Array(list) if list.is_empty() => None,
            Value::Object(map) if map.is_empty() => None,
            inside @ (Value::Array(_) | Value::Object(_)) => Some(inside.to_string()),
            _ => self
                .text(name)
                .filter(|text| !["[]", "{}"].contains(&text.as_str())),
        }
    }

    /// Entries of a list of objects.
    pub(super) fn entries(&self, name: &str) -> &[Value] {
        self.0
            .get(name)
            .and_then(Value::as_array)
            .map(Vec::as_slice)
            .unwrap_or_default()
    }

    /// Addresses of a list joined with commas, its empty places left out: `a.jpg,,` is really returned [1 client].
    pub(super) fn pictures(&self, name: &str) -> Vec<String> {
        self.text(name)
            .unwrap_or_default()
            .split(',')
            .map(str::trim)
            .filter(|address| !address.is_empty())
            .map(str::to_owned)
            .collect()
    }

    /// `second` or `third`: the version's own category where there is one, else the app's; in the recording both are equal
    /// [inferred].
    pub(super) fn category(&self, level: &str) -> Option<String> {
        let own = self.text(&format!("ver_{level}_category_id"));
        own.filter(|id| id != "0")
            .or_else(|| self.text(&format!("{level}_category_id")))
            .filter(|id| id != "0")
    }

    /// 4 phone, 5 pad, 6 both; odd forms (a list, `4,5`) are reduced to one of them, nothing to 4 [1 client].
    pub(super) fn equipment(&self) -> &'static str {
        let text = self.json("adaptive_equipment").unwrap_or_default();
        let has = |code: char| {
            text.split(|c: char| !c.is_ascii_digit())
                .any(|part| part.len() == 1 && part.starts_with(code))
        };
        match (has('4'), has('5'), has('6')) {
            (_, _, true) | (true, true, _) => "6",
            (false, true, false) => "5",
            _ => "4",
        }
    }

    /// Whether the listing is in it at all; a reply about a multi-package app may lack it [inferred].
    pub(super) fn has_listing(&self) -> bool {
        ["summary", "detail_desc", "icon_url"]
            .iter()
            .any(|name| self.text(name).is_some())
    }

    /// `is_freeze`.
    pub(super) fn is_frozen(&self) -> bool {
        self.text("is_freeze").as_deref() == Some("1") || self.status().as_deref() == Some("22")
    }

    /// 7 ordinary app, 8 cooperation game, 10 cooperation app [official copy].
    pub(super) fn is_game(&self) -> bool {
        self.number("type") == Some(8)
    }
}

fn is_something(value: &Value) -> bool {
    match value {
        Value::Null => false,
        Value::String(text) => !text.trim().is_empty(),
        Value::Array(list) => !list.is_empty(),
        _ => true,
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::Record;

    fn record(data: Value) -> Record {
        Record::of(&data).unwrap()
    }

    #[test]
    fn scalars_come_in_every_dress() {
        let record = record(
            json!({"version_code":"4235","type":7,"audit_status":"00","business_email":" a@b.cn ",
            "icp_url":null,"summary":"","x":"null","is_freeze":0}),
        );
        assert_eq!(record.version_code(), Some(4235));
        assert_eq!(record.number("type"), Some(7));
        assert_eq!(record.status().as_deref(), Some("00"));
        assert_eq!(record.text("business_email").as_deref(), Some("a@b.cn"));
        for name in ["icp_url", "summary", "x", "absent"] {
            assert_eq!(record.text(name), None, "{name}");
        }
        assert!(!record.is_frozen() && !record.is_game());
    }

    #[test]
    fn nothing_is_no_record() {
        for data in [json!(null), json!([]), json!({}), json!("x")] {
            assert_eq!(Record::of(&data), None, "{data}");
        }
    }

    #[test]
    fn lists_lose_their_empty_places() {
        let record = record(json!({"pic_url":"a.jpg,, b.jpg ,","none":null}));
        assert_eq!(record.pictures("pic_url"), ["a.jpg", "b.jpg"]);
        assert!(record.pictures("none").is_empty());
    }

    #[test]
    fn the_versions_category_comes_first_unless_it_is_none() {
        for (own, app, expected) in [
            (json!("77"), json!("1"), Some("77")),
            (json!(""), json!(78), Some("78")),
            (json!("0"), json!("78"), Some("78")),
            (json!(null), json!("0"), None),
        ] {
            let record = record(json!({"ver_second_category_id":own,"second_category_id":app}));
            assert_eq!(record.category("second").as_deref(), expected);
        }
    }

    #[test]
    fn equipment_is_one_of_three() {
        for (value, expected) in [
            (json!("6"), "6"),
            (json!(5), "5"),
            (json!("4,5"), "6"),
            (json!(["4", "5"]), "6"),
            (json!([4]), "4"),
            (json!(null), "4"),
            (json!("45"), "4"),
        ] {
            assert_eq!(
                record(json!({"adaptive_equipment":value})).equipment(),
                expected,
                "{value}"
            );
        }
    }

    #[test]
    fn json_members_become_text_and_empty_ones_nothing() {
        let record = record(json!({"a":[{"x":1}],"b":[],"c":"[]","d":null,"e":"[{\"x\":1}]"}));
        assert_eq!(record.json("a").as_deref(), Some(r#"[{"x":1}]"#));
        assert_eq!(record.json("e").as_deref(), Some(r#"[{"x":1}]"#));
        for name in ["b", "c", "d"] {
            assert_eq!(record.json(name), None, "{name}");
        }
    }

    #[test]
    fn a_multi_package_record_is_read_from_its_newest_version() {
        let data = json!({"pkg_name":"p","summary":"app","privacy_source_url":"u","version_code":null,
            "apk_info":{"9":{"summary":"old"},"20":{"summary":"new","privacy_source_url":""}}});
        let record = Record::of_many(&data).unwrap();
        assert_eq!(record.text("summary").as_deref(), Some("new"));
        assert_eq!(record.text("privacy_source_url").as_deref(), Some("u"));
        assert_eq!(record.version_code(), Some(20));
        assert_eq!(Record::of_many(&json!(null)), None);
    }
}
