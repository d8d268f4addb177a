//! Why an order cannot go to Xiaomi, found before anything is sent. Strict, because nothing can be taken back afterwards.

use jiff::Timestamp;
use slipway_model::{Order, Problem, ProblemKind, Sentence, When};

use super::{CARD, wire::LANGUAGE};
use crate::{Survey, notes};

pub(super) fn objections(order: &Order, now: Timestamp) -> Vec<Problem> {
    let survey = Survey::of(order);
    let mut found = Vec::new();
    if order.first_release {
        let console = Sentence::new("problem.no-first-release")
            .with("package", &order.app.package)
            .with("console", CARD.console);
        found.push(Problem::new(ProblemKind::NotAllowed, console));
    } else if survey.busy {
        found.push(Problem::new(
            ProblemKind::AlreadyThere,
            Sentence::new("problem.in-review"),
        ));
    }
    packages(order, &survey, &mut found);
    text(order, &mut found);
    if order.icon.is_none() {
        found.push(bad(Sentence::new("problem.no-icon")));
    }
    match &order.when {
        When::AfterApproval | When::InPhases(_) => {}
        When::At { instant, .. } if *instant > now => {}
        When::At { .. } => found.push(bad(Sentence::new("problem.time-has-passed"))),
        When::ByHand => found.push(bad(Sentence::new("problem.no-release-by-hand"))),
    }
    found
}

fn packages(order: &Order, survey: &Survey, found: &mut Vec<Problem>) {
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
    let ours = builds.iter().map(|build| build.version_code).min();
    if let (Some(ours), Some(live)) = (ours, survey.live_version_code)
        && ours <= live
    {
        let says = Sentence::new("problem.version-not-higher")
            .with("ours", ours)
            .with("live", live);
        found.push(Problem::new(ProblemKind::BadArtifact, says));
    }
}

/// Xiaomi devupload, `updateDesc`: required for an update, 1 to 500 characters [1 client's limit].
fn text(order: &Order, found: &mut Vec<Problem>) {
    let note = update_note(order);
    let count = CARD.notes.count(note);
    if note.trim().is_empty() {
        found.push(bad(Sentence::new("problem.notes-missing")));
    } else if count > CARD.notes.most {
        found.push(bad(Sentence::new("problem.notes-too-long")
            .with("count", count)
            .with("limit", CARD.notes.most)));
    }
    if let Some(address) = privacy_url(order).filter(|address| !address.starts_with("http")) {
        found.push(bad(
            Sentence::new("problem.privacy-url").with("given", address)
        ));
    }
}

/// The text of the listing's only language.
pub(super) fn update_note(order: &Order) -> &str {
    notes::for_listing(&order.notes, &[LANGUAGE.to_owned()])
        .first()
        .map(|(_, text)| *text)
        .unwrap_or_default()
}

pub(super) fn privacy_url(order: &Order) -> Option<&str> {
    order
        .answers
        .get("privacy_url")
        .map(|address| address.trim())
        .filter(|address| !address.is_empty())
}

fn bad(says: Sentence) -> Problem {
    Problem::new(ProblemKind::BadInput, says)
}

#[cfg(test)]
mod tests;
