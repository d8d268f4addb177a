//! `upd`: a new version with its whole listing, taken in by a task and then reviewed; and `updm`, the listing alone.
//! Success means *accepted for processing* and nothing more.

use jiff::Timestamp;
use serde_json::{Value, json};

use super::{
    answer::Refusal,
    call::{self, Call, Stop},
    fields, listing,
    packages::Packages,
    paper_rules,
    params::Params,
    picture_rules,
    record::{
        App, Listing, ListingChange, Package, Rejection, Sort, Standing, Task, Verdict, Version,
    },
    review, rules, time,
};
use crate::{
    error::WorldError,
    plays::{draw, later},
    stage::{Ask, Stage},
};

/// Whether the version code of a rejected or withdrawn version may come again. Not established; a rejected version has to be
/// correctable somehow [inferred].
const REJECTED_CODE_COMES_AGAIN: bool = true;

/// `POST /resource/v1/app/upd`.
pub(super) fn publish(stage: &mut Stage<'_>, call: &Call) -> Result<Value, Stop> {
    let mut app = call.app(stage)?;
    let params = &call.params;
    let now = stage.now();
    let code = call.number("version_code", "版本号")?;
    may_publish(&app, now)?;
    rules::check_presence(params, |_| true)?;
    rules::check_texts(params)?;
    rules::check_numbers(params)?;
    picture_rules::check(stage, params)??;
    paper_rules::check(stage, params)??;
    let packages = Packages::read(stage, &app, params.text("apk_url"))??;
    if app.sort == Sort::Game {
        return Err(Refusal::blank("游戏类型").into());
    }
    check_version(&app, code)?;
    let online_at = online_at(params, now)?;
    if call.ask.fault_is("unsuccessful") {
        // The envelope says 0 and the answer inside it says no.
        stage.event(json!({ "event": "refused", "code": 0, "why": "a knob asked for it" }))?;
        return Ok(json!({ "success": false, "message": "提交失败，请稍后重试" }));
    }
    for what in listing::remarks(params, &app).chain(packages.remarks().map(str::to_owned)) {
        stage.event(json!({ "event": "warning", "what": what }))?;
    }
    take_in(stage, call, &mut app, code, packages, online_at)?;
    call::save(stage, &app)?;
    // As printed; there is no task id [official copy].
    Ok(json!({ "success": true, "message": "" }))
}

/// Starts the task that opens the packages; a version for the reviewers comes of it unless they are flawed.
fn take_in(
    stage: &mut Stage<'_>,
    call: &Call,
    app: &mut App,
    code: u64,
    packages: Packages,
    online_at: Option<Timestamp>,
) -> Result<(), WorldError> {
    let now = stage.now();
    let ready_at = later(now, stage.paced(task_length(&call.ask)));
    let failure = match call.ask.fault_is("task-fails") {
        true => Some("安装包解析失败"),
        false => packages.flaw(app, code),
    };
    let task = Task {
        ready_at,
        failure: failure.map(str::to_owned),
        told: false,
    };
    app.tasks.insert(code, task);
    if failure.is_some() {
        return stage.event(json!({
            "event": "accepted",
            "package": app.package,
            "version_code": code,
            "why": "the task is going to fail",
        }));
    }
    let tested_at = later(ready_at, stage.paced(review::TESTING));
    let facts = packages.newest();
    let version = Version {
        id: draw::digits(8),
        code,
        name: facts.map_or_else(String::new, |facts| facts.version_name.clone()),
        listing: listing::take(&call.params, Listing::new(), fields::of_the_listing()),
        signer: facts.and_then(|facts| facts.signer.clone()),
        signer_md5: facts.and_then(|facts| facts.signer_md5.clone()),
        created_at: now,
        visible_at: later(ready_at, stage.paced(review::SHOWN_AFTER)),
        online_at,
        standing: Standing::Waiting {
            tested_at,
            decided_at: later(tested_at, stage.paced(review::OPERATIONS)),
            rejection: rejection(&call.ask),
        },
        packages: packages.0.into_iter().map(|(package, _)| package).collect(),
    };
    stage.event(submitted(app, &version))?;
    app.versions.retain(|older| older.code != code);
    app.versions.push(version);
    Ok(())
}

