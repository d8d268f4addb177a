//! `betaGroups`: internal and external groups, their public links, and the builds that they test.

use http::StatusCode;
use serde_json::{Value, json};

use super::{
    apps, beta_state, builds,
    call::{Call, Reply},
    document,
    kind::Kind,
    no::{self, No, Stop, Wrong},
    testers,
    thing::{self, Thing},
    time,
    wish::{self, Wish},
};
use crate::{error::WorldError, plays::draw, stage::Stage};

/// `POST /v1/betaGroups`. Names are not unique [asc]; that a second group of one name and kind is taken too is assumed.
pub(super) fn create(stage: &mut Stage<'_>, call: &Call) -> Result<Reply, Stop> {
    let wish = wish::to_create(stage, call, Kind::BetaGroups)?;
    let is_internal = wish.is("isInternalGroup");
    let mut wrongs = Vec::new();
    if wish.is("hasAccessToAllBuilds") && !is_internal {
        let words = "Only an internal group has access to all builds.";
        wrongs.push(no::bad_attribute("hasAccessToAllBuilds", words));
    }
    wrongs.extend(link_flaw(&wish, is_internal));
    if let Some(no) = No::all(StatusCode::CONFLICT, wrongs) {
        return Err(no.into());
    }
    let app = wish.one("app").unwrap_or_default().to_owned();
    let mut group = new(&app, "", is_internal, stage.now());
    wish.write(&mut group);
    group.links.remove("builds");
    group.links.remove("betaTesters");
    let flags = [
        "isInternalGroup",
        "hasAccessToAllBuilds",
        "publicLinkEnabled",
        "publicLinkLimitEnabled",
        "feedbackEnabled",
    ];
    for name in flags {
        if group.get(name).is_null() {
            group.set(name, name == "feedbackEnabled");
        }
    }
    open_link(&mut group);
    for id in wish.many("builds") {
        may_add(stage, &group, id, Side::Group)?;
    }
    for id in wish.many("betaTesters") {
        let tester = thing::known(stage, Kind::BetaTesters, id)?;
        testers::may_join(stage, &tester, &group)?;
    }
    call.keep_new(stage, &mut group)?;
    for id in wish.many("builds") {
        add_build(stage, &group, id)?;
    }
    for id in wish.many("betaTesters") {
        testers::join(stage, id, &group)?;
    }
    beta_state::refresh_all(stage, &app)?;
    let event = json!({ "group": group.id, "name": group.text("name"), "internal": is_internal });
    apps::note(stage, &app, "group", event)?;
    Ok(Reply::created(document::one_document(stage, call, &group)?))
}

/// A group as it is made.
pub(super) fn new(app: &str, name: &str, is_internal: bool, now: jiff::Timestamp) -> Thing {
    Thing::new(Kind::BetaGroups)
        .with("name", name)
        .with("createdDate", time::zulu(now))
        .with("isInternalGroup", is_internal)
        .with("hasAccessToAllBuilds", false)
        .with("publicLinkEnabled", false)
        .with("publicLinkLimitEnabled", false)
        .with("feedbackEnabled", true)
        .with("iosBuildsAvailableForAppleSiliconMac", true)
        .with("iosBuildsAvailableForAppleVision", true)
        .linked("app", app)
}

fn link_flaw(wish: &Wish, is_internal: bool) -> Option<Wrong> {
    if wish.is("publicLinkEnabled") && is_internal {
        let words = "An internal group has no public link.";
        return Some(no::bad_attribute("publicLinkEnabled", words));
    }
    let is_limited = wish.is("publicLinkLimitEnabled");
    let has_limit = wish.get("publicLinkLimit").is_some_and(|it| !it.is_null());
    (is_limited && !has_limit).then(|| no::missing_attribute("publicLinkLimit"))
}

/// The address, as long as the link is on.
fn open_link(group: &mut Thing) {
    if group.is("publicLinkEnabled") && group.get("publicLinkId").is_null() {
        let id = draw::letters_and_digits(8);
        group.set(
            "publicLink",
            format!("https://testflight.apple.com/join/{id}"),
        );
        group.set("publicLinkId", id);
    }
    if !group.is("publicLinkEnabled") {
        group.set("publicLink", Value::Null);
        group.set("publicLinkId", Value::Null);
    }
}

/// `PATCH /v1/betaGroups/{id}`.
pub(super) fn change(stage: &mut Stage<'_>, call: &Call) -> Result<Reply, Stop> {
    let (mut group, wish) = wish::to_change(stage, call, Kind::BetaGroups)?;
    let is_internal = group.is("isInternalGroup");
    let flaw = link_flaw(&wish, is_internal);
    let keeps_limit =
        !group.get("publicLinkLimit").is_null() && wish.get("publicLinkLimit").is_none();
    if let Some(wrong) = flaw.filter(|_| is_internal || !keeps_limit) {
        return Err(No::conflict(wrong).into());
    }
    wish.write(&mut group);
    open_link(&mut group);
    group.save(stage)?;
    Ok(Reply::ok(document::one_document(stage, call, &group)?))
}

