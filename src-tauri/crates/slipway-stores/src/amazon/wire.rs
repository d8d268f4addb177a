//! How the App Submission API is spoken to: hosts, paths, names in headers, and the shapes of its errors. Nothing of it leaves the folder.

use serde::Deserialize;
use serde_json::Value;
use slipway_http::{HostList, HostRule};
use slipway_model::{AppRef, Problem, ProblemKind, Sentence};

use crate::{lenient, paste};

/// Where our credentials may go: Login with Amazon, and the API itself [official, 8 and 9 clients].
pub(super) const HOSTS: HostList = HostList(&[
    HostRule {
        host: "api.amazon.com",
        mark: "official",
    },
    HostRule {
        host: "developer.amazon.com",
        mark: "official",
    },
]);

/// The page's own curl line writes `O2`; both are in use [official, 8 clients].
pub(super) const TOKEN: &str = "https://api.amazon.com/auth/o2/token";
/// One scope for submission and DevTest alike [official].
pub(super) const SCOPE: &str = "appstore::apps:readwrite";
const BASE: &str = "https://developer.amazon.com/api/appstore/v1/applications";

const APP_ID: &str = "amzn1.devportal.mobileapp.";
const RELEASE_ID: &str = "amzn1.devportal.apprelease.";

/// `amzn1.devportal.mobileapp.` and 32 lower-case hex digits [official].
pub(super) fn is_app_id(text: &str) -> bool {
    text.strip_prefix(APP_ID).is_some_and(is_32_hex)
}

/// The Release ID, which is the Edit's id, stands beside the App ID in the console [3 clients].
pub(super) fn is_release_id(text: &str) -> bool {
    text.starts_with(RELEASE_ID)
}

pub(super) fn is_32_hex(text: &str) -> bool {
    text.len() == 32
        && text
            .bytes()
            .all(|b| b.is_ascii_digit() || (b'a'..=b'f').contains(&b))
}

/// By what the app is named in a path: its App ID, else its package name [official for the id, 3 clients for the name].
///
/// # Errors
/// When the given id is another thing; a path of it would only be refused with words about something else.
pub(super) fn app_key(app: &AppRef) -> Result<String, Problem> {
    let given = app.store_app_id.as_deref().map(paste::trimmed);
    let key = given.filter(|id| !id.is_empty()).unwrap_or(&app.package);
    let wrong = |says: Sentence| Problem::new(ProblemKind::BadInput, says).about("ask:app_id");
    if is_app_id(key) || key == app.package {
        Ok(key.to_owned())
    } else if is_release_id(key) {
        Err(wrong(Sentence::new("problem.release-id")))
    } else if paste::is_package_name(key) && !key.starts_with("amzn1.") {
        let says = Sentence::new("problem.other-package");
        Err(wrong(says.with("given", key).with("package", &app.package)))
    } else {
        Err(wrong(
            Sentence::new("problem.app-id-shape").with("given", key),
        ))
    }
}

/// The full address of a thing of an app. An empty part would name another thing, so it is refused here: such a path was once sent and
/// answered with words about a request scope [1 client's issue].
pub(super) fn address(app: &str, parts: &[&str]) -> Result<String, Problem> {
    let mut address = BASE.to_owned();
    for part in [app].iter().chain(parts) {
        if part.is_empty() {
            let says = Sentence::new("problem.our-request");
            return Err(Problem::new(ProblemKind::Ours, says));
        }
        address.push('/');
        address.push_str(&encoded(part, b""));
    }
    Ok(address)
}

/// The name of a file as the header `fileName` takes it: ASCII only, everything else percent-encoded.
pub(super) fn file_name(path: &std::path::Path) -> String {
    let name = path
        .file_name()
        .map(|name| name.to_string_lossy().into_owned())
        .unwrap_or_default();
    encoded(if name.is_empty() { "app.apk" } else { &name }, b"()+@ ")
}

/// Percent-encoded, but for what RFC 3986 calls unreserved and `also`.
fn encoded(text: &str, also: &[u8]) -> String {
    use std::fmt::Write as _;
    let mut out = String::with_capacity(text.len());
    for b in text.bytes() {
        if b.is_ascii_alphanumeric() || b"-._~".contains(&b) || also.contains(&b) {
            out.push(char::from(b));
        } else {
            // Writing to a string cannot fail.
            let _ = write!(out, "%{b:02X}");
        }
    }
    out
}

#[derive(Deserialize)]
pub(super) struct TokenReply {
    #[serde(default, deserialize_with = "lenient::text")]
    pub(super) access_token: Option<String>,
    /// A number in the page, text in one client's model.
    #[serde(default, deserialize_with = "lenient::number")]
    pub(super) expires_in: Option<i64>,
}

/// One thing that an answer objects to.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Item {
    pub(super) code: String,
    pub(super) words: String,
}

