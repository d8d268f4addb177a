//! Why an order cannot go to OPPO, found before anything is sent: the packages, the state of the app, the notes, the time, and the
//! whole listing that has to be sent back with every version.

use jiff::Timestamp;
use slipway_model::{Goal, Order, Problem, ProblemKind, Said, Sentence, When};

use super::{
    CARD,
    listing::{self, Extra},
    status,
    wire::LANGUAGE,
};
use crate::{Survey, notes};

pub(super) fn objections(order: &Order, now: Timestamp) -> Vec<Problem> {
    let survey = Survey::of(order);
    let mut found = Vec::new();
    packages(order, &mut found);
    if order.goal == Goal::Upload {
        return found;
    }
    found.extend(of_the_app(order, &survey));
    text(order, &mut found);
    found.extend(listing::lint(order, &survey));
    found.extend(too_late(order, now));
    found
}

/// What the state of the app has against a new version. Asked again with a fresh record before the upload and before the submission.
pub(super) fn of_the_app(order: &Order, survey: &Survey) -> Option<Problem> {
    let extra = Extra::of(survey);
    if extra.is_game {
        return Some(Problem::new(
            ProblemKind::NotAllowed,
            Sentence::new("problem.game").with("console", CARD.console),
        ));
    }
    if extra.is_frozen {
        let says = Sentence::new("problem.frozen").with("console", CARD.console);
        let said = Said::new("is_freeze 1", extra.frozen_because.as_bytes(), &[]);
        return Some(Problem::new(ProblemKind::NotAllowed, says).said(said));
    }
    if survey.busy {
        return Some(Problem::new(
            ProblemKind::AlreadyThere,
            Sentence::new("problem.in-review"),
        ));
    }
    let ours = order.build()?.version_code;
    let newest = survey.pending_version_code.or(survey.live_version_code)?;
    let status = extra.status.as_str();
    // A rejected or withdrawn version may perhaps be sent again under its code: OPPO decides [inferred].
    if status::was_approved(status) && ours <= newest {
        let says = Sentence::new("problem.version-not-higher")
            .with("ours", ours)
            .with("live", newest);
        return Some(Problem::new(ProblemKind::BadArtifact, says));
    }
    (ours < newest).then(|| {
        let says = Sentence::new("problem.version-lower")
            .with("ours", ours)
            .with("newest", newest);
        Problem::new(ProblemKind::BadArtifact, says)
    })
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
        // `upd` and `task-state` name one version code for both [inferred].
        [one, other] if one.version_code != other.version_code => {
            artifact("problem.pair-of-two-versions");
        }
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

/// OPPO API 传包, `update_desc`: required, five characters at least [official copy].
fn text(order: &Order, found: &mut Vec<Problem>) {
    let note = update_note(order).trim();
    let (count, limit) = (CARD.notes.count(note), CARD.notes);
    let says = if note.is_empty() {
        Sentence::new("problem.notes-missing")
    } else if count < limit.least {
        Sentence::new("problem.notes-too-short")
            .with("count", count)
            .with("limit", limit.least)
    } else if count > limit.most {
        Sentence::new("problem.notes-too-long")
            .with("count", count)
            .with("limit", limit.most)
    } else {
        return;
    };
    found.push(Problem::new(ProblemKind::BadInput, says).about("notes"));
}

pub(super) fn too_late(order: &Order, now: Timestamp) -> Option<Problem> {
    match &order.when {
        When::At { instant, .. } if *instant <= now => Some(Problem::new(
            ProblemKind::BadInput,
            Sentence::new("problem.time-has-passed"),
        )),
        _ => None,
    }
}

/// The text of the listing's only language.
pub(super) fn update_note(order: &Order) -> &str {
    notes::for_listing(&order.notes, &[LANGUAGE.to_owned()])
        .first()
        .map(|(_, text)| *text)
        .unwrap_or_default()
}

#[cfg(test)]
mod tests;
