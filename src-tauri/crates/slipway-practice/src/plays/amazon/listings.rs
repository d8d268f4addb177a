//! Listings, one per language. A PUT replaces the whole object: a member that does not come back is gone [official].

use http::StatusCode;
use serde_json::{Map, Value, json};

use super::{
    answer::{No, Reply, unknown},
    call::{Call, Open, Stop},
    etag::Area,
    listing_rules::{self, LANGUAGES, changed, is_blank, lost},
    record::Members,
};
use crate::stage::Stage;

/// `GET /edits/{editId}/listings`: a map by language [4 clients]. Its tag opens each of the listings [1 client].
pub(super) fn all(stage: &mut Stage<'_>, call: &Call) -> Result<Reply, Stop> {
    let open = call.open(stage)?;
    let listings: Map<String, Value> = open
        .edit
        .content
        .listings
        .iter()
        .map(|(language, listing)| (language.clone(), shown(call, listing)))
        .collect();
    let tag = open.tag(Area::Listings);
    Ok(Reply::tagged(json!({ "listings": listings }), tag))
}

/// `GET /edits/{editId}/listings/{language}`.
pub(super) fn show(stage: &mut Stage<'_>, call: &Call) -> Result<Reply, Stop> {
    let open = call.open(stage)?;
    let listing = open.edit.content.listings.get(call.part("language"));
    let listing = listing.ok_or_else(|| unknown("listing"))?;
    Ok(Reply::tagged(
        shown(call, listing),
        open.tag(Area::Listings),
    ))
}

/// Under the fault `null-fields` what is empty is null.
fn shown(call: &Call, listing: &Members) -> Value {
    let mut listing = listing.clone();
    if call.ask.fault_is("null-fields") {
        let empty = listing.values_mut().filter(|value| is_blank(Some(value)));
        empty.for_each(|value| *value = Value::Null);
    }
    Value::Object(listing)
}

/// `PUT` of one. For a language that the version does not have yet it makes the listing [inferred: no other call is known to].
pub(super) fn write(stage: &mut Stage<'_>, call: &Call) -> Result<Reply, Stop> {
    let open = call.matching(stage, Area::Listings)?;
    let listing = put(stage, call, open)?;
    Ok(Reply::written(Value::Object(listing)))
}

/// `POST` of one: only for a language that the version does not have yet, and without a tag [inferred; no client is known to call it].
pub(super) fn create(stage: &mut Stage<'_>, call: &Call) -> Result<Reply, Stop> {
    let open = call.draft(stage)?;
    if open
        .edit
        .content
        .listings
        .contains_key(call.part("language"))
    {
        return Err(No::plain(StatusCode::CONFLICT, "The listing exists already.").into());
    }
    let listing = put(stage, call, open)?;
    Ok(Reply::created(Value::Object(listing)))
}

fn put(stage: &mut Stage<'_>, call: &Call, mut open: Open) -> Result<Members, Stop> {
    let language = call.part("language");
    if !LANGUAGES.contains(&language) {
        return Err(unknown("language").into());
    }
    let listing = listing_rules::read(&call.body, language)?;
    let listings = &mut open.edit.content.listings;
    let before = listings.insert(language.to_owned(), listing.clone());
    let is_new = before.is_none();
    let before = before.unwrap_or_default();
    let noted = json!({
        "lang": language,
        "members": changed(&before, &listing),
        "lost": lost(&before, &listing),
        "created": is_new,
    });
    stage.event(open.event("listing", noted))?;
    open.keep(stage)?;
    Ok(listing)
}

/// `DELETE` of one. The default language stays [official]; with which code is [inferred].
pub(super) fn delete(stage: &mut Stage<'_>, call: &Call) -> Result<Reply, Stop> {
    let mut open = call.matching(stage, Area::Listings)?;
    let language = call.part("language");
    if open.edit.content.default_language() == language {
        let words = "The listing of the default language cannot be deleted.";
        return Err(No::bad("default_language", words).into());
    }
    let removed = open.edit.content.listings.remove(language);
    removed.ok_or_else(|| unknown("listing"))?;
    let prefix = format!("{language}/");
    let assets = &mut open.edit.content.assets;
    assets.retain(|key, _| !key.starts_with(&prefix));
    let noted = json!({ "lang": language, "members": [], "lost": [language], "created": false });
    stage.event(open.event("listing", noted))?;
    open.keep(stage)?;
    Ok(Reply::gone())
}
