//! Why an order cannot go to AppGallery, found before anything is sent. The texts of the store page are judged in `listing.rs`.

use jiff::Timestamp;
use slipway_model::{
    Goal, Kind, Limit, Order, Percent, Phases, Problem, ProblemKind, Sentence, When,
};

use super::{
    CARD, listing,
    plan::address,
    submit::start,
    survey::Noted,
    texts::{new_languages, texts},
};
use crate::Survey;

/// AGC Publishing v2: an AAB may have 150 MB [official], read as the larger of the two units.
const BUNDLE_LIMIT: u64 = 150 * 1024 * 1024;
/// AGC Publishing v2, by-url: `downloadUrl` [official].
const ADDRESS_LIMIT: usize = 256;
/// `phasedReleaseDescription`: at most 500 [official], at least 10 [1 client].
const ABOUT_PHASE: Limit = Limit::between(10, 500);

pub(super) fn objections(order: &Order, now: Timestamp) -> Vec<Problem> {
    let survey = Survey::of(order);
    let mut found = Vec::new();
    package(order, &survey, &mut found);
    fetching(order, &mut found);
    notes(order, &survey, &mut found);
    found.extend(listing::objections(order));
    time(order, now, &mut found);
    record(order, &survey, &mut found);
    if app_id(order).is_none()
        && (order.first_release || survey.asks.iter().any(|ask| ask == "app_id"))
    {
        found.push(input("problem.app-id-needed").about("ask:app_id"));
    }
    if let Some(id) = order
        .answers
        .get("app_id")
        .filter(|id| !id.trim().is_empty() && !crate::paste::is_digits(id.trim()))
    {
        let says = Sentence::new("problem.app-id-not-digits").with("given", id);
        found.push(bad(says).about("ask:app_id"));
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

fn package(order: &Order, survey: &Survey, found: &mut Vec<Problem>) {
    let Some(build) = order.build() else {
        found.push(input("problem.no-build").about("build"));
        return;
    };
    let mut artifact = |says: Sentence| {
        found.push(Problem::new(ProblemKind::BadArtifact, says).about("build"));
    };
    if order.artifacts.len() > 1 {
        // Each binding adds a package to the draft [issue], but nothing says how two of one version code are told apart.
        artifact(Sentence::new("problem.one-package"));
    }
    if !CARD.accepts.contains(&build.kind) {
        artifact(Sentence::new("problem.kind-not-taken"));
    }
    if build.kind == Kind::Aab && build.size > BUNDLE_LIMIT {
        artifact(Sentence::new("problem.bundle-too-large"));
    } else if build.size > CARD.size_limit {
        artifact(Sentence::new("problem.too-large"));
    }
    let reached = survey.live_version_code.max(Noted::of(survey).in_phases);
    if let Some(live) = reached.filter(|live| build.version_code <= *live) {
        artifact(
            Sentence::new("problem.version-not-higher")
                .with("ours", build.version_code)
                .with("live", live),
        );
    }
}

/// Whether AppGallery can fetch the package from where it is, and submit it then.
fn fetching(order: &Order, found: &mut Vec<Problem>) {
    let Some(url) = address(order) else { return };
    let mut object = |key: &str| found.push(input(key).about("build"));
    match url.strip_prefix("https://") {
        None => object("problem.address-not-https"),
        // By-url: fetched with a plain GET, without signing in [digest of the page].
        Some(rest)
            if rest
                .split(['/', '?', '#'])
                .next()
                .is_some_and(|host| host.contains('@')) =>
        {
            object("problem.address-with-sign-in");
        }
        Some(_) if url.len() > ADDRESS_LIMIT => object("problem.address-too-long"),
        Some(_) => {}
    }
    // `packageType` has numbers for APKs, quick apps and PC programs only [official].
    if order
        .build()
        .is_some_and(|build| build.kind != Kind::Apk && CARD.accepts.contains(&build.kind))
    {
        object("problem.address-of-bundle");
    }
    if order.goal != Goal::Submit {
        object("problem.address-submits");
    }
}

fn notes(order: &Order, survey: &Survey, found: &mut Vec<Problem>) {
    if order.goal == Goal::Upload {
        return;
    }
    let written = order.notes.0.values().any(|text| !text.trim().is_empty());
    let texts = texts(order);
    if written && !texts.iter().any(|texts| texts.has_notes) {
        let languages = survey.languages.join(", ");
        let says = Sentence::new("problem.notes-in-no-language").with("languages", languages);
        found.push(bad(says).about("notes"));
    }
    let with_notes = texts.iter().filter(|texts| texts.has_notes);
    for (language, text) in
        with_notes.filter_map(|texts| Some((&texts.language, texts.notes.as_ref()?)))
    {
        let count = CARD.notes.count(text);
        if count > CARD.notes.most {
            let says = Sentence::new("problem.notes-too-long")
                .with("language", language)
                .with("count", count)
                .with("limit", CARD.notes.most);
            found.push(bad(says).about("notes"));
        }
    }
    // 204144649: a new language wants the app's name beside its notes [issue].
    if survey.store_name.is_none() && new_languages(order, survey).next().is_some() {
        found.push(input("problem.new-language").about("ask:add_languages"));
    }
}

fn time(order: &Order, now: Timestamp, found: &mut Vec<Problem>) {
    let mut object = |key: &str| found.push(input(key).about("when"));
    match &order.when {
        When::AfterApproval => {}
        When::At { instant, .. } if *instant > now => {}
        When::At { .. } => object("problem.time-has-passed"),
        When::ByHand => object("problem.no-release-by-hand"),
        When::InPhases(phases) => plan_of_phase(phases, now, object),
    }
    // Time and share are part of the submission: a draft would quietly lose them.
    let has_plan = matches!(order.when, When::At { .. } | When::InPhases(_));
    if has_plan && order.goal != Goal::Submit {
        found.push(input("problem.plan-goes-with-submission").about("when"));
    }
}

fn plan_of_phase(phases: &Phases, now: Timestamp, mut object: impl FnMut(&str)) {
    // More than nobody and less than everybody [official].
    if phases.percent.hundredths() == 0 || phases.percent >= Percent::FULL {
        object("problem.phase-share");
    }
    if phases.from <= now {
        object("problem.time-has-passed");
    }
    if phases.until <= start(phases, now) {
        object("problem.phase-ends-too-soon");
    }
    if !ABOUT_PHASE.fits(phases.about.trim()) {
        object("problem.phase-about");
    }
}

/// What stands at AppGallery at present and leaves no room for this release.
fn record(order: &Order, survey: &Survey, found: &mut Vec<Problem>) {
    if survey.busy {
        found.push(Problem::new(
            ProblemKind::AlreadyThere,
            Sentence::new("problem.in-review"),
        ));
    }
    let in_phases = matches!(order.when, When::InPhases(_));
    // A full release must be on the shelf before a phased one [official].
    if in_phases && survey.live_version_code.is_none() {
        found.push(input("problem.no-full-version").about("when"));
    }
    // Writing as a full release beside an active phase is answered with 204144647 [1 client].
    if !in_phases && order.goal != Goal::Upload && Noted::of(survey).phase_is_active {
        let says = Sentence::new("problem.phase-is-active");
        found.push(Problem::new(ProblemKind::AlreadyThere, says).about("when"));
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
