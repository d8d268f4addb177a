//! What Amazon's answers mean and what to do about each: by code where there is one, by words where they are all there is, else by status.

use std::time::Duration;

use jiff::Timestamp;
use serde::de::DeserializeOwned;
use serde_json::Value;
use slipway_http::Answer;
use slipway_model::{Problem, ProblemKind, Retry, Said, Sentence};

use super::wire::Item;
use crate::failure::{Acted, Failure};

use ProblemKind::{
    AlreadyThere, BadArtifact, BadCredentials, NotAllowed, NotFound, Ours, Refused, StoreDown,
    TooMany,
};

const SLOW: Duration = Duration::from_secs(15);

/// What was asked for: the same status has another remedy in each place.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Place {
    /// Login with Amazon.
    SignIn,
    /// The app's list of Edits.
    App,
    /// Something inside an Edit.
    Edit,
    /// DevTest.
    Testing,
}

/// An answer, read as far as every answer is alike.
pub(super) struct Heard {
    pub(super) status: u16,
    /// Verbatim, with its quotes: it goes back as it came.
    pub(super) etag: Option<String>,
    pub(super) body: Value,
    pub(super) items: Vec<Item>,
    /// JSON, or nothing at all: 204, or 200 with an empty body [3 clients].
    readable: bool,
    said: Said,
    retry_after: Option<Duration>,
    pub(super) date: Option<Timestamp>,
}

impl Heard {
    pub(super) fn new(answer: &Answer, now: Timestamp) -> Self {
        let parsed = answer.json().ok();
        let readable = parsed.is_some() || answer.body.iter().all(u8::is_ascii_whitespace);
        let body: Value = parsed.unwrap_or_default();
        let items = Item::all(&body);
        Self {
            status: answer.status,
            etag: answer.header("etag").map(str::to_owned),
            said: said(answer, &items),
            items,
            body,
            readable,
            retry_after: answer.retry_after(now),
            date: answer.date(),
        }
    }

    pub(super) fn succeeded(&self) -> bool {
        (200..300).contains(&self.status) && self.readable
    }

    pub(super) fn text(&self, name: &str) -> Option<String> {
        self.body.get(name).and_then(crate::lenient::as_text)
    }

    pub(super) fn read<T: DeserializeOwned>(&self) -> Option<T> {
        serde_json::from_value(self.body.clone()).ok()
    }

    /// "Request is not authorized" [official]: about the token, whatever stands beside it.
    pub(super) fn says_not_authorised(&self) -> bool {
        let mut items = self.items.iter();
        items.any(|item| item.words.to_lowercase().contains("not authorized"))
    }

    /// The body names errors by code, or is a list of them.
    pub(super) fn objects_to_something(&self) -> bool {
        self.body.is_array()
            || self.body.get("errors").is_some_and(Value::is_array)
            || self.items.iter().any(|item| !item.code.is_empty())
    }

    /// In Amazon's own words, safe to keep.
    pub(super) fn said(&self) -> Said {
        self.said.clone()
    }
}

/// Every item on a line of its own; the whole body where there are none.
fn said(answer: &Answer, items: &[Item]) -> Said {
    let status = format!("HTTP {}", answer.status);
    match items {
        [] => answer.said(status),
        [one] if !one.code.is_empty() => answer.quote(&one.code, &one.words),
        [one] => answer.quote(status, &one.words),
        several => {
            let lines: Vec<String> = several.iter().map(Item::line).collect();
            answer.quote(status, &lines.join("\n"))
        }
    }
}

/// The failure behind an answer that is not a success.
pub(super) fn failure(heard: &Heard, place: Place) -> Failure {
    let verdict = verdict(heard, place);
    let mut advice = Sentence::new(verdict.advice);
    match verdict.advice {
        "problem.other" => advice = advice.with("code", &heard.said.code),
        "problem.several-to-mend" => advice = advice.with("count", heard.items.len()),
        _ => {}
    }
    let retry = match verdict.kind {
        StoreDown | TooMany => Retry::After {
            wait: heard.retry_after.unwrap_or(SLOW),
        },
        _ => Retry::No,
    };
    let mut problem = Problem::new(verdict.kind, advice)
        .retry(retry)
        .said(heard.said());
    if let Some(about) = verdict.about {
        problem = problem.about(about);
    }
    Failure {
        problem,
        acted: verdict.acted,
        wait: None,
        server_time: heard.date,
    }
}

