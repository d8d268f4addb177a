//! DevTest, second call: groups of testers are added to an app's track [official]. Nobody is told by mail, and nobody can be listed or
//! taken out by a call.

use serde_json::{Value, json};

use super::{
    answer::{No, Reply, unknown},
    call::{self, Call, Stop},
    record::{App, DevTest},
    register::TRACK,
    tester_groups::{self, Group, Tester},
    tester_pool::Pool,
    tester_rows::{good, read},
};
use crate::stage::Stage;

/// Whom a colleague adds in the console under the fault `edited-in-console`.
const COLLEAGUES: &str = "Added in the console";

/// `POST /tracks/{trackId}/testers`. One answer for the whole call: whatever is wrong, nobody is added [inferred].
pub(super) fn add(stage: &mut Stage<'_>, call: &Call) -> Result<Reply, Stop> {
    let mut app = call.app(stage)?;
    if call.part("track") != TRACK {
        return Err(unknown("track").into());
    }
    if call.ask.fault_is("edited-in-console") {
        edit_in_console(stage, &mut app)?;
    }
    let mut devtest = app
        .devtest
        .take()
        .ok_or_else(|| unknown("track").because("the app is not registered for DevTest"))?;
    let sent = match read(&call.body) {
        Ok(sent) => sent,
        Err(no) => return give_up(stage, call, (app, devtest), no),
    };
    let pool = tester_groups::all(stage)?;
    let added = Pool::of(&pool).add(&mut devtest, &sent);
    let (unique, groups) = match added.within_limits(&devtest) {
        Ok(()) => (added.unique(&devtest), devtest.groups.clone()),
        Err(no) => return give_up(stage, call, (app, devtest), no),
    };
    added.save(stage, &sent)?;
    app.devtest = Some(devtest);
    let noted: Vec<Value> = sent
        .iter()
        .map(|group| {
            let new = added.new.get(&group.name);
            json!({ "name": group.name, "testers": group.testers, "added": new })
        })
        .collect();
    let noted = json!({ "track": TRACK, "groups": noted, "attached": groups, "unique": unique });
    stage.event(call::event("testers", &app, noted))?;
    call::save(stage, &app)?;
    Ok(Reply::json(told(call, groups, unique)))
}

/// The answer, one too low or without a group where a knob asks for it.
fn told(call: &Call, mut groups: Vec<String>, mut unique: usize) -> Value {
    if call.ask.fault_is("wrong-count") {
        unique = unique.saturating_sub(1);
    }
    if call.ask.fault_is("group-unnamed") {
        groups.pop();
    }
    json!({ "groups": groups, "uniqueTesterCount": unique })
}

/// Refuses the call. Under the fault `half-added` the good rows are in all the same, which only a count can show.
fn give_up(
    stage: &mut Stage<'_>,
    call: &Call,
    (mut app, mut devtest): (App, DevTest),
    no: No,
) -> Result<Reply, Stop> {
    if call.ask.fault_is("half-added") {
        let good = good(&call.body);
        let pool = tester_groups::all(stage)?;
        let added = Pool::of(&pool).add(&mut devtest, &good);
        if added.within_limits(&devtest).is_ok() {
            added.save(stage, &good)?;
            app.devtest = Some(devtest);
            let what = "a knob refused the call and added its good rows";
            let noted = json!({ "what": what, "added": added.new });
            stage.event(call::event("warning", &app, noted))?;
            call::save(stage, &app)?;
        }
    }
    Err(no.into())
}

/// Two people come in by another way than this call.
fn edit_in_console(stage: &mut Stage<'_>, app: &mut App) -> Result<(), Stop> {
    let Some(devtest) = &mut app.devtest else {
        return Ok(());
    };
    let testers = ["colleague-1@example.com", "colleague-2@example.com"];
    let group = Group {
        name: COLLEAGUES.to_owned(),
        testers: testers.map(tester).into(),
    };
    let pool = tester_groups::all(stage)?;
    let added = Pool::of(&pool).add(devtest, std::slice::from_ref(&group));
    added.save(stage, std::slice::from_ref(&group))?;
    let what = "a knob added two testers in the console";
    stage.event(call::event("warning", app, json!({ "what": what })))?;
    Ok(call::save(stage, app)?)
}

fn tester(email: &str) -> Tester {
    Tester {
        email: email.to_owned(),
        first_name: None,
        last_name: None,
    }
}
