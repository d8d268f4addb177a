//! What Apple's upload tool prints: JSON behind lines of text, or text alone, with an exit code that proves nothing in either direction
//! [issues]. Success is only its own word of success without an error beside it.

use secrecy::SecretString;
use serde_json::Value;
use slipway_model::{Problem, ProblemKind, Retry, Said, Sentence};

use crate::lenient;

/// How a run ended, as far as it says so.
#[derive(Debug)]
pub(super) enum Verdict {
    Uploaded {
        /// The id of the upload, equal to that of App Store Connect [1 client].
        delivery: Option<String>,
    },
    Refused(Problem),
    /// Exit code 0 and no word about an upload.
    Ended,
    /// Another exit code, and no word why.
    Crashed,
}

/// Everything that was printed, without the password and without the environment that a talkative run prints.
pub(super) struct Printed {
    text: String,
    json: Option<Value>,
    exit: Option<i32>,
    secrets: Vec<SecretString>,
}

impl Printed {
    pub(super) fn read(
        out: &[u8],
        err: &[u8],
        exit: Option<i32>,
        secrets: &[SecretString],
    ) -> Self {
        let all = format!(
            "{}\n{}",
            String::from_utf8_lossy(out),
            String::from_utf8_lossy(err)
        );
        let text = Said::new("", without_environment(&all).as_bytes(), secrets).words;
        Self {
            json: first_json(&text),
            text,
            exit,
            secrets: secrets.to_vec(),
        }
    }

    pub(super) fn said(&self, code: &str) -> Said {
        Said::new(code, self.text.trim().as_bytes(), &self.secrets)
    }

    /// The tool's own words about success.
    pub(super) fn success_words(&self) -> String {
        let told = self
            .json
            .as_ref()
            .and_then(|json| json.get("success-message")?.as_str());
        told.unwrap_or("UPLOAD SUCCEEDED").to_owned()
    }

    pub(super) fn verdict(&self) -> Verdict {
        let errors = self.errors();
        if !errors.is_empty() {
            return Verdict::Refused(self.refusal(&errors));
        }
        let delivery = self.json.as_ref().and_then(|json| {
            let id = json.get("details")?.get("delivery-uuid")?;
            lenient::as_text(id)
        });
        let says_so = self
            .json
            .as_ref()
            .is_some_and(|json| json.get("success-message").is_some())
            || self.text.to_uppercase().contains("UPLOAD SUCCEEDED");
        match (says_so, self.exit) {
            (true, _) => Verdict::Uploaded { delivery },
            (false, Some(0)) => Verdict::Ended,
            (false, _) => Verdict::Crashed,
        }
    }

    /// Codes and words of `product-errors` with everything inside them, else the lines that begin as errors do.
    fn errors(&self) -> Vec<(String, String)> {
        let mut found = Vec::new();
        let listed = self
            .json
            .as_ref()
            .and_then(|json| json.get("product-errors")?.as_array());
        for error in listed.into_iter().flatten() {
            collect(error, &mut found);
        }
        if found.is_empty() {
            // `ERROR: …` in newer versions, `*** Error: …` in older ones.
            let is_error = |line: &&str| {
                let line = line.trim_start_matches(['*', ' ']).to_lowercase();
                line.starts_with("error:")
            };
            found.extend(self.text.lines().filter(is_error).map(|line| {
                let (_, words) = line.split_once(':').unwrap_or(("", line));
                (
                    number_in(words).unwrap_or_default(),
                    words.trim().to_owned(),
                )
            }));
        }
        found
    }

    fn refusal(&self, errors: &[(String, String)]) -> Problem {
        let lines: Vec<String> = errors
            .iter()
            .map(|(code, words)| format!("{code} {words}").trim().to_owned())
            .collect();
        let all = lines.join("\n");
        let lower = all.to_lowercase();
        let fits = |rule: &&Rule| {
            let by_code = errors
                .iter()
                .any(|(code, _)| !code.is_empty() && rule.0.contains(&code.as_str()));
            by_code || rule.1.iter().any(|words| lower.contains(words))
        };
        let (kind, retry, key) = RULES.iter().find(fits).map_or(
            (ProblemKind::Refused, Retry::No, "problem.tool-refused"),
            |rule| rule.2,
        );
        let previous = previous(self.json.as_ref()).unwrap_or_else(|| "–".to_owned());
        let code = errors
            .first()
            .map(|(code, _)| code.clone())
            .unwrap_or_default();
        let mut says = Sentence::new(key);
        if key == "problem.build-number-used" {
            says = says.with("previous", previous);
        }
        Problem::new(kind, says)
            .retry(retry)
            .said(Said::new(code, all.as_bytes(), &self.secrets))
    }
}