/// A success that lacks what a success must have.
pub(super) fn unreadable(heard: &Heard) -> Failure {
    let problem = Problem::new(StoreDown, Sentence::new("problem.unreadable"))
        .retry(Retry::After { wait: SLOW })
        .said(heard.said());
    Failure::open(problem)
}

struct Verdict {
    kind: ProblemKind,
    advice: &'static str,
    acted: Acted,
    about: Option<&'static str>,
}

type Row = (ProblemKind, &'static str, Option<&'static str>);

fn verdict(heard: &Heard, place: Place) -> Verdict {
    let no = |(kind, advice, about): Row| Verdict {
        kind,
        advice,
        acted: Acted::No,
        about,
    };
    if (400..500).contains(&heard.status)
        && let Some(row) = by_item(heard)
    {
        return no(row);
    }
    match (heard.status, place) {
        (401, Place::SignIn) => no((BadCredentials, "problem.wrong-pair", None)),
        // The API says 403 for it [official]; a gateway may say 401.
        (401 | 403, Place::App | Place::Edit | Place::Testing) => {
            no((NotAllowed, "problem.not-authorised", None))
        }
        (404, Place::App) => no((NotFound, "problem.app-not-found", None)),
        (404, Place::Edit) => no((NotFound, "problem.edit-gone", None)),
        (404, Place::Testing) => no((NotFound, "problem.testing-not-found", None)),
        (409, _) => no((AlreadyThere, "problem.edit-open-now", Some("ask:open_edit"))),
        (412, _) => no((Refused, "problem.tag-refused", None)),
        (413, _) => no((
            BadArtifact,
            "problem.too-large-to-send",
            Some("ask:package_way"),
        )),
        (429, _) => no((TooMany, "problem.too-many", None)),
        // A page instead of an answer, an answer without its content, or a gateway that did not wait for one.
        (408 | 500.. | 200..=299, _) => Verdict {
            kind: StoreDown,
            advice: match heard.status {
                200..=299 => "problem.unreadable",
                _ => "problem.down",
            },
            acted: Acted::Perhaps,
            about: None,
        },
        (300..=399, _) => no((StoreDown, "problem.unreadable", None)),
        _ => no((Refused, "problem.other", None)),
    }
}

/// What the items say; several together are a list to mend, each with its own line in Amazon's words.
fn by_item(heard: &Heard) -> Option<Row> {
    let known = |item: &Item| {
        let words = item.words.to_lowercase();
        let code = item.code.to_lowercase();
        ITEMS
            .iter()
            .find(|(part, needle, _)| code.contains(part) && words.contains(needle))
            .map(|(_, _, row)| *row)
    };
    match heard.items.as_slice() {
        [] => None,
        [one] => known(one).or_else(|| {
            let listed = heard.status == 403 && heard.objects_to_something();
            (listed && !heard.says_not_authorised()).then_some((
                Refused,
                "problem.one-to-mend",
                None,
            ))
        }),
        several => {
            let about = several.iter().find_map(|item| known(item)?.2);
            Some((Refused, "problem.several-to-mend", about))
        }
    }
}

/// Part of the code, part of the words (both in lower case; empty fits all), and the meaning. The first that fits rules.
#[rustfmt::skip]
const ITEMS: &[(&str, &str, Row)] = &[
    // Login with Amazon [official]; that a profile which is not attached says `invalid_scope` is from [1 client].
    ("invalid_client", "", (BadCredentials, "problem.wrong-pair", None)),
    ("invalid_scope", "", (NotAllowed, "problem.not-attached", None)),
    ("unsupported_grant_type", "", (Ours, "problem.our-request", None)),
    ("invalid_request", "", (Ours, "problem.our-request", None)),
    // The submission API.
    ("required_data_absent", "if-match", (Ours, "problem.our-request", None)),
    ("required_data_absent", "", (Refused, "problem.field-missing", None)),
    ("single_word", "", (Refused, "problem.keyword-words", None)),
    ("", "single_word", (Refused, "problem.keyword-words", None)),
    ("error_release_notes_incomplete", "", (Refused, "problem.notes-incomplete", Some("notes"))),
    ("error_apk_drm_value_missing", "", (Refused, "problem.drm-missing", Some("ask:package_way"))),
    ("error_invalid_asset_id", "", (Refused, "problem.from-bundle", None)),
    ("", "cannot create a new 'edit'", (Refused, "problem.no-new-edit", None)),
    ("", "unable to fetch the request scope", (Ours, "problem.our-request", None)),
];

#[cfg(test)]
pub(super) mod tests;
