//! `betaTesters`: people, one record per app that they test. There is no call for many at once; members of a group are known ids.

use std::time::Duration;

use http::StatusCode;
use serde_json::json;

use super::{
    apps, builds,
    call::{Call, Reply},
    document, due,
    due::What,
    kind::Kind,
    no::{self, No, Stop, Wrong},
    thing::{self, Thing},
    wish,
};
use crate::{error::WorldError, plays::later, stage::Stage};

/// Limits that Apple states.
const MOST_EXTERNAL: usize = 10_000;
const MOST_INTERNAL: usize = 100;
/// 202: the removal happens that much later.
const REMOVAL: Duration = Duration::from_secs(30);
/// Users of this team in App Store Connect: only they can be internal testers.
pub(super) const TEAM: [&str; 3] = ["owner@example.com", "dev@example.com", "qa@example.com"];

/// `POST /v1/betaTesters`.
pub(super) fn create(stage: &mut Stage<'_>, call: &Call) -> Result<Reply, Stop> {
    let wish = wish::to_create(stage, call, Kind::BetaTesters)?;
    no::is(!call.ask.fault_is("tester-refused"), elsewhere)?;
    let email = wish.text("email").unwrap_or_default().to_owned();
    no::is(is_email(&email), || {
        let words = format!("'{email}' is not a valid e-mail address.");
        No::conflict(no::bad_attribute("email", words))
    })?;
    let (groups, builds) = (wish.many("betaGroups"), wish.many("builds"));
    no::is(!groups.is_empty() || !builds.is_empty(), || {
        let words = "A tester belongs to at least one group or build.";
        No::conflict(no::bad_relation("betaGroups", words))
    })?;
    let mut places = Vec::new();
    for id in groups {
        places.push(thing::known(stage, Kind::BetaGroups, id)?);
    }
    for id in builds {
        places.push(thing::known(stage, Kind::Builds, id)?);
    }
    let app = places.first().and_then(|it| it.one("app"));
    let app = app.unwrap_or_default().to_owned();
    no::is(places.iter().all(|it| it.one("app") == Some(&app)), || {
        let words = "The groups and builds belong to different apps.";
        No::conflict(no::bad_relation("betaGroups", words))
    })?;
    // ASC, a person has a record of their own in every app; the exact body for one who is there already was never captured.
    let others = thing::all_of(stage, Kind::BetaTesters, "apps", &app)?;
    let is_there = others
        .iter()
        .any(|it| it.text("email").eq_ignore_ascii_case(&email));
    no::is(!is_there, || {
        let words = format!("Tester with the email {email} already exists.");
        No::conflict(no::duplicate("email", words))
    })?;
    let mut tester = Thing::new(Kind::BetaTesters)
        .with("inviteType", "EMAIL")
        .with("state", "NOT_INVITED")
        .with("appDevices", json!([]));
    wish.write(&mut tester);
    tester.links.remove("betaGroups");
    tester.link("apps", &app);
    let groups = || places.iter().filter(|it| it.kind == Kind::BetaGroups);
    for group in groups() {
        may_join(stage, &tester, group)?;
    }
    call.keep_new(stage, &mut tester)?;
    for group in groups() {
        join(stage, &tester.id, group)?;
    }
    let tester = thing::known(stage, Kind::BetaTesters, &tester.id)?;
    Ok(Reply::created(document::one_document(
        stage, call, &tester,
    )?))
}

/// One name, one at sign, a domain with a dot.
fn is_email(text: &str) -> bool {
    let Some((name, domain)) = text.split_once('@') else {
        return false;
    };
    let is_plain = text.bytes().all(|byte| byte.is_ascii_graphic());
    is_plain
        && !name.is_empty()
        && !domain.contains('@')
        && domain.contains('.')
        && !domain.ends_with('.')
}

fn elsewhere() -> No {
    No::conflict(Wrong::new(
        "STATE_ERROR",
        "The request cannot be fulfilled because of the state of another resource.",
        "The request cannot be fulfilled because of the state of another resource.",
    ))
}

/// Whether a tester can become a member.
pub(super) fn may_join(stage: &Stage<'_>, tester: &Thing, group: &Thing) -> Result<(), Stop> {
    let is_internal = group.is("isInternalGroup");
    let email = tester.text("email").to_ascii_lowercase();
    no::is(!is_internal || TEAM.contains(&email.as_str()), elsewhere)?;
    no::is(tester.text("state") != "REVOKED", elsewhere)?;
    check_room(stage, group.one("app").unwrap_or_default(), is_internal)
}

