//! Why an order cannot go to vivo, found before anything is sent.

use jiff::Timestamp;
use serde_json::Value;
use slipway_model::{Goal, Limit, Order, Percent, Phases, Problem, ProblemKind, Sentence, When};

use super::{
    CARD, listing,
    packages::{Packages, by_address, version_code},
    submission::update_note,
};
use crate::Survey;

pub(super) fn objections(order: &Order, now: Timestamp) -> Vec<Problem> {
    let survey = Survey::of(order);
    let mut found = Vec::new();
    let waits = survey.extra.get("waits") == Some(&Value::Bool(true));
    for (is_so, key) in [
        (survey.busy, "problem.in-review"),
        (waits, "problem.waiting-to-go-live"),
    ] {
        if is_so {
            found.push(Problem::new(ProblemKind::AlreadyThere, Sentence::new(key)));
        }
    }
    packages(order, &survey, &mut found);
    addresses(order, &mut found);
    if order.goal == Goal::Submit {
        note(order, &mut found);
        time(order, now, &mut found);
        found.extend(listing::objections(order));
    }
    found
}

fn packages(order: &Order, survey: &Survey, found: &mut Vec<Problem>) {
    let mut artifact = |says: Sentence| found.push(Problem::new(ProblemKind::BadArtifact, says));
    let builds = || order.artifacts.iter().map(|artifact| &artifact.build);
    match order.artifacts.as_slice() {
        [] => artifact(Sentence::new("problem.no-build")),
        [one, other] if one.build.package != other.build.package => {
            artifact(Sentence::new("problem.pair-of-two-apps"));
        }
        [one, other] if one.build.version_code != other.build.version_code => {
            artifact(Sentence::new("problem.pair-of-two-versions"));
        }
        _ if Packages::of(order).is_none() => artifact(Sentence::new("problem.not-a-pair")),
        _ => {}
    }
    if builds().any(|build| !CARD.accepts.contains(&build.kind)) {
        artifact(Sentence::new("problem.kind-not-taken"));
    }
    if builds().any(|build| build.size > CARD.size_limit) {
        artifact(Sentence::new("problem.too-large"));
    }
    // vivo counts every version that it was ever given, also one that it refused.
    let newest = survey.live_version_code.max(survey.pending_version_code);
    let ours = version_code(order);
    if let Some(newest) = newest.filter(|newest| ours <= *newest && !order.artifacts.is_empty()) {
        artifact(
            Sentence::new("problem.version-not-higher")
                .with("ours", ours)
                .with("newest", newest),
        );
    }
}

/// Whether vivo can fetch the packages from where they are, and be asked how far it is.
fn addresses(order: &Order, found: &mut Vec<Problem>) {
    let given = || {
        order
            .artifacts
            .iter()
            .filter_map(|artifact| artifact.url.as_deref())
    };
    if given().next().is_none() {
        return;
    }
    if !by_address(order) {
        found.push(bad(Sentence::new("problem.one-address-of-two")));
    }
    if let Some(address) = given().find(|address| !address.starts_with("https://")) {
        found.push(bad(
            Sentence::new("problem.address-not-https").with("address", address)
        ));
    }
    if order.goal == Goal::Upload {
        found.push(bad(Sentence::new("problem.address-without-submission")));
    }
    if matches!(order.when, When::InPhases(_)) {
        found.push(bad(Sentence::new("problem.address-in-phases")));
    }
}

/// `updateDesc` may be left out, and vivo would then go on showing what was new in the last version.
fn note(order: &Order, found: &mut Vec<Problem>) {
    let note = update_note(order);
    let Limit { least, most, .. } = CARD.notes;
    let count = CARD.notes.count(&note.replace("\r\n", "\n"));
    let says = if count == 0 {
        Sentence::new("problem.notes-missing")
    } else if !(least..=most).contains(&count) {
        Sentence::new("problem.notes-count")
            .with("count", count)
            .with("least", least)
            .with("limit", most)
    } else {
        return;
    };
    found.push(bad(says).about("notes"));
}

fn time(order: &Order, now: Timestamp, found: &mut Vec<Problem>) {
    match &order.when {
        When::At { instant, .. } if *instant <= now => {
            found.push(bad(Sentence::new("problem.time-has-passed")));
        }
        When::InPhases(phases) => {
            found.extend(phase(phases, now).map(|key| bad(Sentence::new(key))))
        }
        When::At { .. } | When::AfterApproval | When::ByHand => {}
    }
}

fn phase(phases: &Phases, now: Timestamp) -> Option<&'static str> {
    let whole = phases
        .percent
        .as_whole()
        .filter(|_| phases.percent < Percent::FULL);
    if whole.is_none_or(|percent| percent == 0) {
        Some("problem.percent")
    } else if phases.from <= now || phases.until <= phases.from {
        Some("problem.phase-times")
    } else {
        None
    }
}

fn bad(says: Sentence) -> Problem {
    Problem::new(ProblemKind::BadInput, says)
}

#[cfg(test)]
mod tests;