type Rule = (
    &'static [&'static str],
    &'static [&'static str],
    (ProblemKind, Retry, &'static str),
);

/// Codes, and lower-case words that are looked for. What locks an account stands first: it is never tried again [issues].
#[rustfmt::skip]
const RULES: &[Rule] = &[
    (&[], &["locked for security", "apple id or password was entered incorrectly"], (ProblemKind::BadCredentials, Retry::No, "problem.tool-account")),
    (&[], &["app-specific password"], (ProblemKind::BadCredentials, Retry::No, "problem.tool-real-password")),
    (&[], &["provider-public-id", "multiple providers", "more than one provider", "several teams"], (ProblemKind::BadInput, Retry::No, "problem.tool-teams")),
    (&["-19209"], &["unable to authenticate"], (ProblemKind::BadCredentials, Retry::No, "problem.tool-password")),
    (&[], &["attribute.invalid.duplicate", "bundle version must be higher"], (ProblemKind::BadArtifact, Retry::No, "problem.build-number-used")),
    (&["1176"], &[], (ProblemKind::BadArtifact, Retry::No, "problem.tool-profile")),
    (&["1193"], &[], (ProblemKind::BadInput, Retry::No, "problem.tool-app")),
    (&[], &["state_error.validation_error", "itms-9"], (ProblemKind::BadArtifact, Retry::No, "problem.package-refused")),
    (&["504"], &["request timed out", "try your request again"], (ProblemKind::StoreDown, Retry::After { wait: std::time::Duration::from_secs(30) }, "problem.down")),
];

/// An error with those inside it, each as code and words.
fn collect(error: &Value, found: &mut Vec<(String, String)>) {
    let text = |value: Option<&Value>| value.and_then(lenient::as_text);
    // The key differs between versions [recorded].
    let info = error.get("userInfo").or_else(|| error.get("user-info"));
    let of_info = |name: &str| text(info.and_then(|info| info.get(name)));
    let words: Vec<String> = [
        text(error.get("message")),
        of_info("NSLocalizedDescription"),
        of_info("NSLocalizedFailureReason"),
        of_info("iris-code"),
    ]
    .into_iter()
    .flatten()
    .collect();
    found.push((
        text(error.get("code")).unwrap_or_default(),
        words.join(" · "),
    ));
    let inner = error.get("underlying-errors").and_then(Value::as_array);
    for error in inner.into_iter().flatten() {
        collect(error, found);
    }
}

/// `previousBundleVersion`, wherever it lies.
fn previous(json: Option<&Value>) -> Option<String> {
    match json? {
        Value::Object(members) => members
            .get("previousBundleVersion")
            .and_then(lenient::as_text)
            .or_else(|| members.values().find_map(|value| previous(Some(value)))),
        Value::Array(entries) => entries.iter().find_map(|value| previous(Some(value))),
        _ => None,
    }
}

/// The first valid JSON object behind whatever stands before it.
fn first_json(text: &str) -> Option<Value> {
    text.match_indices('{').find_map(|(at, _)| {
        let rest = text.get(at..)?;
        let mut values = serde_json::Deserializer::from_str(rest).into_iter::<Value>();
        values.next()?.ok().filter(Value::is_object)
    })
}

/// `(-19209)` or `(1176)` at the end of an error.
fn number_in(words: &str) -> Option<String> {
    let (_, tail) = words.rsplit_once('(')?;
    let (number, _) = tail.split_once(')')?;
    let digits = number.trim_start_matches('-');
    crate::paste::is_digits(digits).then(|| number.to_owned())
}

/// A talkative run prints its whole environment, our variable with it.
fn without_environment(text: &str) -> String {
    text.lines()
        .filter(|line| !line.contains("ENV:") && !line.contains("SLIPWAY_ALTOOL_PASSWORD"))
        .collect::<Vec<_>>()
        .join("\n")
}

#[cfg(test)]
mod tests {
    use secrecy::SecretString;
    use slipway_model::{ProblemKind, Retry};

    use super::{Printed, Verdict};

    fn printed(text: &str, exit: i32) -> Printed {
        Printed::read(
            text.as_bytes(),
            b"",
            Some(exit),
            &[SecretString::from("abcd-efgh-ijkl-mnop")],
        )
    }

