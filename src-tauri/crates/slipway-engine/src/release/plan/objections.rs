//! What the engine itself has against an order, besides what the store's own code says: versions and signers it remembers,
//! wishes that the store cannot keep, and another release of the same app that has not come to its end.

use std::collections::HashSet;

use slipway_model::{
    Goal, GroupKind, Order, Problem, ProblemKind, Sentence, StoreId, Tester, TesterAct, When,
};
use slipway_stores::{Capability, Card, Store, Survey};

use rusqlite::Connection;

use crate::{
    apps::memory::Memory,
    release::{fold::StoreState, summary},
};

/// `said`: what already stands against the order. A store that names the same reason in its own words is not repeated.
pub(super) fn of_engine(
    store: &dyn Store,
    order: &Order,
    survey: &Survey,
    remembered: &Memory,
    said: &[Problem],
) -> Vec<Problem> {
    let card = store.card();
    let mut found = of_testers(card, order);
    let mut object = |kind, says: Sentence| {
        let last = |key: &str| key.rsplit('.').next().unwrap_or_default().to_owned();
        if !said
            .iter()
            .any(|problem| last(&problem.advice.key) == last(&says.key))
        {
            found.push(Problem::new(kind, says));
        }
    };
    // A wish that the store cannot keep is refused here, before the run, and never quietly turned into another.
    for (wish, key) in wishes(order) {
        if !card.can.contains(&wish) {
            object(ProblemKind::BadInput, Sentence::new(key));
        }
    }
    let Some(build) = order.build().filter(|_| !order.goal.is_without_package()) else {
        return found;
    };
    let ours = build.version_code;
    if !card.accepts.contains(&build.kind) {
        object(
            ProblemKind::BadArtifact,
            Sentence::new("plan.kind-not-taken").with("kinds", kinds(card)),
        );
    }
    if order
        .artifacts
        .iter()
        .any(|artifact| artifact.build.size > card.size_limit)
    {
        object(ProblemKind::BadArtifact, Sentence::new("plan.too-large"));
    }
    // Apple counts builds anew within each version and for each system, so a number alone says nothing: its store looks for itself.
    // A file that the store does not take has no number to compare either.
    let counts_alone = build.kind.is_android() && card.accepts.contains(&build.kind);
    if let Some(live) = survey
        .live_version_code
        .filter(|live| counts_alone && ours <= *live)
    {
        let says = Sentence::new("plan.version-not-higher")
            .with("ours", ours)
            .with("live", live);
        object(ProblemKind::BadArtifact, says);
    } else if let Some(sent) = remembered
        .last_version
        .filter(|sent| counts_alone && ours <= *sent)
    {
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
    if survey.busy && !order.goal.is_for_testers() {
        object(ProblemKind::AlreadyThere, Sentence::new("plan.in-review"));
    }
    if order.first_release && !card.can.contains(&Capability::FirstRelease) {
        let says = Sentence::new("plan.no-first-release").with("console", card.console);
        object(ProblemKind::BadInput, says);
    }
    found.extend(listing(order, survey, said));
    found
}

/// `APK, AAB`.
fn kinds(card: &Card) -> String {
    let names = card
        .accepts
        .iter()
        .map(|kind| format!("{kind:?}").to_uppercase());
    names.collect::<Vec<_>>().join(", ")
}

/// What the store's tester side cannot do or bear. Without such a side, the wish itself is refused elsewhere.
pub(super) fn of_testers(card: &Card, order: &Order) -> Vec<Problem> {
    let Some(rules) = &card.testers else {
        return Vec::new();
    };
    let groups = &order.testing.groups;
    let mut says: Vec<Sentence> = Vec::new();
    if order.goal.is_for_testers() && groups.is_empty() {
        says.push(Sentence::new("plan.no-groups"));
    }
    if order.testing.act == TesterAct::Remove && !rules.removes {
        says.push(Sentence::new("plan.no-remove").with("console", card.console));
    }
    let mut names = HashSet::new();
    for group in groups {
        if group.name.is_empty() && group.id.is_none() {
            says.push(Sentence::new("plan.group-without-name"));
        } else if !names.insert((&group.name, &group.id, group.kind)) {
            says.push(Sentence::new("plan.group-twice").with("group", &group.name));
        }
        if let Some(limit) = rules
            .group_name_limit
            .filter(|limit| group.name.chars().count() > *limit as usize)
        {
            says.push(
                Sentence::new("plan.group-name-too-long")
                    .with("group", &group.name)
                    .with("limit", limit),
            );
        }
        if group.kind == GroupKind::Internal && !rules.internal_groups {
            says.push(Sentence::new("plan.no-internal-groups"));
        }
        if group.public_link.is_some() && !rules.public_links {
            says.push(Sentence::new("plan.no-public-links"));
        }
    }
    let people: HashSet<String> = groups
        .iter()
        .flat_map(|group| &group.people)
        .map(Tester::key)
        .collect();
    if let Some(limit) = rules
        .most_people
        .filter(|limit| order.testing.act == TesterAct::Add && people.len() > *limit as usize)
    {
        says.push(
            Sentence::new("plan.too-many-testers")
                .with("limit", limit)
                .with("count", people.len()),
        );
    }
    says.into_iter()
        .map(|says| Problem::new(ProblemKind::BadInput, says))
        .collect()
}

/// What this order asks of the store's API beyond an upload and a submission, with the sentence for a store that has it not.
fn wishes(order: &Order) -> Vec<(Capability, &'static str)> {
    let when = match order.when {
        When::AfterApproval => None,
        When::At { .. } => Some((Capability::Schedule, "plan.no-schedule")),
        When::ByHand => Some((Capability::ReleaseByHand, "plan.no-release-by-hand")),
        When::InPhases(_) => Some((Capability::Phased, "plan.no-phases")),
    };
    let goal = match order.goal {
        Goal::Submit => None,
        Goal::Draft => Some((Capability::Draft, "plan.no-draft")),
        Goal::Upload => Some((Capability::UploadOnly, "plan.no-upload-only")),
        Goal::Test => Some((Capability::TestBuild, "plan.no-test-build")),
        Goal::Testers => Some((Capability::Testers, "plan.no-testers")),
    };
    let fetched = order
        .artifacts
        .iter()
        .any(|artifact| artifact.url.is_some());
    let address = fetched.then_some((Capability::PullFromUrl, "plan.no-address"));
    let edits = (!order.listing.is_empty()).then_some((Capability::Listing, "plan.no-listing"));
    when.into_iter()
        .chain(goal)
        .chain(address)
        .chain(edits)
        .collect()
}

/// New values that cannot be sent, whatever the store's own rules say about the rest of the record.
fn listing(order: &Order, survey: &Survey, said: &[Problem]) -> Vec<Problem> {
    let mut found = Vec::new();
    for (id, value) in &order.listing {
        let about = format!("listing:{id}");
        let mut object = |says: Sentence| {
            if !said
                .iter()
                .any(|problem| problem.about.as_ref() == Some(&about))
            {
                found.push(
                    Problem::new(ProblemKind::BadInput, says.with("field", id)).about(&about),
                );
            }
        };
        let Some(field) = survey.field(id) else {
            object(Sentence::new("plan.listing-unknown"));
            continue;
        };
        if !field.editable {
            object(Sentence::new("plan.listing-fixed"));
        } else if !field.choices.is_empty() && !field.choices.contains(value) {
            object(Sentence::new("plan.listing-choice").with("choices", field.choices.join(", ")));
        } else if let Some(limit) = field.limit.filter(|limit| !limit.fits(value)) {
            object(
                Sentence::new("plan.listing-length")
                    .with("count", limit.count(value))
                    .with("least", limit.least)
                    .with("limit", limit.most),
            );
        }
    }
    found
}

fn short(fingerprint: &str) -> &str {
    fingerprint.get(..16).unwrap_or(fingerprint)
}

/// Worth a look, and no reason to stop. `said`: what stands against the order.
pub(super) fn remarks(order: &Order, survey: &Survey, said: &[Problem]) -> Vec<Sentence> {
    let mut found = Vec::new();
    // Where no version goes out, nothing that concerns one is worth a word.
    if order.goal.is_without_package() {
        return found;
    }
    let ours = order
        .build()
        .filter(|build| build.apple.is_none())
        .map(|build| build.version_code);
    if let Some(pending) = survey
        .pending_version_code
        .filter(|pending| ours.is_some_and(|ours| ours <= *pending) && !survey.busy)
    {
        found.push(Sentence::new("plan.draft-there").with("pending", pending));
    }
    if survey.drafted && order.goal != Goal::Upload {
        found.push(Sentence::new("plan.draft-rides"));
    }
    // A store that insists on notes has said so already.
    let insists = said
        .iter()
        .any(|problem| problem.advice.key.contains("notes"));
    if !insists && !order.notes.0.values().any(|text| !text.trim().is_empty()) {
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
    let is_open = |(store, state): &(StoreId, StoreState)| {
        *store == order.store && (!state.is_end() || *state == StoreState::Unclear)
    };
    let open = summary::of_package(connection, &order.app.package)?
        .into_iter()
        .find(|release| release.id != order.release && release.stores.iter().any(is_open));
    Ok(open.map(|release| {
        let says = Sentence::new("plan.unfinished")
            .with("title", &release.title)
            .with("id", &release.id);
        Problem::new(ProblemKind::AlreadyThere, says)
    }))
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use slipway_model::{AppRef, Notes, Testing};

    use super::*;

    fn remarked(goal: Goal) -> Vec<String> {
        let order = Order {
            release: "r1".into(),
            store: "amazon".into(),
            account: "main".into(),
            app: AppRef {
                package: "com.example.slipway".into(),
                store_app_id: None,
            },
            artifacts: Vec::new(),
            notes: Notes::default(),
            when: When::AfterApproval,
            goal,
            first_release: false,
            icon: None,
            answers: BTreeMap::new(),
            listing: BTreeMap::new(),
            testing: Testing::default(),
            survey: serde_json::Value::Null,
        };
        remarks(&order, &Survey::default(), &[])
            .into_iter()
            .map(|says| says.key)
            .collect()
    }

    #[test]
    fn work_on_testers_alone_is_not_asked_for_notes() {
        assert_eq!(remarked(Goal::Submit), ["plan.no-notes"]);
        assert!(remarked(Goal::Testers).is_empty());
    }
}
