//! DevTest, second call: groups of testers are added to an app's track [official]. Nobody is told by mail, and nobody can be listed or
//! taken out by a call.

use std::collections::BTreeMap;

use http::StatusCode;
use serde_json::{Value, json};

use super::{
    answer::{No, Reply, absent, invalid},
    call::{self, Call, Stop, members},
    record::{App, DevTest},
    register::TRACK,
    tester_groups::{self, Group, Tester, is_address, optional},
};
use crate::stage::Stage;

/// Testers of one app; groups and testers of an account [official]. With which status more are refused is [inferred].
const MOST_OF_APP: usize = 50;
const MOST_GROUPS: usize = 300;
const MOST_OF_ACCOUNT: usize = 1500;
/// Addresses there are refused, in practice only, so that a list can have bad rows.
const REFUSED_DOMAIN: &str = "@refused.example";
/// Whom a colleague adds in the console under the fault `edited-in-console`.
const COLLEAGUES: &str = "Added in the console";

/// `POST /tracks/{trackId}/testers`. One answer for the whole call: whatever is wrong, nobody is added [inferred].
pub(super) fn add(stage: &mut Stage<'_>, call: &Call) -> Result<Reply, Stop> {
    let mut app = call.app(stage)?;
    if call.part("track") != TRACK {
        return Err(not_found("track").into());
    }
    if call.ask.fault_is("edited-in-console") {
        edit_in_console(stage, &mut app)?;
    }
    let mut devtest = app
        .devtest
        .take()
        .ok_or_else(|| not_found("track").because("the app is not registered for DevTest"))?;
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
        let good = good_rows(&call.body);
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

/// The account's groups with those of a call in them.
struct Pool {
    groups: Vec<Group>,
    /// Addresses that were not in the group before, by group.
    new: BTreeMap<String, Vec<String>>,
}

impl Pool {
    fn of(groups: &[Group]) -> Self {
        Self {
            groups: groups.to_vec(),
            new: BTreeMap::new(),
        }
    }

    /// Adds, and never takes out: a group that is sent with fewer people does not shrink [inferred].
    fn add(mut self, devtest: &mut DevTest, sent: &[Group]) -> Self {
        for group in sent {
            let known = self
                .groups
                .iter()
                .position(|known| known.name == group.name)
                .unwrap_or_else(|| {
                    self.groups.push(Group {
                        name: group.name.clone(),
                        testers: Vec::new(),
                    });
                    self.groups.len() - 1
                });
            let new = self.groups[known].add(&group.testers);
            self.new.entry(group.name.clone()).or_default().extend(new);
            if !devtest.groups.contains(&group.name) {
                devtest.groups.push(group.name.clone());
            }
        }
        self
    }

    fn unique(&self, devtest: &DevTest) -> usize {
        tester_groups::unique_of(devtest, &self.groups)
    }

    fn within_limits(&self, devtest: &DevTest) -> Result<(), No> {
        let limits = [
            (self.unique(devtest), MOST_OF_APP, "testers for an app"),
            (self.groups.len(), MOST_GROUPS, "tester groups"),
            (
                tester_groups::unique(&self.groups),
                MOST_OF_ACCOUNT,
                "testers for an account",
            ),
        ];
        match limits.iter().find(|(count, most, _)| count > most) {
            Some((_, most, what)) => Err(No::coded(
                StatusCode::BAD_REQUEST,
                "limit_exceeded",
                format!("At most {most} {what} are allowed"),
            )),
            None => Ok(()),
        }
    }

    fn save(&self, stage: &mut Stage<'_>, sent: &[Group]) -> Result<(), Stop> {
        let is_sent = |group: &&Group| sent.iter().any(|sent| sent.name == group.name);
        for group in self.groups.iter().filter(is_sent) {
            tester_groups::save(stage, group)?;
        }
        Ok(())
    }
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

/// The groups of a body. Required are `groups`, `name`, `testers` and `email` [official]; that empty ones count as missing is from the
/// reference's rules for practice.
fn read(body: &Value) -> Result<Vec<Group>, No> {
    let groups = filled_list(members(body)?.get("groups"), "groups")?;
    groups
        .iter()
        .map(|group| {
            let name = group
                .get("name")
                .and_then(Value::as_str)
                .filter(|name| !name.trim().is_empty())
                .ok_or_else(|| absent("name"))?;
            let testers = filled_list(group.get("testers"), "testers")?;
            Ok(Group {
                name: name.to_owned(),
                testers: testers.iter().map(row).collect::<Result<_, _>>()?,
            })
        })
        .collect()
}

fn filled_list<'v>(value: Option<&'v Value>, name: &str) -> Result<&'v Vec<Value>, No> {
    value
        .and_then(Value::as_array)
        .filter(|list| !list.is_empty())
        .ok_or_else(|| absent(name))
}

fn row(sent: &Value) -> Result<Tester, No> {
    let email = sent
        .get("email")
        .and_then(Value::as_str)
        .filter(|email| !email.is_empty())
        .ok_or_else(|| absent("email"))?;
    // Which row is wrong is not said [official].
    if !is_address(email) || email.to_lowercase().ends_with(REFUSED_DOMAIN) {
        return Err(invalid("email is not valid").because("an address is malformed or refused"));
    }
    let name = |member: &str| {
        optional(sent.get(member)).ok_or_else(|| invalid(format!("{member} is not a string")))
    };
    Ok(Tester {
        email: email.to_owned(),
        first_name: name("firstName")?,
        last_name: name("lastName")?,
    })
}

/// Every row that would be taken alone, in its group.
fn good_rows(body: &Value) -> Vec<Group> {
    let groups = body.get("groups").and_then(Value::as_array);
    let good = |group: &Value| {
        let name = group.get("name").and_then(Value::as_str)?;
        let testers = group.get("testers").and_then(Value::as_array)?;
        Some(Group {
            name: name.to_owned(),
            testers: testers.iter().filter_map(|sent| row(sent).ok()).collect(),
        })
    };
    let groups = groups.into_iter().flatten().filter_map(good);
    groups.filter(|group| !group.testers.is_empty()).collect()
}

/// 404 of DevTest: an error code and a message [official], whose member names are [inferred].
fn not_found(what: &str) -> No {
    No::coded(
        StatusCode::NOT_FOUND,
        "not_found",
        format!("The requested {what} was not found"),
    )
}