impl Item {
    /// Every error in an answer, in each of the shapes that were seen: one object, a list under `errors`, a bare list, `Message` with a
    /// capital, `message`, and the sign-in's pair [1 to 2 clients each; official for the sign-in].
    pub(super) fn all(body: &Value) -> Vec<Self> {
        let list = body.get("errors").unwrap_or(body);
        match list {
            Value::Array(entries) => entries.iter().filter_map(Self::one).collect(),
            Value::Object(_) => Self::one(list).into_iter().collect(),
            _ => Vec::new(),
        }
    }

    fn one(entry: &Value) -> Option<Self> {
        if let Some(words) = entry.as_str() {
            return Some(Self {
                code: String::new(),
                words: words.to_owned(),
            });
        }
        let first = |names: &[&str]| {
            names
                .iter()
                .find_map(|name| lenient::as_text(entry.get(name)?))
        };
        let code = first(&["errorCode", "error", "code"]);
        let words = first(&["errorMessage", "error_description", "Message", "message"]);
        (code.is_some() || words.is_some()).then(|| Self {
            code: code.unwrap_or_default(),
            words: words.unwrap_or_default(),
        })
    }

    /// As a person reads it in the record.
    pub(super) fn line(&self) -> String {
        match (self.code.as_str(), self.words.as_str()) {
            ("", words) => words.to_owned(),
            (code, "") => code.to_owned(),
            (code, words) => format!("{code}: {words}"),
        }
    }
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use serde_json::json;
    use slipway_model::AppRef;

    use super::{Item, address, app_key, file_name, is_app_id};

    const ID: &str = "amzn1.devportal.mobileapp.0123456789abcdef0123456789abcdef";

    #[test]
    fn reads_every_shape_of_an_error() {
        let pair = |code: &str, words: &str| Item {
            code: code.into(),
            words: words.into(),
        };
        for (body, expected) in [
            (
                json!({"errorCode": "c", "errorMessage": "m"}),
                vec![pair("c", "m")],
            ),
            (
                json!({"errors": [{"errorCode": "c", "errorMessage": "m"}, {"errorCode": "d"}]}),
                vec![pair("c", "m"), pair("d", "")],
            ),
            (
                json!([{"errorCode": "c"}, "plain"]),
                vec![pair("c", ""), pair("", "plain")],
            ),
            (json!({"Message": "m"}), vec![pair("", "m")]),
            (json!({"message": "m"}), vec![pair("", "m")]),
            (
                json!({"error_description": "m", "error": "c"}),
                vec![pair("c", "m")],
            ),
            (json!({"id": "x", "status": "REVIEW"}), vec![]),
            (json!(null), vec![]),
            (json!({"errors": null}), vec![]),
        ] {
            assert_eq!(Item::all(&body), expected, "{body}");
        }
        assert_eq!(pair("c", "m").line(), "c: m");
        assert_eq!(pair("", "m").line(), "m");
    }

    #[test]
    fn no_path_is_made_of_nothing_and_none_is_broken_by_a_space() {
        let made = address(ID, &["edits", "amzn1.devportal.apprelease.ab", "apks"]).unwrap();
        assert_eq!(
            made,
            format!(
                "https://developer.amazon.com/api/appstore/v1/applications/{ID}/edits/amzn1.devportal.apprelease.ab/apks"
            )
        );
        assert!(address(ID, &["edits", "", "apks"]).is_err());
        assert!(address("", &["edits"]).is_err());
        assert!(
            address("a b/c", &["edits"])
                .unwrap()
                .ends_with("/a%20b%2Fc/edits")
        );
    }

    #[test]
    fn an_app_is_named_by_its_id_or_by_its_package() {
        let named = |id: Option<&str>| {
            let app = AppRef {
                package: "com.example.slipway".into(),
                store_app_id: id.map(str::to_owned),
            };
            app_key(&app).map_err(|problem| problem.advice.key)
        };
        assert!(is_app_id(ID));
        assert_eq!(named(Some(&format!(" {ID}\n"))), Ok(ID.into()));
        assert_eq!(named(None), Ok("com.example.slipway".into()));
        assert_eq!(named(Some("  ")), Ok("com.example.slipway".into()));
        assert_eq!(
            named(Some("com.example.slipway")),
            Ok("com.example.slipway".into())
        );
        assert_eq!(
            named(Some("com.example.other")),
            Err("problem.other-package".into())
        );
        assert_eq!(
            named(Some(
                "amzn1.devportal.apprelease.0123456789abcdef0123456789abcdef"
            )),
            Err("problem.release-id".into())
        );
        assert_eq!(
            named(Some("B00EXAMPLE")),
            Err("problem.app-id-shape".into())
        );
        assert_eq!(
            named(Some("amzn1.devportal.mobileapp.ABC")),
            Err("problem.app-id-shape".into())
        );
    }

    #[test]
    fn a_files_name_fits_a_header() {
        for (path, expected) in [
            ("/x/app-release (1).apk", "app-release (1).apk"),
            ("/x/滑道.apk", "%E6%BB%91%E9%81%93.apk"),
            ("/x/a\"b\n.apk", "a%22b%0A.apk"),
        ] {
            assert_eq!(file_name(Path::new(path)), expected);
        }
    }
}
