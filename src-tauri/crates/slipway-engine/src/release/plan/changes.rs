//! What will be different in the store afterwards: old beside new, and nothing that nobody asked for.

use jiff::tz::TimeZone;
use slipway_model::{Language, Order, Step, When};
use slipway_stores::{Store, Survey, notes_for_listing};

use crate::{
    release::when::shown,
    say::word,
    view::{Change, NoteCount},
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
        format!("{} ({})", build.version_name, build.version_code),
    )];
    for note in notes(store, order, survey, steps) {
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
            limit: card.notes.most,
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