/// Makes a tester a member. One who is a member already stays one.
pub(super) fn join(stage: &mut Stage<'_>, tester: &str, group: &Thing) -> Result<(), WorldError> {
    let mut tester = thing::known(stage, Kind::BetaTesters, tester)?;
    if tester.links_to("betaGroups", &group.id) {
        return Ok(());
    }
    let app = group.one("app").unwrap_or_default().to_owned();
    tester.link("betaGroups", &group.id);
    tester.link("apps", &app);
    if tester.text("state") == "NOT_INVITED" && has_build(stage, group)? {
        tester.set("state", "INVITED");
    }
    tester.save(stage)?;
    let event = json!({
        "tester": tester.id,
        "email": tester.get("email"),
        "group": group.id,
        "internal": group.is("isInternalGroup"),
    });
    apps::note(stage, &app, "tester", event)
}

/// Whether a member can install anything.
fn has_build(stage: &Stage<'_>, group: &Thing) -> Result<bool, WorldError> {
    let builds = thing::all_of(stage, Kind::Builds, "betaGroups", &group.id)?;
    Ok(group.is("hasAccessToAllBuilds") || !builds.is_empty())
}

fn check_room(stage: &Stage<'_>, app: &str, is_internal: bool) -> Result<(), Stop> {
    let groups = thing::all_of(stage, Kind::BetaGroups, "app", app)?;
    let of_kind: Vec<&str> = groups
        .iter()
        .filter(|it| it.is("isInternalGroup") == is_internal)
        .map(|it| it.id.as_str())
        .collect();
    let testers = thing::all_of(stage, Kind::BetaTesters, "apps", app)?;
    let count = testers
        .iter()
        .filter(|it| of_kind.iter().any(|group| it.links_to("betaGroups", group)))
        .count();
    let most = match is_internal {
        true => MOST_INTERNAL,
        false => MOST_EXTERNAL,
    };
    no::is(count < most, || {
        No::unprocessable(
            "ENTITY_UNPROCESSABLE.TESTER_LIMIT_REACHED",
            format!("The app has {most} testers, which is the limit."),
        )
    })?;
    Ok(())
}

/// `POST` and `DELETE /v1/betaGroups/{id}/relationships/betaTesters`.
pub(super) fn link_to_group(stage: &mut Stage<'_>, call: &Call) -> Result<Reply, Stop> {
    let group = document::existing(stage, Kind::BetaGroups, &call.id)?;
    let ids = wish::linkage(stage, call, builds::relation(&group, "betaTesters")?)?;
    for id in &ids {
        may_join(stage, &thing::known(stage, Kind::BetaTesters, id)?, &group)?;
    }
    for id in &ids {
        join(stage, id, &group)?;
    }
    Ok(Reply::done())
}

pub(super) fn unlink_from_group(stage: &mut Stage<'_>, call: &Call) -> Result<Reply, Stop> {
    let group = document::existing(stage, Kind::BetaGroups, &call.id)?;
    for id in wish::linkage(stage, call, builds::relation(&group, "betaTesters")?)? {
        leave(stage, &id, &group)?;
    }
    Ok(Reply::done())
}

/// `POST` and `DELETE /v1/betaTesters/{id}/relationships/betaGroups`.
pub(super) fn link_groups(stage: &mut Stage<'_>, call: &Call) -> Result<Reply, Stop> {
    let tester = document::existing(stage, Kind::BetaTesters, &call.id)?;
    let mut groups = Vec::new();
    for id in wish::linkage(stage, call, builds::relation(&tester, "betaGroups")?)? {
        let group = thing::known(stage, Kind::BetaGroups, &id)?;
        may_join(stage, &tester, &group)?;
        groups.push(group);
    }
    for group in groups {
        join(stage, &tester.id, &group)?;
    }
    Ok(Reply::done())
}

pub(super) fn unlink_groups(stage: &mut Stage<'_>, call: &Call) -> Result<Reply, Stop> {
    let tester = document::existing(stage, Kind::BetaTesters, &call.id)?;
    for id in wish::linkage(stage, call, builds::relation(&tester, "betaGroups")?)? {
        let group = thing::known(stage, Kind::BetaGroups, &id)?;
        leave(stage, &tester.id, &group)?;
    }
    Ok(Reply::done())
}

fn leave(stage: &mut Stage<'_>, tester: &str, group: &Thing) -> Result<(), WorldError> {
    let mut tester = thing::known(stage, Kind::BetaTesters, tester)?;
    if !tester.unlink("betaGroups", &group.id) {
        return Ok(());
    }
    tester.save(stage)?;
    let event = json!({ "tester": tester.id, "email": tester.get("email"), "group": group.id });
    let app = group.one("app").unwrap_or_default();
    apps::note(stage, app, "tester-left", event)
}

/// `DELETE /v1/betaTesters/{id}`.
pub(super) fn delete(stage: &mut Stage<'_>, call: &Call) -> Result<Reply, Stop> {
    let tester = document::existing(stage, Kind::BetaTesters, &call.id)?;
    remove(stage, call, vec![tester])
}