    fn said(text: &str, exit: i32) -> String {
        match printed(text, exit).verdict() {
            Verdict::Uploaded { delivery } => format!("uploaded {}", delivery.unwrap_or_default()),
            Verdict::Refused(problem) => problem.advice.key,
            Verdict::Ended => "ended".to_owned(),
            Verdict::Crashed => "crashed".to_owned(),
        }
    }

    #[test]
    fn success_is_the_tools_own_word_and_no_exit_code() {
        let json = "Running altool at path '/Applications/Xcode.app' {x}\n{\"success-message\":\"No errors uploading 'app.ipa'.\",\"tool-version\":\"26.1\",\"details\":{\"delivery-uuid\":\"8f0c-1\",\"transferred\":\"20 MB\"}}";
        assert_eq!(said(json, 0), "uploaded 8f0c-1");
        assert_eq!(said(json, 1), "uploaded 8f0c-1");
        assert_eq!(
            said("UPLOAD SUCCEEDED with no warnings\nDelivery UUID: 8f0c", 0),
            "uploaded "
        );
        assert_eq!(
            said("UPLOAD SUCCEEDED\nERROR: something went wrong", 0),
            "problem.tool-refused"
        );
        assert_eq!(said("nothing of note", 0), "ended");
        assert_eq!(said("", 11), "crashed");
        assert!(printed(json, 0).success_words().starts_with("No errors"));
    }

    #[test]
    fn every_known_refusal_has_its_advice() {
        for (text, key) in [
            (
                "ERROR: Unable to authenticate. (-19209)",
                "problem.tool-password",
            ),
            (
                "*** Error: Unable to authenticate.",
                "problem.tool-password",
            ),
            (
                "error: Your Apple ID or password was entered incorrectly. (-20101)",
                "problem.tool-account",
            ),
            (
                "ERROR: This Apple ID has been locked for security reasons.",
                "problem.tool-account",
            ),
            (
                "ERROR: Please sign in with an app-specific password.",
                "problem.tool-real-password",
            ),
            (
                "ERROR: The account belongs to multiple providers; use --provider-public-id",
                "problem.tool-teams",
            ),
            (
                "ERROR: Invalid provisioning profile (1176)",
                "problem.tool-profile",
            ),
            (
                "ERROR: No suitable application records (1193)",
                "problem.tool-app",
            ),
            (
                "ERROR: ITMS-90189: Redundant Binary Upload (409)",
                "problem.package-refused",
            ),
            ("ERROR: The request timed out. (-1001)", "problem.down"),
            (
                "ERROR: server returned an invalid response. Please try your request again (504)",
                "problem.down",
            ),
            ("ERROR: never seen before", "problem.tool-refused"),
        ] {
            assert_eq!(said(text, 1), key, "{text}");
        }
    }

    #[test]
    fn the_reason_may_lie_deep_inside() {
        let json = |info: &str| {
            format!(
                "Running altool…\n{{\"product-errors\":[{{\"code\":-19232,\"message\":\"The provided entity includes an attribute with a value that has already been used\",\"{info}\":{{\"NSLocalizedDescription\":\"x\",\"iris-code\":\"ENTITY_ERROR.ATTRIBUTE.INVALID.DUPLICATE\",\"previousBundleVersion\":\"42\"}},\"underlying-errors\":[{{\"code\":-19241,\"message\":\"inner\"}}]}}]}}"
            )
        };
        for info in ["userInfo", "user-info"] {
            let Verdict::Refused(problem) = printed(&json(info), 1).verdict() else {
                panic!("must be refused")
            };
            assert_eq!(problem.advice.key, "problem.build-number-used");
            assert_eq!(problem.advice.args["previous"], "42");
            assert_eq!(problem.said.unwrap().words.lines().count(), 2);
        }
    }

    #[test]
    fn what_locks_an_account_is_never_tried_again() {
        let text = "ERROR: Your Apple ID or password was entered incorrectly. Please try your request again.";
        let Verdict::Refused(problem) = printed(text, 1).verdict() else {
            panic!("must be refused")
        };
        assert_eq!(
            (problem.kind, problem.retry),
            (ProblemKind::BadCredentials, Retry::No)
        );
    }

    #[test]
    fn neither_password_nor_environment_is_kept() {
        let text = "ENV: {PATH=/usr/bin, SLIPWAY_ALTOOL_PASSWORD=abcd-efgh-ijkl-mnop}\nERROR: bad abcd-efgh-ijkl-mnop";
        let words = printed(text, 1).said("altool").words;
        assert_eq!(words, "ERROR: bad •••");
    }
}
