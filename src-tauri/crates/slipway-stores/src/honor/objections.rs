//! Why an order cannot go to Honor, found before a byte is uploaded. The half about the app's record runs again on a fresh reading as
//! the release begins.

use jiff::{SignedDuration, Timestamp};
use slipway_model::{Goal, Limit, Order, Problem, ProblemKind, Sentence, When};

use super::{
    CARD,
    plan::{address, notes_to_send},
    record::{extra, touched},
};
use crate::Survey;

/// Honor fetches from addresses shorter than this [official].
const LONGEST_ADDRESS: usize = 1023;
/// A phased release becomes a full one this long after its start at the latest [official].
const LONGEST_PHASE: SignedDuration = SignedDuration::from_hours(30 * 24);
/// `releaseNote` [official].
const PHASE_NOTE: Limit = Limit::characters(500);

pub(super) fn objections(order: &Order, now: Timestamp) -> Vec<Problem> {
    let survey = Survey::of(order);
    let mut found = Vec::new();
    package(order, &mut found);
    if order.goal != Goal::Upload {
        notes(order, &survey, &mut found);
    }
    if order.goal == Goal::Submit {
        time(order, &survey, now, &mut found);
    }
    found.extend(of_record(order, &survey));
    found
}

fn package(order: &Order, found: &mut Vec<Problem>) {
    let Some(build) = order.build() else {
        found.push(input("problem.no-build"));
        return;
    };
    if order.artifacts.len() > 1 {
        found.push(input("problem.one-package"));
    }
    let mut unfit = |key: &str| {
        found.push(Problem::new(ProblemKind::BadArtifact, Sentence::new(key)));
    };
    if !CARD.accepts.contains(&build.kind) {
        unfit("problem.kind-not-taken");
    }
    if build.size > CARD.size_limit {
        unfit("problem.too-large");
    }
    if address(order).is_some_and(|address| !can_be_fetched(address)) {
        found.push(input("problem.address-not-taken"));
    }
}

/// HTTPS, public, without a sign-in, shorter than 1024 characters [official].
fn can_be_fetched(address: &str) -> bool {
    let host = address
        .strip_prefix("https://")
        .and_then(|rest| rest.split(['/', '?', '#']).next())
        .unwrap_or_default();
    host.contains('.')
        && !host.contains('@')
        && address.len() <= LONGEST_ADDRESS
        && !address.contains(char::is_whitespace)
}

/// `newFeature` holds 500 characters [official]; one client fills up what is shorter than three [1 client].
fn notes(order: &Order, survey: &Survey, found: &mut Vec<Problem>) {
    let written = order.notes.0.values().any(|text| !text.trim().is_empty());
    let sent = notes_to_send(order);
    if written && sent.is_empty() {
        let says = Sentence::new("problem.notes-in-no-language")
            .with("languages", survey.languages.join(", "));
        found.push(bad(says).about("notes"));
    }
    for (language, text) in sent {
        let count = CARD.notes.count(text);
        let (key, limit) = if count > CARD.notes.most {
            ("problem.notes-too-long", CARD.notes.most)
        } else if count < CARD.notes.least {
            ("problem.notes-too-short", CARD.notes.least)
        } else {
            continue;
        };
        let says = Sentence::new(key)
            .with("language", &language)
            .with("count", count)
            .with("limit", limit);
        found.push(bad(says).about(format!("notes:{language}")));
    }
}

fn time(order: &Order, survey: &Survey, now: Timestamp, found: &mut Vec<Problem>) {
    match &order.when {
        When::AfterApproval | When::ByHand => {}
        When::At { instant, .. } if *instant > now => {}
        When::At { .. } => found.push(input("problem.time-has-passed")),
        When::InPhases(phases) => {
            if phases.from <= now {
                found.push(input("problem.time-has-passed"));
            }
            if phases.until.duration_since(phases.from) > LONGEST_PHASE {
                found.push(input("problem.phase-too-long"));
            }
            if !PHASE_NOTE.fits(&phases.about) {
                let says = Sentence::new("problem.phase-note-too-long")
                    .with("count", PHASE_NOTE.count(&phases.about))
                    .with("limit", PHASE_NOTE.most);
                found.push(bad(says));
            }
            // Phases need a version that everybody has [official]. Without a survey Honor itself answers.
            if survey.store_app_id.is_some() && survey.live_version_code.is_none() {
                found.push(input("problem.phases-need-a-live-version"));
            }
        }
    }
}

/// What the app's record says against it.
pub(super) fn of_record(order: &Order, survey: &Survey) -> Vec<Problem> {
    let mut found = Vec::new();
    let ours = order.build().map(|build| build.version_code);
    if let Some((ours, live)) = ours
        .zip(survey.live_version_code)
        .filter(|(ours, live)| ours <= live)
    {
        let says = Sentence::new("problem.version-not-higher")
            .with("ours", ours)
            .with("live", live);
        found.push(Problem::new(ProblemKind::BadArtifact, says));
    }
    // An upload alone touches neither the record nor the review.
    if order.goal == Goal::Upload {
        return found;
    }
    let busy = if survey.busy {
        Some("problem.in-review")
    } else if !extra(survey, "phase").is_null() {
        Some("problem.phase-running")
    } else if extra(survey, "waiting").as_bool() == Some(true) {
        Some("problem.waiting")
    } else {
        None
    };
    found.extend(busy.map(|key| Problem::new(ProblemKind::AlreadyThere, Sentence::new(key))));
    if survey.store_app_id.is_some() && !order.first_release {
        texts(order, survey, &mut found);
    }
    if order.goal == Goal::Submit {
        // What the submission is refused for, 20032 and 20046 [measured]. Only the console writes them: the API's call for it replaces the
        // whole record.
        for (id, key) in [
            ("appClassification", "problem.classification-missing"),
            ("ratingId", "problem.rating-missing"),
        ] {
            if survey.field(id).is_some_and(|field| field.value.is_empty()) {
                found.push(missing(id, Sentence::new(key)));
            }
        }
    }
    found
}

/// The default language and those that this order writes must have a name and an introduction, 20076 [measured].
fn texts(order: &Order, survey: &Survey, found: &mut Vec<Problem>) {
    let Some(default) = survey.languages.first() else {
        found.push(input("problem.no-texts"));
        return;
    };
    let mut wanted = touched(order, &survey.languages);
    if !wanted.contains(default) {
        wanted.insert(0, default.clone());
    }
    for language in wanted {
        let (name, intro) = (format!("appName:{language}"), format!("intro:{language}"));
        if survey
            .field(&name)
            .is_some_and(|field| field.value.is_empty())
        {
            let says = Sentence::new("problem.name-missing").with("language", &language);
            found.push(missing(&name, says));
        }
        if survey.field(&intro).is_some() && survey.after(order, &intro).trim().is_empty() {
            found.push(missing(&intro, Sentence::new("problem.intro-missing")));
        }
    }
}

fn missing(id: &str, says: Sentence) -> Problem {
    bad(says).about(format!("listing:{id}"))
}

fn input(key: &str) -> Problem {
    bad(Sentence::new(key))
}

fn bad(says: Sentence) -> Problem {
    Problem::new(ProblemKind::BadInput, says)
}

#[cfg(test)]
mod tests;
