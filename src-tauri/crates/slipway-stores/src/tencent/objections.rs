//! Why an order cannot go to Tencent, found before anything is sent. What is not documented — the size of a package, the length of the
//! notes, whether a lower version is taken — is left to the store.

use jiff::Timestamp;
use slipway_model::{Order, Problem, ProblemKind, Sentence, When};

use super::{CARD, auth::plain, listing, wire::LANGUAGE};
use crate::{Survey, notes, paste};

pub(super) fn objections(order: &Order, now: Timestamp) -> Vec<Problem> {
    let survey = Survey::of(order);
    let mut found = Vec::new();
    if survey.busy {
        found.push(Problem::new(
            ProblemKind::AlreadyThere,
            Sentence::new("problem.in-review"),
        ));
    }
    match app_id(order) {
        None => found.push(no_app_id()),
        Some(id) if !paste::is_digits(id) => found.push(odd_app_id(id)),
        Some(_) => {}
    }
    packages(order, &mut found);
    texts(order, &mut found);
    if let When::At { instant, .. } = &order.when
        && *instant <= now
    {
        found.push(bad(Sentence::new("problem.time-has-passed")).about("when"));
    }
    found
}

fn packages(order: &Order, found: &mut Vec<Problem>) {
    let mut artifact =
        |key: &str| found.push(Problem::new(ProblemKind::BadArtifact, Sentence::new(key)));
    let builds: Vec<_> = order
        .artifacts
        .iter()
        .map(|artifact| &artifact.build)
        .collect();
    match builds.as_slice() {
        [] => artifact("problem.no-build"),
        [_] => {}
        [one, other] if one.package != other.package => artifact("problem.pair-of-two-apps"),
        [one, other]
            if (one.is_32_only() && other.is_64_only())
                || (one.is_64_only() && other.is_32_only()) => {}
        [_, _] => artifact("problem.not-a-pair"),
        _ => artifact("problem.two-packages"),
    }
    if builds
        .iter()
        .any(|build| !CARD.accepts.contains(&build.kind))
    {
        artifact("problem.kind-not-taken");
    }
    if builds.iter().any(|build| build.size > CARD.size_limit) {
        artifact("problem.too-large");
    }
}

/// The rules that are known of texts: no emoji anywhere, lengths, and nothing empty, because what is empty is not sent and would change
/// nothing. A text that stays as it is has been accepted once and is not sent again.
fn texts(order: &Order, found: &mut Vec<Problem>) {
    let emoji = |text: &str| Some(listing::emoji(text)).filter(|emoji| !emoji.is_empty());
    if let Some(emoji) = emoji(&feature(order)) {
        let says = Sentence::new("problem.emoji-in-notes").with("emoji", emoji);
        found.push(bad(says).about("notes"));
    }
    for (id, value) in listing::edits(order) {
        let about = format!("listing:{id}");
        let fits = listing::limit(id).is_none_or(|limit| limit.fits(&value));
        let says = match (id, emoji(&value)) {
            (_, Some(emoji)) => Sentence::new("problem.emoji-in-listing").with("emoji", emoji),
            ("introduce", _) if !fits => Sentence::new("problem.introduce-length"),
            ("one_word_summary", _) if !fits => Sentence::new("problem.summary-length"),
            _ if value.trim().is_empty() => Sentence::new("problem.empty-text"),
            _ => continue,
        };
        found.push(bad(says).about(about));
    }
}

/// Release notes as they are sent; empty where nobody wrote any for the store's only language.
pub(super) fn feature(order: &Order) -> String {
    let written = notes::for_listing(&order.notes, &[LANGUAGE.to_owned()]);
    written
        .first()
        .map(|(_, text)| plain(text))
        .unwrap_or_default()
}

/// The App ID of this app: known from before, or answered for this release. Never one of another package.
pub(super) fn app_id(order: &Order) -> Option<&str> {
    let known = order.app.store_app_id.as_ref();
    known
        .or_else(|| order.answers.get("app_id"))
        .map(|id| paste::trimmed(id))
        .filter(|id| !id.is_empty())
}

pub(super) fn no_app_id() -> Problem {
    bad(Sentence::new("problem.app-id-missing")).about("ask:app_id")
}

pub(super) fn odd_app_id(given: &str) -> Problem {
    bad(Sentence::new("problem.app-id-not-digits").with("given", given)).about("ask:app_id")
}

fn bad(says: Sentence) -> Problem {
    Problem::new(ProblemKind::BadInput, says)
}

#[cfg(test)]
mod tests;
