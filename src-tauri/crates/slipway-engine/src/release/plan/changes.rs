//! What will be different in the store afterwards: old beside new, and nothing that nobody asked for.

use std::collections::BTreeMap;

use jiff::tz::TimeZone;
use slipway_model::{Goal, Language, Limit, ListingField, Order, Problem, Sentence, Step, When};
use slipway_stores::{Store, Survey, notes_for_listing};

use crate::{
    release::when::{are_fixed, shown},
    say::{say, word},
    view::{Change, ListingFieldView, NoteCount},
};

pub(super) fn changes(
    store: &dyn Store,
    order: &Order,
    survey: &Survey,
    steps: &[Step],
    lang: Language,
) -> Vec<Change> {
    let Some(build) = order.build() else {
        return Vec::new();
    };
    let live = match (&survey.live_version_name, survey.live_version_code) {
        (Some(name), Some(code)) => format!("{name} ({code})"),
        (Some(name), None) => name.clone(),
        (None, Some(code)) => code.to_string(),
        (None, None) => word("plan.nothing-live", lang),
    };
    let change = |what: &str, from: String, to: String| Change {
        what: word(what, lang),
        from,
        to,
    };
    let mut changes = vec![change(
        "plan.change-version",
        live,
        format!("{} ({})", build.version_name, build.code_text()),
    )];
    for note in notes(store, order, survey, steps) {
        let what = format!("{} ({})", word("plan.change-notes", lang), note.language);
        changes.push(Change {
            what,
            from: present(store, survey, &note.language),
            to: note.text,
        });
    }
    let replaced = replaced_by_notes(store, order, survey, steps);
    for (id, value) in &order.listing {
        if replaced.contains_key(id) {
            continue;
        }
        if let Some(field) = survey.field(id) {
            changes.push(Change {
                what: field_label(store, field, lang),
                from: field.value.clone(),
                to: value.clone(),
            });
        }
    }
    let after_approval = || word("plan.after-approval", lang);
    match &order.when {
        When::AfterApproval => {}
        When::At { .. } => {
            let to = times(store, order).join(" · ");
            changes.push(change("plan.change-time", after_approval(), to));
        }
        When::ByHand => {
            let to = word("plan.by-hand", lang);
            changes.push(change("plan.change-time", after_approval(), to));
        }
        When::InPhases(_) if are_fixed(&order.store) => {
            let to = say(Some(store), &Sentence::new("phases.plan"), lang);
            changes.push(change("plan.change-time", after_approval(), to));
        }
        When::InPhases(phases) => {
            let to = say(
                Some(store),
                &Sentence::new("plan.in-phases")
                    .with("percent", phases.percent)
                    .with("from", shown(phases.from, &phases.zone))
                    .with("until", shown(phases.until, &phases.zone)),
                lang,
            );
            changes.push(change("plan.change-time", after_approval(), to));
        }
    }
    let goal = match order.goal {
        Goal::Submit => None,
        Goal::Draft => Some("plan.goal-draft"),
        Goal::Upload => Some("plan.goal-upload"),
        Goal::Test => Some("plan.goal-test"),
        Goal::Testers => Some("plan.goal-testers"),
    };
    changes.extend(goal.map(|goal| {
        change(
            "plan.change-goal",
            word("plan.goal-submit", lang),
            word(goal, lang),
        )
    }));
    changes
}

/// `One-line summary (summary)`, with the language where the field has one.
fn field_label(store: &dyn Store, field: &ListingField, lang: Language) -> String {
    let label = say(
        Some(store),
        &Sentence::new(format!("listing.{}", field.name())),
        lang,
    );
    match field.language() {
        Some(language) => format!("{label} ({language})"),
        None => label,
    }
}

/// The store page after this order, with what stands against each of its fields.
pub(super) fn listing(
    store: &dyn Store,
    order: &Order,
    survey: &Survey,
    steps: &[Step],
    objections: &[Problem],
    lang: Language,
) -> Vec<ListingFieldView> {
    let replaced = replaced_by_notes(store, order, survey, steps);
    survey
        .listing
        .iter()
        .map(|field| {
            let about = format!("listing:{}", field.id);
            let note = replaced.get(&field.id);
            let after = note.map_or_else(|| survey.after(order, &field.id), String::as_str);
            ListingFieldView {
                id: field.id.clone(),
                label: field_label(store, field, lang),
                language: field.language().map(str::to_owned),
                now: field.value.clone(),
                after: after.to_owned(),
                // What the notes replace is changed in the notes.
                editable: field.editable && note.is_none(),
                long: field.long,
                choices: field.choices.clone(),
                count: field.limit.unwrap_or(Limit::characters(0)).count(after),
                least: field.limit.map_or(0, |limit| limit.least),
                limit: field.limit.map(|limit| limit.most),
                objections: objections
                    .iter()
                    .filter(|problem| problem.about.as_ref() == Some(&about))
                    .map(|problem| say(Some(store), &problem.advice, lang))
                    .collect(),
            }
        })
        .collect()
}

/// Fields of the listing that the notes of this release take the place of, with the text that they will hold.
fn replaced_by_notes(
    store: &dyn Store,
    order: &Order,
    survey: &Survey,
    steps: &[Step],
) -> BTreeMap<String, String> {
    if order.goal == Goal::Upload {
        return BTreeMap::new();
    }
    notes(store, order, survey, steps)
        .into_iter()
        .filter_map(|note| Some((store.notes_field(&note.language)?, note.text)))
        .collect()
}

/// The notes that stand there now, where the store tells them.
fn present(store: &dyn Store, survey: &Survey, language: &str) -> String {
    store
        .notes_field(language)
        .and_then(|id| survey.field(&id))
        .map(|field| field.value.clone())
        .unwrap_or_default()
}

/// The notes that will be sent, each under the language of the listing that it goes to, with its length. What a listing has no
/// place for is a remark, not a note.
pub(super) fn notes(
    store: &dyn Store,
    order: &Order,
    survey: &Survey,
    steps: &[Step],
) -> Vec<NoteCount> {
    let card = store.card();
    let mut languages = survey.languages.clone();
    if languages.is_empty() {
        languages.push(card.default_language.to_owned());
    }
    // A language that the release adds to the listing has a step of its own.
    for step in steps {
        if let Some(language) = step.key.strip_prefix("notes:")
            && !languages.iter().any(|known| known == language)
        {
            languages.push(language.to_owned());
        }
    }
    notes_for_listing(&order.notes, &languages)
        .into_iter()
        .map(|(language, text)| NoteCount {
            language,
            text: text.to_owned(),
            count: card.notes.count(text),
            least: card.notes.least,
            limit: card.notes.most,
        })
        .collect()
}

/// The chosen instant in the zone that was typed, on this computer, and in Beijing where the store thinks in that.
pub(super) fn times(store: &dyn Store, order: &Order) -> Vec<String> {
    let (instants, zone) = match &order.when {
        When::At { instant, zone } => (vec![*instant], zone),
        When::InPhases(phases) if !are_fixed(&order.store) => {
            (vec![phases.from, phases.until], &phases.zone)
        }
        When::InPhases(_) | When::AfterApproval | When::ByHand => return Vec::new(),
    };
    let here = TimeZone::system();
    let mut zones = vec![zone.as_str()];
    zones.extend(here.iana_name());
    if store.card().default_language.starts_with("zh") {
        zones.push("Asia/Shanghai");
    }
    let mut times: Vec<String> = Vec::new();
    for instant in instants {
        for time in zones.iter().map(|zone| shown(instant, zone)) {
            if !times.contains(&time) {
                times.push(time);
            }
        }
    }
    times
}
