//! Why an order cannot go to AppGallery, found before anything is sent.

use jiff::Timestamp;
use slipway_model::{Order, Problem, ProblemKind, Sentence, When};

use super::{CARD, plan::notes_to_send};
use crate::Survey;

pub(super) fn objections(order: &Order, now: Timestamp) -> Vec<Problem> {
    let survey = Survey::of(order);
    let mut found = Vec::new();
    package(order, &mut found);
    notes(order, &mut found);
    time(order, now, &mut found);
    if survey.busy {
        found.push(Problem::new(
            ProblemKind::AlreadyThere,
            Sentence::new("problem.in-review"),
        ));
    }
    if app_id(order).is_none()
        && (order.first_release || survey.asks.iter().any(|ask| ask == "app_id"))
    {
        found.push(input("problem.app-id-needed"));
    }
    if let Some(id) = order
        .answers
        .get("app_id")
        .filter(|id| !id.trim().is_empty() && !crate::paste::is_digits(id.trim()))
    {
        found.push(bad(
            Sentence::new("problem.app-id-not-digits").with("given", id)
        ));
    }
    found
}

/// The App ID that is known for this order, from whichever place.
pub(super) fn app_id(order: &Order) -> Option<String> {
    let answered = order.answers.get("app_id").map(|id| id.trim().to_owned());
    [
        order.app.store_app_id.clone(),
        answered,
        Survey::of(order).store_app_id,
    ]
    .into_iter()
    .flatten()
    .find(|id| !id.is_empty())
}

fn package(order: &Order, found: &mut Vec<Problem>) {
    let Some(build) = order.build() else {
        found.push(input("problem.no-build"));
        return;
    };
    if order.artifacts.len() > 1 {
        found.push(input("problem.one-package"));
    }
    if !CARD.accepts.contains(&build.kind) {
        found.push(Problem::new(
            ProblemKind::BadArtifact,
            Sentence::new("problem.kind-not-taken"),
        ));
    }
    if build.size > CARD.size_limit {
        found.push(Problem::new(
            ProblemKind::BadArtifact,
            Sentence::new("problem.too-large"),
        ));
    }
    let live = Survey::of(order).live_version_code;
    if let Some(live) = live.filter(|live| build.version_code <= *live) {
        let says = Sentence::new("problem.version-not-higher")
            .with("ours", build.version_code)
            .with("live", live);
        found.push(Problem::new(ProblemKind::BadArtifact, says));
    }
}

/// AGC Publishing v2, app-language-info: `newFeatures` holds 500 characters [official].
fn notes(order: &Order, found: &mut Vec<Problem>) {
    let written = order.notes.0.values().any(|text| !text.trim().is_empty());
    let sent = notes_to_send(order);
    if written && sent.is_empty() {
        let languages = Survey::of(order).languages.join(", ");
        found.push(bad(
            Sentence::new("problem.notes-in-no-language").with("languages", languages)
        ));
    }
    for note in sent {
        let count = CARD.notes.count(note.text);
        if count > CARD.notes.most {
            let says = Sentence::new("problem.notes-too-long")
                .with("language", note.language)
                .with("count", count)
                .with("limit", CARD.notes.most);
            found.push(bad(says));
        }
    }
}

fn time(order: &Order, now: Timestamp, found: &mut Vec<Problem>) {
    match &order.when {
        When::AfterApproval | When::InPhases(_) => {}
        When::At { instant, .. } if *instant > now => {}
        When::At { .. } => found.push(input("problem.time-has-passed")),
        When::ByHand => found.push(input("problem.no-release-by-hand")),
    }
}

fn input(key: &str) -> Problem {
    bad(Sentence::new(key))
}

fn bad(says: Sentence) -> Problem {
    Problem::new(ProblemKind::BadInput, says)
}

#[cfg(test)]
mod tests;
