//! What Apple's processing finds wrong with a build: numbers that older tools print as `ITMS-90189`.

use serde_json::Value;

use crate::lenient;

/// One finding.
pub(super) struct Detail {
    pub(super) code: String,
    pub(super) words: String,
}

/// The errors of an upload's or a file's state [spec].
pub(super) fn details(state: &Value) -> Vec<Detail> {
    let errors = state.get("errors").and_then(Value::as_array);
    let read = |error: &Value| {
        let text = |name: &str| {
            error
                .get(name)
                .and_then(lenient::as_text)
                .unwrap_or_default()
        };
        Detail {
            code: text("code"),
            words: text("description"),
        }
    };
    errors
        .map(|list| list.iter().map(read).collect())
        .unwrap_or_default()
}

/// What to do about it: one client's table, and the issues of several projects.
const ADVICE: &[(&[&str], &str)] = &[
    (&["90062", "90186", "90478"], "problem.version-train-closed"),
    (&["90189"], "problem.redundant-build"),
    (&["90054", "90055"], "problem.other-bundle"),
    (&["90683"], "problem.purpose-missing"),
    (&["90725"], "problem.old-sdk"),
    (&["90771"], "problem.background-tasks"),
    (
        &["90391", "90713", "90023", "90032", "90717"],
        "problem.icons",
    ),
    (&["90046", "90048"], "problem.entitlements"),
    (&["90087", "90125", "90209", "90668"], "problem.binary"),
    (&["90338"], "problem.private-api"),
    (&["90809"], "problem.web-view"),
    (&["91053", "91061"], "problem.privacy-manifest"),
];

/// `None` for a number that is not known: the text is shown as it is.
pub(super) fn advice(code: &str) -> Option<&'static str> {
    let number = code.trim_start_matches("ITMS-");
    ADVICE
        .iter()
        .find(|(codes, _)| codes.contains(&number))
        .map(|(_, key)| *key)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::{advice, details};

    #[test]
    fn a_known_number_has_its_advice() {
        for (code, key) in [
            ("90189", Some("problem.redundant-build")),
            ("ITMS-90683", Some("problem.purpose-missing")),
            ("90054", Some("problem.other-bundle")),
            ("91061", Some("problem.privacy-manifest")),
            ("12345", None),
            ("", None),
        ] {
            assert_eq!(advice(code), key, "{code}");
        }
    }

    #[test]
    fn every_finding_is_kept() {
        let state = json!({"state": "FAILED", "errors": [{"code": "90683", "description": "Missing purpose string"}, {"code": 90189}], "warnings": []});
        let found: Vec<(String, String)> = details(&state)
            .into_iter()
            .map(|detail| (detail.code, detail.words))
            .collect();
        assert_eq!(
            found,
            [
                ("90683".to_owned(), "Missing purpose string".to_owned()),
                ("90189".to_owned(), String::new())
            ]
        );
        assert!(details(&json!(null)).is_empty());
    }
}
