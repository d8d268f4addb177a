//! Why an order cannot go to Apple, found before anything is sent.

use jiff::{SignedDuration, Timestamp};
use slipway_model::{
    Apple, Build, Distribution, Goal, GroupKind, Limit, Order, Phases, Problem, ProblemKind,
    Sentence, TesterAct, TesterGroup, When, build_number,
};

use super::{
    CARD,
    groups::LINK_LIMIT,
    listing::NOTES_LIMIT,
    locales,
    processing::encryption,
    publish::says_yes,
    survey::Noted,
    wire::{self, same_version},
};
use crate::Survey;

/// "What to Test" is counted in bytes.
const TEST_NOTES: Limit = Limit {
    least: 0,
    most: 4000,
    counted: slipway_model::Counting::Bytes,
};
/// Members of the own team in internal groups [official].
const TEAM: usize = 100;
/// Apple's plan: 1, 2, 5, 10, 20, 50, 100 % in seven days [official].
const FIRST_SHARE: u16 = 100;
const DAYS: SignedDuration = SignedDuration::from_hours(7 * 24);

pub(super) fn objections(order: &Order, now: Timestamp) -> Vec<Problem> {
    let survey = Survey::of(order);
    let noted = Noted::of(&survey);
    let mut found = Vec::new();
    if order.goal != Goal::Testers {
        match order.build().map(|build| (build, build.apple.as_ref())) {
            None => found.push(input("problem.no-build").about("build")),
            Some((_, None)) => found.push(artifact(Sentence::new("problem.not-apples"))),
            Some((build, Some(apple))) => package(build, apple, &mut found),
        }
    }
    if noted.by_password {
        by_password(order, &mut found);
        return found;
    }
    if matches!(order.goal, Goal::Draft | Goal::Submit) {
        version(order, &noted, &mut found);
        time(order, &noted, now, &mut found);
        notes(order, &survey, &noted, &mut found);
    } else if order.when != When::AfterApproval {
        found.push(input("problem.when-needs-version").about("when"));
    }
    let is_used = matches!(order.goal, Goal::Draft | Goal::Submit | Goal::Test);
    let leaves_it_open = order.build().is_some_and(|build| build.apple.is_some());
    if is_used && leaves_it_open && encryption(order).is_none() {
        found.push(input("problem.encryption-unanswered").about("ask:encryption"));
    }
    if order.goal.is_for_testers() {
        testers(order, &noted, &mut found);
    }
    found
}

fn package(build: &Build, apple: &Apple, found: &mut Vec<Problem>) {
    if !CARD.accepts.contains(&build.kind) {
        found.push(artifact(Sentence::new("problem.kind-not-taken")));
    }
    if build.size > CARD.size_limit {
        found.push(artifact(Sentence::new("problem.too-large")));
    }
    // Apple takes what only the store can hand on [official].
    let word = match apple.distribution {
        Distribution::AppStore | Distribution::Unknown => None,
        Distribution::AdHoc => Some("problem.signed-ad-hoc"),
        Distribution::Development => Some("problem.signed-for-development"),
        Distribution::Enterprise => Some("problem.signed-for-company"),
    };
    if let Some(key) = word {
        found.push(artifact(Sentence::new(key).with("profile", &apple.profile)));
    }
    // Up to three numbers with dots; a build number has at most eighteen characters [inferred].
    for (text, key) in [
        (&build.version_name, "problem.version-form"),
        (&apple.build_number, "problem.build-number-form"),
    ] {
        if !is_numbers(text) {
            found.push(artifact(Sentence::new(key).with("given", text)));
        }
    }
}

fn is_numbers(text: &str) -> bool {
    let parts: Vec<&str> = text.split('.').collect();
    parts.len() <= 3 && text.len() <= 18 && parts.iter().all(|part| crate::paste::is_digits(part))
}

fn version(order: &Order, noted: &Noted, found: &mut Vec<Problem>) {
    let Some((build, apple)) = order
        .build()
        .and_then(|build| Some((build, build.apple.as_ref()?)))
    else {
        return;
    };
    let platform = wire::platform_word(apple.platform);
    let ours = &build.version_name;
    if let Some(live) = noted.live(platform)
        && build_number::compare(ours, &live.name).is_le()
    {
        let says = Sentence::new("problem.version-not-higher")
            .with("ours", ours)
            .with("live", &live.name);
        found.push(artifact(says));
    }
    let Some(open) = noted.open(platform) else {
        return;
    };
    let says = |key: &str| {
        Sentence::new(key)
            .with("open", &open.name)
            .with("ours", ours)
    };
    if open.state().is_in_review() {
        found.push(Problem::new(
            ProblemKind::AlreadyThere,
            says("problem.in-review"),
        ));
    } else if open.state().is_approved() {
        found.push(Problem::new(
            ProblemKind::AlreadyThere,
            says("problem.version-waits"),
        ));
    } else if !same_version(&open.name, ours) && !says_yes(order, "rename_version") {
        let problem = Problem::new(ProblemKind::BadInput, says("problem.other-version-open"));
        found.push(problem.about("ask:rename_version"));
    }
}