/// `POST /resource/v1/app/updm` and `/resource/v1/app/multi-updm`.
pub(super) fn change_listing(stage: &mut Stage<'_>, call: &Call) -> Result<Value, Stop> {
    let mut app = call.app(stage)?;
    let params = &call.params;
    let code = call.number("version_code", "版本号")?;
    may_publish(&app, stage.now())?;
    if app.listing_change.is_some() {
        return Err(Refusal::in_review("a change of the listing is in review").into());
    }
    let Some(live) = app.live().filter(|live| live.code == code) else {
        return Err(Refusal::no_such_version("version_code is not the live version's").into());
    };
    rules::check_presence(params, |field| field.in_listing_call)?;
    rules::check_texts(params)?;
    picture_rules::check(stage, params)??;
    paper_rules::check(stage, params)??;
    let listing = listing::take(params, live.listing.clone(), fields::of_the_listing_call());
    let (changed, cleared) = listing::differences(&live.listing, &listing);
    stage.event(json!({
        "event": "listing",
        "package": app.package,
        "version_code": code,
        "changed": changed,
        "cleared": cleared,
    }))?;
    app.listing_change = Some(ListingChange {
        listing,
        decided_at: later(stage.now(), stage.paced(review::OPERATIONS)),
    });
    call::save(stage, &app)?;
    Ok(json!({ "success": true, "message": "" }))
}

fn may_publish(app: &App, now: Timestamp) -> Result<(), Refusal> {
    if app.frozen {
        return Err(Refusal::frozen());
    }
    if let Some((code, _)) = app.tasks.iter().find(|(_, task)| task.ready_at > now) {
        return Err(Refusal::task_runs(format!(
            "the task for version {code} runs"
        )));
    }
    match app.versions.iter().find(|version| version.is_waiting()) {
        Some(version) => Err(Refusal::in_review(format!(
            "version {} is in review",
            version.code
        ))),
        None => Ok(()),
    }
}

fn check_version(app: &App, code: u64) -> Result<(), Refusal> {
    if let Some(live) = app.live()
        && code <= live.code
    {
        return Err(Refusal::version_exists(format!(
            "version code {code} is not above the live {}",
            live.code
        )));
    }
    let same = app.versions.iter().find(|version| version.code == code);
    let comes_again = same.is_none_or(|version| {
        REJECTED_CODE_COMES_AGAIN && matches!(version.standing, Standing::Rejected(_))
    });
    match comes_again {
        true => Ok(()),
        false => Err(Refusal::version_exists(format!(
            "version code {code} was submitted before"
        ))),
    }
}

/// `online_type` 1 or 2; the time is Beijing's and belongs to 2 alone [official copy].
fn online_at(params: &Params, now: Timestamp) -> Result<Option<Timestamp>, Refusal> {
    match params.text("online_type") {
        "1" => Ok(None),
        "2" => {
            let text = params.text("sche_online_time");
            if text.is_empty() {
                return Err(Refusal::blank("定时发布时间"));
            }
            let time = time::read(text)
                .ok_or_else(|| Refusal::parameter("sche_online_time 格式不正确"))?;
            if time <= now {
                return Err(Refusal::parameter("sche_online_time 不能早于当前时间"));
            }
            Ok(Some(time))
        }
        _ => Err(Refusal::parameter("online_type 不正确")),
    }
}

fn task_length(ask: &Ask) -> std::time::Duration {
    match ask.fault_is("slow-task") {
        true => review::SLOW_TASK,
        false => review::TASK,
    }
}

/// How the review is going to end, as far as a knob says so.
fn rejection(ask: &Ask) -> Option<Rejection> {
    let (verdict, reason) = match ask.fault.as_deref()? {
        "reject-next-review" => (Verdict::Review, review::DEFAULT_REASON),
        "withdraw-next-review" => (Verdict::Review, review::WITHDRAWN),
        "reject-testing" => (Verdict::Testing, "应用启动后闪退，无法完成测试"),
        "reject-operations" => (Verdict::Operations, "截图与应用实际内容不符"),
        "reject-qualification" => (Verdict::Qualification, "软件版权证明已过期"),
        _ => return None,
    };
    Some(Rejection::by(verdict, reason))
}

fn submitted(app: &App, version: &Version) -> Value {
    let (mut changed, cleared) = listing::differences(app.listing(), &version.listing);
    // The notes have a member of their own.
    changed.retain(|name| name != "update_desc");
    let cpu_codes: Vec<u8> = version
        .packages
        .iter()
        .map(|package: &Package| package.cpu_code)
        .collect();
    json!({
        "event": "submitted",
        "package": app.package,
        "version_code": version.code,
        "version_name": version.name,
        "notes": { "zh-CN": version.listing.get("update_desc") },
        "release_time": version.online_at,
        "app_name": version.listing.get("app_name"),
        "cpu_codes": cpu_codes,
        "changed": changed,
        "cleared": cleared,
    })
}
