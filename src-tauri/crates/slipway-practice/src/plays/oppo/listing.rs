//! What a form makes of an app's record: the new record, what became different by it, and what about it a person should know.
//! Whether the store takes it is `rules.rs`.

use super::{
    fields::{self, slots},
    params::Params,
    record::{App, Listing},
};

/// The record that the form makes of `before`: every field that the call has is overwritten, a missing one with nothing.
pub(super) fn take(
    params: &Params,
    mut before: Listing,
    names: impl Iterator<Item = &'static str>,
) -> Listing {
    for name in names {
        let value = match name {
            "pic_url" | "landscape_pic_url" => {
                slots(params.text(name)).collect::<Vec<_>>().join(",")
            }
            _ => params.text(name).to_owned(),
        };
        before.insert(name.to_owned(), value);
    }
    before
}

/// Names of fields that have another value now, and of those that have none any more. White space around a value is no difference:
/// the old ones are stored with some.
pub(super) fn differences(before: &Listing, after: &Listing) -> (Vec<String>, Vec<String>) {
    let mut changed = Vec::new();
    let mut cleared = Vec::new();
    for (name, value) in after {
        let old = before.get(name).map_or("", |old| old.trim());
        match value.trim() {
            new if new == old => {}
            "" => cleared.push(name.clone()),
            _ => changed.push(name.clone()),
        }
    }
    (changed, cleared)
}

/// What the store takes without a word and a person should know.
pub(super) fn remarks(params: &Params, app: &App) -> impl Iterator<Item = String> {
    let mut found = Vec::new();
    for (name, value) in &params.0 {
        if !fields::is_known(name) {
            found.push(format!("the form has no field {name}"));
        }
        if value == "null" {
            found.push(format!(
                "{name} is the word null: a gap of the record became a text"
            ));
        }
    }
    for name in ["pic_url", "landscape_pic_url"] {
        let sent = params.text(name);
        if !sent.is_empty() && sent.split(',').count() != slots(sent).count() {
            found.push(format!("{name} was sent with an empty slot"));
        }
    }
    if params.text("online_type") == "1" && !params.text("sche_online_time").is_empty() {
        found.push("sche_online_time is ignored: online_type is 1".to_owned());
    }
    let name = app.listing().get("app_name").map_or("", String::as_str);
    if params.text("app_name") != name {
        found.push(
            "app_name differs from the listing: the app is renamed with this version".to_owned(),
        );
    }
    found.into_iter()
}
