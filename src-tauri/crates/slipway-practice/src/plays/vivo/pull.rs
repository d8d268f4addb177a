//! Packages that the store pulls from public addresses: the answer means no more than that a task was taken on; what comes of it is
//! told by `app.query.task.status`. Practice reaches no network, so that one address of its own works and every other one fails, with
//! the task's own words for that.

use serde_json::{Value, json};
use url::Url;

use super::{
    desk::{self, Call},
    envelope::Reply,
    listing::{self, Changes},
    operation::{Operation, Width},
    record::{App, Facts, Outcome, Task},
    refusal::{Refusal, Stop},
    review, schedule, staged, trouble,
    update::{self, event},
    upload,
};
use crate::{
    error::WorldError,
    plays::{later, pulled, reading, sink::Digester},
    stage::Stage,
};

/// A host that no store owns and nobody can: it stands for a developer's own file server.
pub(super) const PULL_HOST: &str = "vivo-pull.example.com";
/// Where the demo build lies there.
pub(super) const PULL_PATH: &str = "/demo.apk";
/// `errorReason` of what cannot be fetched; the store's own words are not recorded.
const NOT_FETCHED: &str = "安装包下载失败，请检查下载地址";
const OTHER_MD5: &str = "下载的安装包与MD5不一致";

/// Parameters that are no fields of the store page.
const OWN: [&str; 13] = [
    "packageName",
    "versionCode",
    "apkUrl",
    "apkMd5",
    "apkUrl32",
    "apk32Md5",
    "apkUrl64",
    "onlineType",
    "scheOnlineTime",
    "iconUrl",
    "screenshotUrl",
    "callbackUrl",
    "distributeCompany",
];

/// What was pulled for each address, in the order of [`addresses`]. An error is the reason that the task will give.
pub(super) type Pulled = Vec<Result<Facts, String>>;

/// An address in a call.
struct Address<'c> {
    url: &'c str,
    md5: Option<&'c str>,
    width: Width,
}

/// The addresses that a call has to name. The names are as uneven as this in the documents: the 64-bit half of a split update is
/// `apkUrl64` with `apkMd5`, that of a split staged release `apk64Url`, whose MD5 has no name of its own.
fn addresses(call: &Call, operation: Operation) -> Result<Vec<Address<'_>>, Refusal> {
    let required = |name: &str| call.parameters.required(name);
    let split = match operation {
        Operation::Pull(split) => split,
        _ => staged::is_split(call)?,
    };
    let found = match (split, operation) {
        (false, _) => vec![Address {
            url: required("apkUrl")?,
            md5: Some(required("apkMd5")?),
            width: Width::Any,
        }],
        (true, operation) => {
            let is_update = matches!(operation, Operation::Pull(_));
            let second = match is_update {
                true => ("apkUrl64", Some(required("apkMd5")?)),
                false => ("apk64Url", call.parameters.get("apkMd5")),
            };
            vec![
                Address {
                    url: required("apkUrl32")?,
                    md5: Some(required("apk32Md5")?),
                    width: Width::Only32,
                },
                Address {
                    url: required(second.0)?,
                    md5: second.1,
                    width: Width::Only64,
                },
            ]
        }
    };
    let is_public = |address: &Address<'_>| {
        Url::parse(address.url).is_ok_and(|url| matches!(url.scheme(), "http" | "https"))
    };
    match found.iter().all(is_public) {
        true => Ok(found),
        false => Err(Refusal::form("an address is no http or https URL")),
    }
}

/// Pulls what a call names. An address that is missing or malformed is refused later, with the other parameters.
pub(super) async fn fetch(call: &Call, operation: Operation) -> Result<Pulled, WorldError> {
    let mut pulled = Vec::new();
    for address in addresses(call, operation).unwrap_or_default() {
        let reachable = address.url == format!("https://{PULL_HOST}{PULL_PATH}");
        pulled.push(match reachable && !call.ask.fault_is(trouble::TASK_FAILS) {
            true => demo(call, address.md5).await?,
            false => Err(NOT_FETCHED.to_owned()),
        });
    }
    Ok(pulled)
}

/// The demo build, read as if it had been fetched.
async fn demo(call: &Call, md5: Option<&str>) -> Result<Result<Facts, String>, WorldError> {
    let file = pulled::fetch(&call.ask, Digester::md5()).await?;
    if md5.is_some_and(|md5| md5 != file.digest) {
        return Ok(Err(OTHER_MD5.to_owned()));
    }
    let build = reading::read(file.path().to_owned()).await;
    Ok(upload::facts(Some(build)).map_err(|refusal| refusal.words().to_owned()))
}