/// `DELETE /v1/betaTesters/{id}/relationships/apps`.
pub(super) fn leave_apps(stage: &mut Stage<'_>, call: &Call) -> Result<Reply, Stop> {
    let tester = document::existing(stage, Kind::BetaTesters, &call.id)?;
    let ids = wish::linkage(stage, call, builds::relation(&tester, "apps")?)?;
    let tests = ids.iter().any(|id| tester.links_to("apps", id));
    let gone = tests.then_some(tester).into_iter().collect();
    remove(stage, call, gone)
}

/// `DELETE /v1/apps/{id}/relationships/betaTesters`.
pub(super) fn remove_from_app(stage: &mut Stage<'_>, call: &Call) -> Result<Reply, Stop> {
    let app = document::existing(stage, Kind::Apps, &call.id)?;
    let mut gone = Vec::new();
    for id in wish::linkage(stage, call, builds::relation(&app, "betaTesters")?)? {
        let tester = thing::known(stage, Kind::BetaTesters, &id)?;
        if tester.links_to("apps", &app.id) {
            gone.push(tester);
        }
    }
    remove(stage, call, gone)
}

/// A record belongs to one app, so that leaving the app is its end. Usually later [spec: 202 or 204].
fn remove(stage: &mut Stage<'_>, call: &Call, testers: Vec<Thing>) -> Result<Reply, Stop> {
    let at_once = call.ask.fault_is("removal-at-once");
    let now = stage.now();
    for tester in testers {
        let event = json!({ "tester": tester.id, "email": tester.get("email") });
        let app = tester.one("apps").unwrap_or_default();
        apps::note(stage, app, "tester-removed", event)?;
        match at_once {
            true => tester.delete(stage)?,
            false => due::plan(stage, later(now, REMOVAL), What::TesterGoes(tester.id))?,
        }
    }
    Ok(match at_once {
        true => Reply::done(),
        false => Reply::later(),
    })
}

pub(super) fn go(stage: &mut Stage<'_>, id: &str) -> Result<(), WorldError> {
    match thing::find(stage, Kind::BetaTesters, id)? {
        Some(tester) => tester.delete(stage),
        None => Ok(()),
    }
}

/// `POST /v1/betaTesterInvitations`: sends the mail again.
pub(super) fn invite(stage: &mut Stage<'_>, call: &Call) -> Result<Reply, Stop> {
    let wish = wish::to_create(stage, call, Kind::BetaTesterInvitations)?;
    let app = wish.one("app").unwrap_or_default().to_owned();
    let Some(tester) = wish.one("betaTester") else {
        let words = "The invitation names no tester.";
        let wrong = no::bad_relation("betaTester", words);
        return Err(No::new(StatusCode::CONFLICT, wrong).into());
    };
    let mut tester = thing::known(stage, Kind::BetaTesters, tester)?;
    no::is(tester.links_to("apps", &app), elsewhere)?;
    no::is(
        tester.text("state") != "REVOKED" && !tester.get("email").is_null(),
        elsewhere,
    )?;
    if tester.text("state") == "NOT_INVITED" {
        tester.set("state", "INVITED");
        tester.save(stage)?;
    }
    let event = json!({ "tester": tester.id, "email": tester.get("email") });
    apps::note(stage, &app, "invited", event)?;
    // ASC, an invitation is no resource that can be read [spec].
    let invitation = Thing::new(Kind::BetaTesterInvitations);
    Ok(Reply::created(document::one_document(
        stage,
        call,
        &invitation,
    )?))
}

/// `POST` and `DELETE /v1/builds/{id}/relationships/individualTesters`.
pub(super) fn link_to_build(stage: &mut Stage<'_>, call: &Call) -> Result<Reply, Stop> {
    change_build(stage, call, |tester, build| tester.link("builds", build))
}

pub(super) fn unlink_from_build(stage: &mut Stage<'_>, call: &Call) -> Result<Reply, Stop> {
    change_build(stage, call, |tester, build| {
        tester.unlink("builds", build);
    })
}

fn change_build(
    stage: &mut Stage<'_>,
    call: &Call,
    change: impl Fn(&mut Thing, &str),
) -> Result<Reply, Stop> {
    let build = document::existing(stage, Kind::Builds, &call.id)?;
    no::is(
        build.fact("settled") == true && !build.is("expired"),
        || {
            let words = "The build is not in a valid processing state for this operation.";
            No::unprocessable("ENTITY_UNPROCESSABLE", words)
        },
    )?;
    let app = build.one("app").unwrap_or_default();
    let mut testers = Vec::new();
    for id in wish::linkage(stage, call, builds::relation(&build, "individualTesters")?)? {
        let tester = thing::known(stage, Kind::BetaTesters, &id)?;
        no::is(tester.links_to("apps", app), elsewhere)?;
        testers.push(tester);
    }
    for mut tester in testers {
        change(&mut tester, &build.id);
        tester.save(stage)?;
        let event =
            json!({ "tester": tester.id, "email": tester.get("email"), "build_id": build.id });
        apps::note(stage, app, "tester-of-build", event)?;
    }
    Ok(Reply::done())
}
