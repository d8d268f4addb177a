//! What testers and beta reviewers read, and how testers are told: `betaBuildLocalizations`, `betaAppReviewDetails`,
//! `buildBetaDetails`, `buildBetaNotifications`.

use serde_json::json;

use super::{
    apps,
    call::{Call, Reply},
    document,
    kind::Kind,
    no::{self, No, Stop, Wrong},
    texts,
    thing::{self, Thing},
    wish::{self, Wish},
};
use crate::{error::WorldError, stage::Stage};

/// Bytes, not characters.
const LONGEST: usize = 4000;

/// `POST /v1/betaBuildLocalizations`.
pub(super) fn create(stage: &mut Stage<'_>, call: &Call) -> Result<Reply, Stop> {
    let wish = wish::to_create(stage, call, Kind::BetaBuildLocalizations)?;
    texts::check_locale(&wish)?;
    check(&wish)?;
    let build = wish.one("build").unwrap_or_default().to_owned();
    let locale = wish.text("locale").unwrap_or_default();
    let others = thing::all_of(stage, Kind::BetaBuildLocalizations, "build", &build)?;
    let is_there = others.iter().any(|text| text.text("locale") == locale);
    no::is(!is_there, || texts::locale_exists(locale))?;
    let mut text = Thing::new(Kind::BetaBuildLocalizations);
    wish.write(&mut text);
    call.keep_new(stage, &mut text)?;
    note(stage, &text)?;
    Ok(Reply::created(document::one_document(stage, call, &text)?))
}

/// `PATCH /v1/betaBuildLocalizations/{id}`.
pub(super) fn change(stage: &mut Stage<'_>, call: &Call) -> Result<Reply, Stop> {
    let (mut text, wish) = wish::to_change(stage, call, Kind::BetaBuildLocalizations)?;
    check(&wish)?;
    wish.write(&mut text);
    text.save(stage)?;
    note(stage, &text)?;
    Ok(Reply::ok(document::one_document(stage, call, &text)?))
}

/// `DELETE /v1/betaBuildLocalizations/{id}`.
pub(super) fn delete(stage: &mut Stage<'_>, call: &Call) -> Result<Reply, Stop> {
    let text = document::existing(stage, Kind::BetaBuildLocalizations, &call.id)?;
    text.delete(stage)?;
    Ok(Reply::done())
}

/// At most 4000 bytes, without `<` and pictures, which Apple refused [1 client].
fn check(wish: &Wish) -> Result<(), No> {
    let text = wish.text("whatsNew").unwrap_or_default();
    no::is(text.len() <= LONGEST, || {
        let code = "ENTITY_ERROR.ATTRIBUTE.INVALID.TOO_LONG";
        let detail = format!("The value for 'whatsNew' is longer than {LONGEST} bytes");
        let wrong = Wrong::new(code, "An attribute value is too long.", detail);
        No::conflict(wrong.at("/data/attributes/whatsNew"))
    })?;
    let is_picture = |it: char| matches!(u32::from(it), 0x2600..=0x27BF | 0x1F000..=0x1FAFF);
    no::is(!text.chars().any(|it| it == '<' || is_picture(it)), || {
        let code = "ENTITY_ERROR.ATTRIBUTE.INVALID.INVALID_CHARACTERS";
        let title = "An attribute value has invalid characters.";
        let detail = "The value for 'whatsNew' has characters that are not allowed.";
        No::conflict(Wrong::new(code, title, detail).at("/data/attributes/whatsNew"))
    })
}

fn note(stage: &mut Stage<'_>, text: &Thing) -> Result<(), WorldError> {
    let build = text.one("build").unwrap_or_default();
    let build = thing::known(stage, Kind::Builds, build)?;
    let event = json!({
        "build_id": build.id,
        "locale": text.text("locale"),
        "notes": text.get("whatsNew"),
    });
    let app = build.one("app").unwrap_or_default();
    apps::note(stage, app, "what-to-test", event)
}

/// `PATCH /v1/betaAppReviewDetails/{id}`.
pub(super) fn change_contact(stage: &mut Stage<'_>, call: &Call) -> Result<Reply, Stop> {
    let (mut detail, wish) = wish::to_change(stage, call, Kind::BetaAppReviewDetails)?;
    wish.write(&mut detail);
    detail.save(stage)?;
    Ok(Reply::ok(document::one_document(stage, call, &detail)?))
}

/// `PATCH /v1/buildBetaDetails/{id}`.
pub(super) fn change_detail(stage: &mut Stage<'_>, call: &Call) -> Result<Reply, Stop> {
    let (mut detail, wish) = wish::to_change(stage, call, Kind::BuildBetaDetails)?;
    wish.write(&mut detail);
    detail.save(stage)?;
    Ok(Reply::ok(document::one_document(stage, call, &detail)?))
}

/// `POST /v1/buildBetaNotifications`: tells the testers now.
pub(super) fn notify(stage: &mut Stage<'_>, call: &Call) -> Result<Reply, Stop> {
    let wish = wish::to_create(stage, call, Kind::BuildBetaNotifications)?;
    let build = wish.one("build").unwrap_or_default();
    let build = thing::known(stage, Kind::Builds, build)?;
    let detail = thing::find(stage, Kind::BuildBetaDetails, &build.id)?;
    let detail = detail.ok_or_else(|| no::broken("a build without its beta detail"))?;
    let title = "The request cannot be fulfilled because of the state of another resource.";
    no::is(!detail.is("autoNotifyEnabled"), || {
        no::invalid_state(title, "Auto-notify already enabled")
    })?;
    let in_testing = ["internalBuildState", "externalBuildState"]
        .into_iter()
        .any(|name| detail.text(name) == "IN_BETA_TESTING");
    no::is(in_testing, || {
        No::unprocessable(
            "ENTITY_UNPROCESSABLE",
            "Build is not in internal testing state.",
        )
    })?;
    let app = build.one("app").unwrap_or_default();
    apps::note(stage, app, "notified", json!({ "build_id": build.id }))?;
    let notification = Thing::new(Kind::BuildBetaNotifications);
    Ok(Reply::created(document::one_document(
        stage,
        call,
        &notification,
    )?))
}
