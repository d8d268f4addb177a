//! `appStoreVersionLocalizations` and `appStoreReviewDetails`: what a version says, to people and to its reviewers.

use serde_json::{Value, json};

use super::{
    apps,
    call::{Call, Reply},
    document,
    kind::Kind,
    no::{self, No, Stop, Wrong},
    thing::{self, Thing},
    versions,
    wish::{self, Wish},
};
use crate::{error::WorldError, stage::Stage};

/// Apple's own set [fastlane].
const LOCALES: &str = "ar-SA bn-BD ca cs da de-DE el en-AU en-CA en-GB en-US es-ES es-MX fi fr-CA fr-FR gu-IN he hi hr hu id it ja kn-IN ko ml-IN mr-IN ms nl-NL no or-IN pa-IN pl pt-BR pt-PT ro ru sk sl-SI sv ta-IN te-IN th tr uk ur-PK vi zh-Hans zh-Hant";

/// Refuses a locale that the store does not know.
pub(super) fn check_locale(wish: &Wish) -> Result<(), No> {
    let locale = wish.text("locale").unwrap_or_default();
    no::is(LOCALES.split(' ').any(|known| known == locale), || {
        let detail = format!("'{locale}' is not a valid locale.");
        No::conflict(no::bad_attribute("locale", detail))
    })
}

/// 409: it is there already. Clients read back and change it.
pub(super) fn locale_exists(locale: &str) -> No {
    let detail = format!("Entity with locale: {locale} already exists. Try updating.");
    No::conflict(no::duplicate("locale", detail))
}

/// `POST /v1/appStoreVersionLocalizations`.
pub(super) fn create(stage: &mut Stage<'_>, call: &Call) -> Result<Reply, Stop> {
    let wish = wish::to_create(stage, call, Kind::AppStoreVersionLocalizations)?;
    check_locale(&wish)?;
    let version = version_of(stage, wish.one("appStoreVersion"))?;
    let locale = wish.text("locale").unwrap_or_default();
    let kind = Kind::AppStoreVersionLocalizations;
    let others = thing::all_of(stage, kind, "appStoreVersion", &version.id)?;
    let is_there = others.iter().any(|text| text.text("locale") == locale);
    no::is(!is_there, || locale_exists(locale))?;
    may_write(stage, &version, &wish)?;
    let mut text = Thing::new(Kind::AppStoreVersionLocalizations);
    wish.write(&mut text);
    call.keep_new(stage, &mut text)?;
    note(stage, &version, &text, &wish)?;
    Ok(Reply::created(document::one_document(stage, call, &text)?))
}

/// `PATCH /v1/appStoreVersionLocalizations/{id}`.
pub(super) fn change(stage: &mut Stage<'_>, call: &Call) -> Result<Reply, Stop> {
    let (mut text, wish) = wish::to_change(stage, call, Kind::AppStoreVersionLocalizations)?;
    let version = version_of(stage, text.one("appStoreVersion"))?;
    may_write(stage, &version, &wish)?;
    wish.write(&mut text);
    text.save(stage)?;
    note(stage, &version, &text, &wish)?;
    Ok(Reply::ok(document::one_document(stage, call, &text)?))
}

/// `DELETE /v1/appStoreVersionLocalizations/{id}`. The primary language stays [inferred].
pub(super) fn delete(stage: &mut Stage<'_>, call: &Call) -> Result<Reply, Stop> {
    let text = document::existing(stage, Kind::AppStoreVersionLocalizations, &call.id)?;
    let version = version_of(stage, text.one("appStoreVersion"))?;
    let app = version.one("app").unwrap_or_default();
    let app = thing::known(stage, Kind::Apps, app)?;
    let may = versions::is_editable(&version) && app.text("primaryLocale") != text.text("locale");
    no::is(may, || {
        no::wrong_state("The localization cannot be deleted.")
    })?;
    text.delete(stage)?;
    let event = json!({ "version": version.id, "locale": text.text("locale") });
    apps::note(stage, &app.id, "text-deleted", event)?;
    Ok(Reply::done())
}

fn version_of(stage: &Stage<'_>, id: Option<&str>) -> Result<Thing, WorldError> {
    thing::known(stage, Kind::AppStoreVersions, id.unwrap_or_default())
}

