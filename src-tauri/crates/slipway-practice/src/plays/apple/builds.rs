//! Builds: export compliance, an early end, and the declaration that belongs to an answer of yes.

use serde_json::{Value, json};

use super::{
    apps, beta_state,
    call::{Call, Reply},
    document, due,
    kind::Kind,
    no::{self, No, Stop},
    schema::Relation,
    thing::{self, Thing},
    time, wish,
};
use crate::{error::WorldError, stage::Stage};

/// `PATCH /v1/builds/{id}`.
pub(super) fn change(stage: &mut Stage<'_>, call: &Call) -> Result<Reply, Stop> {
    let (mut build, wish) = wish::to_change(stage, call, Kind::Builds)?;
    // ASC, setting it again is refused with these words, whatever the value [fastlane].
    let sets = wish.get("usesNonExemptEncryption").is_some();
    no::is(
        !sets || build.get("usesNonExemptEncryption").is_null(),
        || {
            No::conflict(no::bad_attribute(
                "usesNonExemptEncryption",
                "You cannot update when the value is already set.",
            ))
        },
    )?;
    let expires = wish.get("expired").is_some_and(|value| !value.is_null());
    if expires && (build.is("expired") || !wish.is("expired")) {
        return Err(No::conflict(no::unmodifiable("expired")).into());
    }
    wish.write(&mut build);
    build.save(stage)?;
    let app = build.one("app").unwrap_or_default().to_owned();
    if sets {
        let event = json!({ "build_id": build.id, "uses": build.get("usesNonExemptEncryption") });
        apps::note(stage, &app, "compliance", event)?;
    }
    if expires {
        end_beta_review(stage, &build.id)?;
        apps::note(stage, &app, "expired", json!({ "build_id": build.id }))?;
    }
    beta_state::refresh(stage, &build.id)?;
    Ok(Reply::ok(document::one_document(stage, call, &build)?))
}

/// The end of a build also ends its review [asc].
fn end_beta_review(stage: &mut Stage<'_>, build: &str) -> Result<(), WorldError> {
    if let Some(review) = thing::find(stage, Kind::BetaAppReviewSubmissions, build)? {
        review.delete(stage)?;
        due::forget(
            stage,
            |what| matches!(what, due::What::BetaReviewBegins(id) | due::What::BetaReviewEnds(id) if id == build),
        )?;
    }
    Ok(())
}

/// `POST /v1/appEncryptionDeclarations`.
pub(super) fn declare(stage: &mut Stage<'_>, call: &Call) -> Result<Reply, Stop> {
    let wish = wish::to_create(stage, call, Kind::AppEncryptionDeclarations)?;
    let mut declaration = Thing::new(Kind::AppEncryptionDeclarations)
        .with("createdDate", time::pacific(stage.now()))
        .with("appEncryptionDeclarationState", "CREATED");
    wish.write(&mut declaration);
    call.keep_new(stage, &mut declaration)?;
    let app = declaration.one("app").unwrap_or_default();
    let event = json!({ "declaration": declaration.id });
    apps::note(stage, app, "declared", event)?;
    let document = document::one_document(stage, call, &declaration)?;
    Ok(Reply::created(document))
}

/// `PATCH /v1/builds/{id}/relationships/appEncryptionDeclaration`.
pub(super) fn link_declaration(stage: &mut Stage<'_>, call: &Call) -> Result<Reply, Stop> {
    let mut build = document::existing(stage, Kind::Builds, &call.id)?;
    let ids = wish::linkage(stage, call, relation(&build, "appEncryptionDeclaration")?)?;
    let id = ids.first().map(String::as_str);
    if let Some(id) = id {
        let declaration = thing::known(stage, Kind::AppEncryptionDeclarations, id)?;
        no::is(declaration.one("app") == build.one("app"), || {
            No::conflict(no::bad_relation(
                "appEncryptionDeclaration",
                "The declaration belongs to another app.",
            ))
        })?;
    }
    build.point("appEncryptionDeclaration", id);
    build.save(stage)?;
    Ok(Reply::done())
}

/// A relation that the path table names.
pub(super) fn relation(thing: &Thing, name: &str) -> Result<&'static Relation, WorldError> {
    let schema = thing.kind.schema();
    schema
        .relation(name)
        .ok_or_else(|| no::broken("the path table names an unknown relation"))
}

/// Whether the export question is answered.
pub(super) fn is_answered(build: &Thing) -> bool {
    build.get("usesNonExemptEncryption") != &Value::Null
}