/// `app.update.app` and its split twin.
pub(super) fn submit(
    stage: &mut Stage<'_>,
    call: &Call,
    operation: Operation,
    pulled: Pulled,
) -> Result<Reply, Stop> {
    let mut app = App::of_account(desk::load(stage, call.site, call.package()?)?, 12002)?;
    let now = stage.now();
    app.may_change(12004, now)?;
    let announced = call.parameters.required("versionCode")?;
    let widths = widths(call, operation)?;
    let schedule = schedule::read(&call.parameters, now)?;
    let changes = changes(stage, call, &app)?;
    update::warn(stage, call, schedule, &changes)?;
    let outcome = match come_true(stage, &app, announced, widths, pulled) {
        Err(Stop::World(error)) => return Err(error.into()),
        Err(Stop::No(refusal)) => Outcome::Failed(refusal.words().to_owned()),
        Ok(Err(reason)) => Outcome::Failed(reason),
        Ok(Ok(facts)) => {
            let mut newest = update::newest(stage, &call.ask, &app, &facts, schedule, &changes);
            newest.decided_at = later(newest.decided_at, stage.paced(lasts()));
            let version = (facts.version.code, facts.version.name.as_str());
            let more = json!({
                "release_type": "full",
                "release_time": schedule.online_at,
                "pulled": true,
            });
            let event = event(&app.package, Some(version), &changes, call.site, more);
            Outcome::Full(Box::new(newest), event)
        }
    };
    take_on(stage, call, &mut app, operation, outcome, &changes)
}

/// `app.create.update.stage.app`.
pub(super) fn submit_staged(
    stage: &mut Stage<'_>,
    call: &Call,
    pulled: Pulled,
) -> Result<Reply, Stop> {
    let operation = Operation::PullStage;
    let mut app = staged::app(stage, call)?;
    let now = stage.now();
    app.may_change(12004, now)?;
    let plan = staged::plan(call)?;
    let widths = widths(call, operation)?;
    // Demanded for a single package only [official].
    let announced = match widths.len() {
        1 => call.parameters.required("versionCode")?,
        _ => call.parameters.get("versionCode").unwrap_or_default(),
    };
    staged::check_times(&plan, now)?;
    let changes = changes(stage, call, &app)?;
    for what in &changes.warnings {
        desk::warn(stage, what)?;
    }
    let outcome = match come_true(stage, &app, announced, widths, pulled) {
        Err(Stop::World(error)) => return Err(error.into()),
        Err(Stop::No(refusal)) => Outcome::Failed(refusal.words().to_owned()),
        Ok(Err(reason)) => Outcome::Failed(reason),
        Ok(Ok(facts)) => {
            let mut staged = staged::new(stage, call, &facts, Vec::new(), plan);
            staged.decided_at = later(staged.decided_at, stage.paced(lasts()));
            let event = staged::submitted(call, &staged, &changes)?;
            Outcome::Staged(Box::new(staged), event)
        }
    };
    take_on(stage, call, &mut app, operation, outcome, &changes)
}

/// What the task will find in the packages: refusals that an upload gets at once are reasons here.
fn come_true(
    stage: &mut Stage<'_>,
    app: &App,
    announced: &str,
    widths: Vec<Width>,
    pulled: Pulled,
) -> Result<Result<Facts, String>, Stop> {
    let mut newest: Option<Facts> = None;
    for (width, pulled) in widths.into_iter().zip(pulled) {
        let facts = match pulled {
            Ok(facts) => facts,
            Err(reason) => return Ok(Err(reason)),
        };
        app.judge(&facts, stage.now())?;
        upload::check_width(stage, &facts, width)?;
        if let Some(other) = &newest {
            update::same_version(other, &facts)?;
        }
        newest = Some(facts);
    }
    let Some(facts) = newest else {
        return Ok(Err(NOT_FETCHED.to_owned()));
    };
    let announced = Some(announced).filter(|text| !text.is_empty());
    update::check_version(announced, &facts)?;
    Ok(Ok(facts))
}

fn widths(call: &Call, operation: Operation) -> Result<Vec<Width>, Refusal> {
    let addresses = addresses(call, operation)?;
    Ok(addresses.iter().map(|address| address.width).collect())
}

fn changes(stage: &Stage<'_>, call: &Call, app: &App) -> Result<Changes, Stop> {
    let own: Vec<&str> = OWN
        .into_iter()
        .chain(["apk64Url"])
        .chain(staged::OWN)
        .collect();
    let mut changes = listing::read(stage, call, app, &own)?;
    for name in ["iconUrl", "screenshotUrl"] {
        if let Some(addresses) = call.parameters.get(name) {
            changes.warnings.push(format!(
                "{name} is taken as it is; practice fetches no pictures"
            ));
            let shown = name.trim_end_matches("Url");
            changes.set(shown, addresses);
        }
    }
    if call.parameters.get("callbackUrl").is_some() {
        let what = "callbackUrl: practice calls nobody back";
        changes.warnings.push(what.to_owned());
    }
    Ok(changes)
}

fn take_on(
    stage: &mut Stage<'_>,
    call: &Call,
    app: &mut App,
    operation: Operation,
    outcome: Outcome,
    changes: &Changes,
) -> Result<Reply, Stop> {
    let now = stage.now();
    let hosts: Vec<String> = addresses(call, operation)?
        .iter()
        .filter_map(|address| Url::parse(address.url).ok()?.host_str().map(str::to_owned))
        .collect();
    stage.event(json!({
        "event": "task",
        "package": app.package,
        "state": "waiting",
        "hosts": hosts,
    }))?;
    app.task = Some(Task {
        starts_at: later(now, stage.paced(review::TASK_WAITS)),
        ends_at: later(now, stage.paced(lasts())),
        outcome: Some(outcome),
        failure: None,
    });
    if changes.retitles {
        app.title_changes.push(now);
    }
    desk::save(stage, call.site, app)?;
    Ok(Reply::done(Value::Null))
}

fn lasts() -> std::time::Duration {
    review::TASK_WAITS + review::TASK_RUNS
}
