//! What the engine itself has against an order, besides what the store's own code says: versions and signers it remembers,
//! wishes that the store cannot keep, and another release of the same app that has not come to its end.

use slipway_model::{Order, Problem, ProblemKind, Sentence, When};
use slipway_stores::{Capability, Store, Survey};

use rusqlite::Connection;

use crate::{
    apps::memory::Memory,
    release::{
        fold::{StoreFold, StoreState, fold},
        journal,
    },
};

/// `said`: what already stands against the order. A store that names the same reason in its own words is not repeated.
pub(super) fn of_engine(
    store: &dyn Store,
    order: &Order,
    survey: &Survey,
    remembered: &Memory,
    said: &[Problem],
) -> Vec<Problem> {
    let Some(build) = order.build() else {
        return Vec::new();
    };
    let card = store.card();
    let ours = build.version_code;
    let mut found: Vec<Problem> = Vec::new();
    let mut object = |kind, says: Sentence| {
        let last = |key: &str| key.rsplit('.').next().unwrap_or_default().to_owned();
        if !said
            .iter()
            .any(|problem| last(&problem.advice.key) == last(&says.key))
        {
            found.push(Problem::new(kind, says));
        }
    };
    if !card.accepts.contains(&build.kind) {
        object(
            ProblemKind::BadArtifact,
            Sentence::new("plan.kind-not-taken"),
        );
    }
    if order
        .artifacts
        .iter()
        .any(|artifact| artifact.build.size > card.size_limit)
    {
        object(ProblemKind::BadArtifact, Sentence::new("plan.too-large"));
    }
    if let Some(live) = survey.live_version_code.filter(|live| ours <= *live) {
        let says = Sentence::new("plan.version-not-higher")
            .with("ours", ours)
            .with("live", live);
        object(ProblemKind::BadArtifact, says);
    } else if let Some(sent) = remembered.last_version.filter(|sent| ours <= *sent) {
        let says = Sentence::new("plan.version-sent")
            .with("ours", ours)
            .with("sent", sent);
        object(ProblemKind::BadArtifact, says);
    }
    if let (Some(before), Some(now)) = (&remembered.last_signer, build.signer_sha256())
        && before != now
    {
        let says = Sentence::new("plan.other-signer")
            .with("before", short(before))
            .with("now", short(now));
        object(ProblemKind::BadArtifact, says);
    }
    if survey.busy {
        object(ProblemKind::AlreadyThere, Sentence::new("plan.in-review"));
    }
    if order.first_release && !card.can.contains(&Capability::FirstRelease) {
        let says = Sentence::new("plan.no-first-release").with("console", card.console);
        object(ProblemKind::BadInput, says);
    }
    match order.when {
        When::At { .. } if !card.can.contains(&Capability::Schedule) => {
            object(ProblemKind::BadInput, Sentence::new("plan.no-schedule"));
        }
        When::ByHand if !card.can.contains(&Capability::ReleaseByHand) => {
            object(
                ProblemKind::BadInput,
                Sentence::new("plan.no-release-by-hand"),
            );
        }
        _ => {}
    }
    found
}

fn short(fingerprint: &str) -> &str {
    fingerprint.get(..16).unwrap_or(fingerprint)
}

/// Worth a look, and no reason to stop.
pub(super) fn remarks(order: &Order, survey: &Survey) -> Vec<Sentence> {
    let mut found = Vec::new();
    let ours = order
        .build()
        .map(|build| build.version_code)
        .unwrap_or_default();
    if let Some(pending) = survey
        .pending_version_code
        .filter(|pending| ours <= *pending && !survey.busy)
    {
        found.push(Sentence::new("plan.draft-there").with("pending", pending));
    }
    if !order.notes.0.values().any(|text| !text.trim().is_empty()) {
        found.push(Sentence::new("plan.no-notes"));
    }
    let primary = |tag: &str| {
        tag.split(['-', '_'])
            .next()
            .unwrap_or_default()
            .to_lowercase()
    };
    for tag in order.notes.0.keys().filter(|tag| !tag.is_empty()) {
        if !survey.languages.is_empty()
            && !survey
                .languages
                .iter()
                .any(|known| primary(known) == primary(tag))
        {
            found.push(Sentence::new("plan.note-left-out").with("language", tag));
        }
    }
    found
}

/// Another release of this app to this store that is still open: sending beside it could submit twice.
pub(crate) fn unfinished(
    connection: &Connection,
    order: &Order,
) -> rusqlite::Result<Option<Problem>> {
    for brief in journal::briefs(connection)? {
        if brief.package != order.app.package
            || brief.id == order.release
            || brief.order(&order.store).is_none()
        {
            continue;
        }
        let folded = fold(&journal::events(connection, &brief.id, 0)?);
        let open = |store: &StoreFold| !store.state.is_end() || store.state == StoreState::Unclear;
        if folded.store(&order.store).is_some_and(open) {
            let says = Sentence::new("plan.unfinished")
                .with("title", &brief.title)
                .with("id", &brief.id);
            return Ok(Some(Problem::new(ProblemKind::AlreadyThere, says)));
        }
    }
    Ok(None)
}
