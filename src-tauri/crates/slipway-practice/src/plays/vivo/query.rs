//! The three queries: the app's details, a task, a staged release. They change nothing but the note of when they were asked.

use jiff::{SignedDuration, Timestamp};
use serde_json::{Map, Value, json};

use super::{
    desk::{self, Call},
    envelope::Reply,
    keys::Site,
    record::{App, Status},
    refusal::{Refusal, Stop},
    review, time, trouble,
};
use crate::stage::Stage;

/// A second query of one package within 3 s gets 11010, 5 s apart is fine [measured by 1 client].
const SPACING: SignedDuration = SignedDuration::from_secs(3);
/// The kind of the notes of when a package was asked for last.
const ASKED: &str = "asked";

/// Fields of `data` that are texts, in the order of the recorded trace. The API shows them all, empty or not.
const TEXTS: [&str; 24] = [
    "updateDesc",
    "detailDesc",
    "simpleDesc",
    "icon",
    "screenshot",
    "customerService",
    "copyrightList",
    "ecopyright",
    "specialQualifications",
    "safetyreport",
    "privateSelfCheck",
    "networkCultureLicense",
    "icpNumber",
    "remark",
    "testStartTime",
    "testEndTime",
    "isbnNumber",
    "gameEditionDepartment",
    "disclaimer",
    "copyrightApproval",
    "video",
    "cnName",
    "mainTitle",
    "subTitle",
];

/// Fields that are small numbers [inferred from `onlineType` in the recorded trace].
const NUMBERS: [&str; 6] = [
    "appType",
    "classify",
    "subClassify",
    "compatibleDevice",
    "sellType",
    "testType",
];

/// `app.query.details`.
pub(super) fn details(stage: &mut Stage<'_>, call: &Call) -> Result<Reply, Stop> {
    if call.site == Site::Sandbox {
        // The sandbox has no such function [1 client, measured].
        return Err(Refusal::gateway(10010, "the sandbox has no app.query.details").into());
    }
    let package = call.package()?;
    let now = stage.now();
    let key = call.site.key(package);
    let asked: Option<Timestamp> = stage.get(ASKED, &key)?;
    let too_soon = asked.is_some_and(|asked| now.duration_since(asked) < SPACING);
    if too_soon && !call.ask.fault_is(trouble::UNSPACED) {
        let why = "the package was asked for less than 3 s ago";
        return Err(Refusal::business(11010, why).into());
    }
    stage.put(ASKED, &key, &now)?;
    let data = match desk::load(stage, call.site, package)? {
        // What a package gets that is in nobody's account [measured by 1 client].
        None => Value::Null,
        Some(app) if !app.ours => {
            return Err(
                Refusal::business(11011, "the package belongs to another developer").into(),
            );
        }
        Some(app) => record(&app, call.ask.fault_is(trouble::TAKEN_DOWN)),
    };
    Ok(Reply::query(data, now))
}

/// Describes the newest record; a live version beneath it is not reported separately [recorded].
fn record(app: &App, taken_down: bool) -> Value {
    let newest = &app.newest;
    let mut data = Map::new();
    let mut add = |name: &str, value: Value| data.insert(name.to_owned(), value);
    add("packageName", json!(app.package));
    if let Some(version) = &newest.version {
        // A text, although it is a number everywhere else [recorded]. Absent for a bare draft.
        add("versionCode", json!(version.code.to_string()));
        add("versionName", json!(version.name));
    }
    add("status", json!(newest.status.number()));
    let sale_status = if taken_down { 2 } else { app.sale_status() };
    add("saleStatus", json!(sale_status));
    if let Some(reason) = &newest.reason {
        add("unPassReason", json!(reason));
    }
    add("onlineType", json!(newest.online_type));
    if let Some(hour) = newest.online_at {
        add("scheOnlineTime", json!(time::write(hour)));
    }
    if newest.version.is_some() {
        // The unit is most likely KB [inferred].
        add("apkSize", json!(newest.bytes.div_ceil(1024)));
    }
    let text = |name: &str| newest.listing.get(name).map_or("", String::as_str);
    for name in TEXTS {
        add(name, json!(text(name)));
    }
    for name in NUMBERS {
        let number = text(name).parse::<u32>();
        add(name, number.map_or(Value::Null, |number| json!(number)));
    }
    Value::Object(data)
}

/// `app.query.task.status`: for pulled packages only.
pub(super) fn task(stage: &mut Stage<'_>, call: &Call) -> Result<Reply, Stop> {
    let now = stage.now();
    let package = call.package()?;
    let kind = match call.parameters.required("packetType")? {
        "0" => 0,
        "1" => 1,
        other => return Err(Refusal::form(format!("packetType {other}")).into()),
    };
    let app = App::of_account(desk::load(stage, call.site, package)?, 11001)?;
    // Create tasks (1) are not played, so there never is one.
    let Some(task) = app.task.filter(|_| kind == 0) else {
        return Ok(Reply::query(Value::Null, now));
    };
    let status = match &task.failure {
        Some(_) => 4,
        None if now < task.starts_at => 1,
        None if now < task.ends_at => 2,
        None => 3,
    };
    let mut data = json!({ "packageName": package, "packetType": kind, "status": status });
    if let Some(reason) = task.failure {
        data["errorReason"] = json!(reason);
    }
    Ok(Reply::query(data, now))
}

/// `app.query.stage.details` (doc 884).
pub(super) fn staged(stage: &mut Stage<'_>, call: &Call) -> Result<Reply, Stop> {
    let now = stage.now();
    let app = App::of_account(desk::load(stage, call.site, call.package()?)?, 11001)?;
    let Some(staged) = app.staged else {
        return Ok(Reply::query(Value::Null, now));
    };
    // 1 rejected, 2 approved, anything else in progress [1 client family].
    let audit = match staged.status {
        Status::Rejected => 1,
        Status::Approved => 2,
        _ => 0,
    };
    // No words of the reviewers, but what one may do: 1 urge them, 2 withdraw [1 client, from the documents].
    let opinion = if staged.status == Status::InReview {
        1
    } else {
        2
    };
    let data = json!({
        "packageName": app.package,
        "versionCode": staged.version.code.to_string(),
        "versionName": staged.version.name,
        "auditStatus": audit,
        "auditOpinion": opinion,
        "effectStatus": review::effect_of(&staged, now),
        "stagedProportion": staged.plan.proportion,
        "stagedStartTime": time::write(staged.plan.start),
        "stagedEndTime": time::write(staged.plan.end),
    });
    Ok(Reply::query(data, now))
}
