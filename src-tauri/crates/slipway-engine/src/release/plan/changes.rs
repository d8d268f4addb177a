//! What will be different in the store afterwards: old beside new, and nothing that nobody asked for.

use jiff::tz::TimeZone;
use slipway_model::{Language, Order, When};
use slipway_stores::{Store, Survey};

use crate::{
    release::when::shown,
    say::word,
    view::{Change, NoteCount},
};

pub(super) fn changes(
    store: &dyn Store,
    order: &Order,
    survey: &Survey,
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
        format!("{} ({})", build.version_name, build.version_code),
    )];
    for note in notes(store, order, survey) {
        let what = format!("{} ({})", word("plan.change-notes", lang), note.language);
        changes.push(Change {
            what,
            from: String::new(),
            to: note.text,
        });
    }
    if let When::At { .. } = &order.when {
        let to = times(store, order).join(" · ");
        changes.push(change(
            "plan.change-time",
            word("plan.after-approval", lang),
            to,
        ));
    }
    changes
}

/// Each note under the language that it goes to, with its length.
pub(super) fn notes(store: &dyn Store, order: &Order, survey: &Survey) -> Vec<NoteCount> {
    let card = store.card();
    let default = survey
        .languages
        .first()
        .map_or(card.default_language, String::as_str);
    order
        .notes
        .0
        .iter()
        .filter(|(_, text)| !text.trim().is_empty())
        .map(|(language, text)| NoteCount {
            language: if language.is_empty() {
                default.to_owned()
            } else {
                language.clone()
            },
            text: text.clone(),
            count: text.chars().count() as u32,
            limit: card.notes_limit as u32,
        })
        .collect()
}

/// The chosen instant in the zone that was typed, on this computer, and in Beijing where the store thinks in that.
pub(super) fn times(store: &dyn Store, order: &Order) -> Vec<String> {
    let When::At { instant, zone } = &order.when else {
        return Vec::new();
    };
    let here = TimeZone::system();
    let mut zones = vec![zone.as_str()];
    zones.extend(here.iana_name());
    if store.card().default_language.starts_with("zh") {
        zones.push("Asia/Shanghai");
    }
    let mut times: Vec<String> = Vec::new();
    for time in zones.into_iter().map(|zone| shown(*instant, zone)) {
        if !times.contains(&time) {
            times.push(time);
        }
    }
    times
}