/// Texts follow the version's state; of a version that is out only the promotional text can change. A first version has no release
/// notes [recorded].
fn may_write(stage: &Stage<'_>, version: &Thing, wish: &Wish) -> Result<(), Stop> {
    let is_out = version.is_in("appVersionState", &apps::LIVE);
    let names = wish.attributes.keys().filter(|name| *name != "locale");
    if !versions::is_editable(version) {
        let fixed = names.filter(|name| !(is_out && *name == "promotionalText"));
        let wrongs: Vec<Wrong> = fixed.map(|name| no::unmodifiable(name)).collect();
        if let Some(no) = No::all(http::StatusCode::CONFLICT, wrongs) {
            return Err(no.into());
        }
    }
    let app = version.one("app").unwrap_or_default();
    let has_notes = wish.text("whatsNew").is_some();
    if has_notes && apps::is_first(stage, app, version.text("platform"))? {
        let words = "Attribute 'whatsNew' cannot be edited at this time";
        let wrong = Wrong::new(
            "STATE_ERROR",
            "The request cannot be fulfilled because of the state of another resource.",
            words,
        );
        return Err(No::conflict(wrong.at("/data/attributes/whatsNew")).into());
    }
    Ok(())
}

fn note(
    stage: &mut Stage<'_>,
    version: &Thing,
    text: &Thing,
    wish: &Wish,
) -> Result<(), WorldError> {
    let members: Vec<&String> = wish.attributes.keys().collect();
    let event = json!({ "version": version.id, "locale": text.text("locale"), "members": members });
    let app = version.one("app").unwrap_or_default();
    apps::note(stage, app, "text", event)
}

/// `POST /v1/appStoreReviewDetails`.
pub(super) fn create_details(stage: &mut Stage<'_>, call: &Call) -> Result<Reply, Stop> {
    let wish = wish::to_create(stage, call, Kind::AppStoreReviewDetails)?;
    let version = version_of(stage, wish.one("appStoreVersion"))?;
    let kind = Kind::AppStoreReviewDetails;
    let is_new = thing::all_of(stage, kind, "appStoreVersion", &version.id)?.is_empty();
    no::is(is_new, || {
        No::conflict(Wrong::new(
            "STATE_ERROR.ALREADY_EXISTS",
            "The resource already exists.",
            "The review details of this version exist already. Try updating.",
        ))
    })?;
    may_write(stage, &version, &wish)?;
    let mut detail = Thing::new(kind);
    wish.write(&mut detail);
    call.keep_new(stage, &mut detail)?;
    Ok(Reply::created(document::one_document(
        stage, call, &detail,
    )?))
}

/// `PATCH /v1/appStoreReviewDetails/{id}`.
pub(super) fn change_details(stage: &mut Stage<'_>, call: &Call) -> Result<Reply, Stop> {
    let (mut detail, wish) = wish::to_change(stage, call, Kind::AppStoreReviewDetails)?;
    let version = version_of(stage, detail.one("appStoreVersion"))?;
    may_write(stage, &version, &wish)?;
    wish.write(&mut detail);
    detail.save(stage)?;
    Ok(Reply::ok(document::one_document(stage, call, &detail)?))
}

/// What is missing in a contact, by attribute.
pub(super) fn missing_contact(detail: &Thing) -> Vec<&'static str> {
    let needed = [
        "contactFirstName",
        "contactLastName",
        "contactPhone",
        "contactEmail",
    ];
    let is_blank = |name: &str| detail.text(name).trim().is_empty();
    let mut missing: Vec<&str> = needed.into_iter().filter(|name| is_blank(name)).collect();
    if detail.is("demoAccountRequired") {
        let account = ["demoAccountName", "demoAccountPassword"];
        missing.extend(account.into_iter().filter(|name| is_blank(name)));
    }
    missing
}

/// The release notes of a version, by locale.
pub(super) fn notes(stage: &Stage<'_>, version: &Thing) -> Result<Value, WorldError> {
    let kind = Kind::AppStoreVersionLocalizations;
    let texts = thing::all_of(stage, kind, "appStoreVersion", &version.id)?;
    Ok(texts
        .iter()
        .map(|text| (text.text("locale").to_owned(), text.get("whatsNew").clone()))
        .collect())
}