/// `DELETE /v1/betaGroups/{id}`.
pub(super) fn delete(stage: &mut Stage<'_>, call: &Call) -> Result<Reply, Stop> {
    let group = document::existing(stage, Kind::BetaGroups, &call.id)?;
    for (kind, name) in [
        (Kind::Builds, "betaGroups"),
        (Kind::BetaTesters, "betaGroups"),
    ] {
        for mut other in thing::all_of(stage, kind, name, &group.id)? {
            other.unlink(name, &group.id);
            other.save(stage)?;
        }
    }
    group.delete(stage)?;
    let app = group.one("app").unwrap_or_default();
    beta_state::refresh_all(stage, app)?;
    apps::note(stage, app, "group-deleted", json!({ "group": group.id }))?;
    Ok(Reply::done())
}

/// From which side a build and a group are brought together: the words of a refusal differ.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Side {
    Group,
    Build,
}

/// `POST` and `DELETE /v1/betaGroups/{id}/relationships/builds`.
pub(super) fn link_builds(stage: &mut Stage<'_>, call: &Call) -> Result<Reply, Stop> {
    let group = document::existing(stage, Kind::BetaGroups, &call.id)?;
    knob(call)?;
    let ids = wish::linkage(stage, call, builds::relation(&group, "builds")?)?;
    for id in &ids {
        may_add(stage, &group, id, Side::Group)?;
    }
    for id in &ids {
        add_build(stage, &group, id)?;
    }
    Ok(Reply::done())
}

pub(super) fn unlink_builds(stage: &mut Stage<'_>, call: &Call) -> Result<Reply, Stop> {
    let group = document::existing(stage, Kind::BetaGroups, &call.id)?;
    for id in wish::linkage(stage, call, builds::relation(&group, "builds")?)? {
        remove_build(stage, &group, &id)?;
    }
    Ok(Reply::done())
}

/// `POST` and `DELETE /v1/builds/{id}/relationships/betaGroups`.
pub(super) fn link_groups(stage: &mut Stage<'_>, call: &Call) -> Result<Reply, Stop> {
    let build = document::existing(stage, Kind::Builds, &call.id)?;
    knob(call)?;
    let mut groups = Vec::new();
    for id in wish::linkage(stage, call, builds::relation(&build, "betaGroups")?)? {
        let group = thing::known(stage, Kind::BetaGroups, &id)?;
        may_add(stage, &group, &build.id, Side::Build)?;
        groups.push(group);
    }
    for group in &groups {
        add_build(stage, group, &build.id)?;
    }
    Ok(Reply::done())
}

pub(super) fn unlink_groups(stage: &mut Stage<'_>, call: &Call) -> Result<Reply, Stop> {
    let build = document::existing(stage, Kind::Builds, &call.id)?;
    for id in wish::linkage(stage, call, builds::relation(&build, "betaGroups")?)? {
        let group = thing::known(stage, Kind::BetaGroups, &id)?;
        remove_build(stage, &group, &build.id)?;
    }
    Ok(Reply::done())
}

/// What a knob says about bringing a build to testers.
fn knob(call: &Call) -> Result<(), No> {
    no::is(!call.ask.fault_is("sdk-not-allowed"), || {
        No::unprocessable(
            "ENTITY_UNPROCESSABLE.BUILD_SDK_NOT_ALLOWED_FOR_EXTERNAL_TESTING",
            "The build was made with a version of Xcode that is not allowed for external testing.",
        )
    })?;
    no::is(!call.ask.fault_is("beta-contract-missing"), || {
        No::unprocessable(
            "ENTITY_UNPROCESSABLE.BETA_CONTRACT_MISSING",
            "Beta contract is missing for the app.",
        )
    })
}

/// Whether a group can have that build.
fn may_add(stage: &Stage<'_>, group: &Thing, build: &str, side: Side) -> Result<(), Stop> {
    let build = thing::known(stage, Kind::Builds, build)?;
    let no = |words: &str| No::unprocessable("ENTITY_UNPROCESSABLE", words);
    no::is(build.one("app") == group.one("app"), || {
        no("The build belongs to another app than the group.")
    })?;
    if group.is("hasAccessToAllBuilds") {
        return Err(match side {
            Side::Group => no("Builds cannot be assigned to this internal group."),
            Side::Build => no("Cannot add internal group to a build."),
        }
        .into());
    }
    let usable = build.text("processingState") == "VALID"
        && build.fact("settled") == true
        && !build.is("expired");
    no::is(usable, || {
        no("The build is not in a valid processing state for this operation.")
    })?;
    no::is(builds::is_answered(&build), || {
        no("The build is missing export compliance.")
    })?;
    let is_for_inside = build.text("buildAudienceType") == "INTERNAL_ONLY";
    no::is(group.is("isInternalGroup") || !is_for_inside, || {
        no("The build is available to internal testers only.")
    })?;
    Ok(())
}

fn add_build(stage: &mut Stage<'_>, group: &Thing, build: &str) -> Result<(), WorldError> {
    let mut build = thing::known(stage, Kind::Builds, build)?;
    build.link("betaGroups", &group.id);
    build.save(stage)?;
    let event = json!({
        "group": group.id,
        "build_id": build.id,
        "build": build.text("version"),
        "external": !group.is("isInternalGroup"),
    });
    let app = build.one("app").unwrap_or_default();
    apps::note(stage, app, "distributed", event)?;
    beta_state::refresh(stage, &build.id)
}

fn remove_build(stage: &mut Stage<'_>, group: &Thing, build: &str) -> Result<(), WorldError> {
    let mut build = thing::known(stage, Kind::Builds, build)?;
    build.unlink("betaGroups", &group.id);
    build.save(stage)?;
    beta_state::refresh(stage, &build.id)
}
