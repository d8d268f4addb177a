//! Why an order cannot go to Amazon, found before anything is sent.

use jiff::Timestamp;
use slipway_model::{Goal, Kind, Order, Problem, ProblemKind, Sentence, When};

use super::{
    CARD,
    answers::{OpenEdit, one_text, open_edit, short_id},
    apks, certificate,
    edit::notes_lacking,
    listing,
    survey::Noted,
    texts, wire,
};
use crate::Survey;

pub(super) fn objections(order: &Order, now: Timestamp) -> Vec<Problem> {
    let mut found = Vec::new();
    found.extend(wire::app_key(&order.app).err());
    if order.goal == Goal::Testers {
        found.extend(certificate::of(order).err());
        return found;
    }
    let survey = Survey::of(order);
    if survey.busy {
        let status = Noted::of(&survey).status.unwrap_or_default();
        found.push(super::site::in_review(&status));
    }
    package(order, &mut found);
    edit(order, &survey, &mut found);
    if order.goal != Goal::Upload {
        notes(order, &survey, &mut found);
    }
    found.extend(listing::objections(order, &survey));
    if let When::At { instant, .. } = &order.when {
        if *instant <= now {
            found.push(bad(Sentence::new("problem.time-has-passed")).about("when"));
        }
        if order.goal == Goal::Upload {
            found.push(bad(Sentence::new("problem.time-needs-more")).about("when"));
        }
    }
    if order.goal == Goal::Upload && !order.listing.is_empty() {
        found.push(bad(Sentence::new("problem.texts-need-more")).about("when"));
    }
    found
}

fn package(order: &Order, found: &mut Vec<Problem>) {
    let mut object = |key: &str| {
        let problem = Problem::new(ProblemKind::BadArtifact, Sentence::new(key));
        found.push(problem.about("build"));
    };
    let Some(build) = order.build() else {
        object("problem.no-build");
        return;
    };
    if order.artifacts.len() > 1 {
        object("problem.one-package");
    }
    match build.kind {
        Kind::Apk => {}
        // The API takes APKs only; a bundle goes by the console, which then makes the packages itself [4 clients].
        Kind::Aab => object("problem.bundle"),
        _ => object("problem.kind-not-taken"),
    }
    if build.size > CARD.size_limit {
        object("problem.too-large");
    }
    // Amazon, package names [official].
    if build.package.to_lowercase().contains("amazon") {
        object("problem.package-name");
    }
}

/// An Edit that is open already may hold a colleague's work: what becomes of it is a person's to say.
fn edit(order: &Order, survey: &Survey, found: &mut Vec<Problem>) {
    let noted = Noted::of(survey);
    let Some(open) = &noted.open_edit else { return };
    let named = short_id(open);
    let says = match open_edit(order) {
        OpenEdit::Reuse => return,
        OpenEdit::Replace(which) if which == named => return,
        OpenEdit::Replace(_) => Sentence::new("problem.edit-which"),
        OpenEdit::Stop => Sentence::new("problem.edit-stop"),
        OpenEdit::Ask => {
            let packages = match noted.apks.as_slice() {
                [] => "–".to_owned(),
                packages => apks::shown(packages),
            };
            Sentence::new("problem.edit-open").with("packages", packages)
        }
    };
    let problem = Problem::new(ProblemKind::AlreadyThere, says.with("edit", named));
    found.push(problem.about("ask:open_edit"));
}

fn notes(order: &Order, survey: &Survey, found: &mut Vec<Problem>) {
    if !texts::any(order) {
        found.push(bad(Sentence::new("problem.notes-missing")).about("notes"));
        return;
    }
    // Without an open Edit nobody knows the languages yet; they are looked at before a byte is sent.
    let lacking = texts::lacking(order, &survey.languages);
    if !lacking.is_empty() && !one_text(order) {
        found.push(notes_lacking(&lacking));
    }
    for (language, text) in &order.notes.0 {
        let count = CARD.notes.count(text);
        if count > CARD.notes.most {
            let says = Sentence::new("problem.notes-too-long")
                .with("language", if language.is_empty() { "–" } else { language })
                .with("count", count)
                .with("limit", CARD.notes.most);
            found.push(bad(says).about("notes"));
        }
    }
}

fn bad(says: Sentence) -> Problem {
    Problem::new(ProblemKind::BadInput, says)
}

#[cfg(test)]
mod tests;