fn time(order: &Order, noted: &Noted, now: Timestamp, found: &mut Vec<Problem>) {
    let mut object = |key: &str| found.push(input(key).about("when"));
    match &order.when {
        When::AfterApproval | When::ByHand => {}
        When::At { instant, .. } if *instant <= now => object("problem.time-has-passed"),
        When::At { instant, .. } if !wire::is_full_hour(*instant) => object("problem.full-hours"),
        When::At { .. } => {}
        When::InPhases(phases) => {
            if !is_apples_plan(phases) {
                object("problem.phases-are-apples");
            }
            let platform = order.build().and_then(|build| build.apple.as_ref());
            let platform = platform.map(|apple| wire::platform_word(apple.platform));
            // Not for the first version of an app [official].
            if platform.is_some_and(|platform| !noted.is_update(platform)) {
                object("problem.first-in-phases");
            }
        }
    }
}

/// The one plan that there is; another is refused and not quietly made into it.
fn is_apples_plan(phases: &Phases) -> bool {
    phases.percent.hundredths() == FIRST_SHARE && phases.until.duration_since(phases.from) == DAYS
}

fn notes(order: &Order, survey: &Survey, noted: &Noted, found: &mut Vec<Problem>) {
    let everywhere = says_yes(order, "notes_everywhere");
    let mut languages = survey.languages.clone();
    if says_yes(order, "add_languages") {
        let more = locales::written(&order.notes);
        let more: Vec<String> = more
            .into_iter()
            .filter(|one| !languages.contains(one))
            .collect();
        languages.extend(more);
    }
    let given = locales::notes(&order.notes, &languages, everywhere);
    for (language, text) in &given {
        if !NOTES_LIMIT.fits(text) {
            let says = Sentence::new("problem.notes-too-long")
                .with("language", language)
                .with("count", NOTES_LIMIT.count(text))
                .with("limit", NOTES_LIMIT.most);
            found.push(bad(says).about("notes"));
        }
    }
    let platform = order.build().and_then(|build| build.apple.as_ref());
    let platform = platform.map_or("", |apple| wire::platform_word(apple.platform));
    // Every language of an update must have news, or the submission is refused.
    if order.goal != Goal::Submit || !noted.is_update(platform) {
        return;
    }
    let is_open = noted
        .open(platform)
        .is_some_and(|open| noted.texts_of.as_ref() == Some(&open.id));
    let stays = |language: &str| {
        is_open
            && noted
                .news
                .get(language)
                .is_some_and(|news| !news.is_empty())
    };
    let silent: Vec<&str> = survey
        .languages
        .iter()
        .map(String::as_str)
        .filter(|language| !given.contains_key(*language) && !stays(language))
        .collect();
    if !silent.is_empty() {
        let says = Sentence::new("problem.notes-missing").with("languages", silent.join(", "));
        found.push(bad(says).about("notes"));
    }
}

/// What an app-specific password cannot do.
fn by_password(order: &Order, found: &mut Vec<Problem>) {
    if order.goal != Goal::Upload {
        found.push(input("problem.password-only-uploads"));
    }
    if app_id(order).is_none() {
        found.push(input("problem.app-id-needed").about("ask:app_id"));
    }
}

/// The number of the app, from whichever place.
pub(super) fn app_id(order: &Order) -> Option<String> {
    let answered = order.answers.get("app_id").map(|id| id.trim().to_owned());
    let known = [
        order.app.store_app_id.clone(),
        answered,
        Survey::of(order).store_app_id,
    ];
    known.into_iter().flatten().find(|id| !id.is_empty())
}

fn testers(order: &Order, noted: &Noted, found: &mut Vec<Problem>) {
    if order.goal == Goal::Test && order.testing.act == TesterAct::Remove {
        found.push(input("problem.test-removes-nobody").about("testers"));
    }
    if order.goal == Goal::Test {
        for (language, text) in &order.notes.0 {
            if !TEST_NOTES.fits(text) {
                let says = Sentence::new("problem.test-notes-too-long")
                    .with("language", language)
                    .with("count", TEST_NOTES.count(text))
                    .with("limit", TEST_NOTES.most);
                found.push(bad(says).about("notes"));
            }
        }
    }
    for group in &order.testing.groups {
        let mut object = |key: &str| {
            found.push(bad(Sentence::new(key).with("group", &group.name)).about("testers"));
        };
        if is_ambiguous(group, noted) {
            object("problem.group-name-twice");
        }
        let Some(link) = group.public_link else {
            if group.kind == GroupKind::Internal && group.people.len() > TEAM {
                object("problem.team-too-large");
            }
            continue;
        };
        if group.kind == GroupKind::Internal {
            object("problem.internal-link");
        } else if link.limit.is_some_and(|limit| !LINK_LIMIT.contains(&limit)) {
            object("problem.link-limit");
        }
    }
}

fn is_ambiguous(group: &TesterGroup, noted: &Noted) -> bool {
    let internal = group.kind == GroupKind::Internal;
    let same = noted
        .groups
        .iter()
        .filter(|known| known.name == group.name && known.internal == internal);
    group.id.is_none() && same.count() > 1
}

fn artifact(says: Sentence) -> Problem {
    Problem::new(ProblemKind::BadArtifact, says).about("build")
}

fn input(key: &str) -> Problem {
    bad(Sentence::new(key))
}

fn bad(says: Sentence) -> Problem {
    Problem::new(ProblemKind::BadInput, says)
}

#[cfg(test)]
pub(super) mod tests;
