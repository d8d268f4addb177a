//! The entries of an error document. Every one is read: the real reason of a refused submission is in the `associatedErrors` of one of
//! them, and of two entries on a version only both together say that it exists [recorded].

use serde::Deserialize;
use serde_json::{Map, Value};

use crate::lenient;

/// ASC, `ErrorResponse` [spec]. `status` is a text; only it, `code` and `title` are required.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Entry {
    #[serde(deserialize_with = "lenient::text")]
    code: Option<String>,
    #[serde(deserialize_with = "lenient::text")]
    title: Option<String>,
    #[serde(deserialize_with = "lenient::text")]
    detail: Option<String>,
    source: Value,
    meta: Value,
}

impl Entry {
    /// Every entry of a body; none where it is no error document.
    pub(super) fn all(body: &Value) -> Vec<Self> {
        let entries = body.get("errors").and_then(Value::as_array);
        entries.map(|list| Self::list(list)).unwrap_or_default()
    }

    fn list(entries: &[Value]) -> Vec<Self> {
        let read = |entry: &Value| serde_json::from_value(entry.clone()).ok();
        entries.iter().filter_map(read).collect()
    }

    /// Dotted from general to special.
    pub(super) fn code(&self) -> &str {
        self.code.as_deref().unwrap_or_default()
    }

    /// Whether it is this code or a more special one.
    pub(super) fn is(&self, code: &str) -> bool {
        self.code()
            .strip_prefix(code)
            .is_some_and(|rest| rest.is_empty() || rest.starts_with('.'))
    }

    /// What it says: the detail, else the title.
    pub(super) fn words(&self) -> &str {
        self.detail
            .as_deref()
            .or(self.title.as_deref())
            .unwrap_or_default()
    }

    /// Title and detail in lower case, to look for words in.
    pub(super) fn all_words(&self) -> String {
        let title = self.title.as_deref().unwrap_or_default();
        let detail = self.detail.as_deref().unwrap_or_default();
        format!("{title} {detail}").to_lowercase()
    }

    /// `/data/attributes/whatsNew` → `whatsNew`; of a query its parameter.
    pub(super) fn field(&self) -> Option<&str> {
        let pointer = self.source.get("pointer").and_then(Value::as_str);
        let of_body = pointer.and_then(|pointer| pointer.rsplit('/').next());
        of_body.or_else(|| self.source.get("parameter").and_then(Value::as_str))
    }

    /// A further key of `meta`, such as `previousBundleVersion`.
    pub(super) fn meta(&self, name: &str) -> Option<String> {
        lenient::as_text(self.meta.get(name)?)
    }

    /// What stands behind it, by the path of the resource that it is about.
    pub(super) fn associated(&self) -> Vec<Associated> {
        let inner = self.meta.get("associatedErrors").and_then(Value::as_object);
        let empty = Map::new();
        let paths = inner.unwrap_or(&empty).iter();
        paths
            .flat_map(|(path, entries)| {
                let list = entries.as_array().map(Vec::as_slice).unwrap_or_default();
                Self::list(list).into_iter().map(|entry| Associated {
                    path: path.clone(),
                    entry,
                })
            })
            .collect()
    }
}

/// One inner error with the resource that it is about.
#[derive(Clone, Debug)]
pub(super) struct Associated {
    /// `/v1/appStoreVersionLocalizations/l2`.
    pub(super) path: String,
    pub(super) entry: Entry,
}

impl Associated {
    /// `appStoreVersionLocalizations`, `l2`.
    pub(super) fn resource(&self) -> (&str, &str) {
        let mut parts = self.path.trim_matches('/').rsplit('/');
        let id = parts.next().unwrap_or_default();
        (parts.next().unwrap_or_default(), id)
    }
}

/// The id in `… with id X still in progress`, as two refusals of a submission name the other one [3 clients].
pub(super) fn submission_named_in(words: &str) -> Option<String> {
    let lower = words.to_lowercase();
    let place = lower.rfind("reviewsubmission")?;
    let tail = words.get(place..)?;
    let (_, after) = tail.split_once("with id ")?;
    let id: String = after
        .trim_start_matches(['\'', '"', '<'])
        .chars()
        .take_while(|c| c.is_ascii_alphanumeric() || *c == '-' || *c == '_')
        .collect();
    (!id.is_empty()).then_some(id)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::{Entry, submission_named_in};

    #[test]
    fn every_entry_is_read_and_so_is_what_stands_behind_it() {
        let body = json!({"errors": [
            {"status": "409", "code": "STATE_ERROR.ENTITY_STATE_INVALID", "title": "t", "detail": "see below",
                "meta": {"associatedErrors": {"/v1/appStoreVersionLocalizations/l2": [
                    {"status": "409", "code": "ENTITY_ERROR.ATTRIBUTE.REQUIRED", "title": "missing", "source": {"pointer": "/data/attributes/whatsNew"}}],
                    "/v1/builds/b1": "not a list"}}},
            {"status": "400", "code": "PARAMETER_ERROR.INVALID", "title": "t", "source": {"parameter": "filter[app]"}, "meta": {"previousBundleVersion": 41}},
            "not an entry"]});
        let all = Entry::all(&body);
        assert_eq!(all.len(), 2);
        assert!(all[0].is("STATE_ERROR") && all[0].is("STATE_ERROR.ENTITY_STATE_INVALID"));
        assert!(!all[0].is("STATE") && !all[0].is("STATE_ERROR.ENTITY"));
        let behind = all[0].associated();
        assert_eq!(behind.len(), 1);
        assert_eq!(behind[0].resource(), ("appStoreVersionLocalizations", "l2"));
        assert_eq!(
            (behind[0].entry.field(), behind[0].entry.words()),
            (Some("whatsNew"), "missing")
        );
        assert_eq!(all[1].field(), Some("filter[app]"));
        assert_eq!(all[1].meta("previousBundleVersion").as_deref(), Some("41"));
        assert!(Entry::all(&json!({"data": []})).is_empty());
    }

    #[test]
    fn the_other_submission_is_found_in_the_words() {
        for words in [
            "There is another reviewSubmissions with id 6f0c-1 still in progress",
            "appStoreVersions with id v1 was already added to another reviewSubmission with id 6f0c-1",
            "appStoreVersions with id v1 is already in another reviewSubmission with id 6f0c-1 still in progress",
        ] {
            assert_eq!(
                submission_named_in(words).as_deref(),
                Some("6f0c-1"),
                "{words}"
            );
        }
        assert_eq!(submission_named_in("Resource state is invalid"), None);
    }
}
