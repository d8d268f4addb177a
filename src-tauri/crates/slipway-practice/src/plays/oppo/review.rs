//! How a version moves with time: the task that takes it in, testing, operations, perhaps the wait for its hour, the shelf; or a
//! rejection with its reason. Pure functions on one app and the clock, so that the same facts always tell the same story.

use std::time::Duration;

use jiff::Timestamp;
use serde_json::{Value, json};

use super::record::{App, Rejection, Standing, Verdict, Version};

/// How long the imaginary store takes, before the world's review pace divides it. A task takes 30 seconds to several minutes, and
/// the app's record shows the version a few minutes later still [clients]; the other two are ours.
pub(super) const TASK: Duration = Duration::from_secs(60);
/// Longer than any client is patient [issue: clients that gave up after 100 s called it a failure].
pub(super) const SLOW_TASK: Duration = Duration::from_secs(40 * 60);
pub(super) const SHOWN_AFTER: Duration = Duration::from_secs(2 * 60);
pub(super) const TESTING: Duration = Duration::from_secs(10 * 60);
pub(super) const OPERATIONS: Duration = Duration::from_secs(60 * 60);

/// The reason that makes of 444 a withdrawal by the developer [recorded].
pub(super) const WITHDRAWN: &str = "开发者申请撤销审核";
/// What the reviewers write when practice was asked for a rejection and given no words.
pub(super) const DEFAULT_REASON: &str = "应用首次启动时未弹出隐私政策";
const DEFAULT_ADVICE: &str = "请在首次启动时展示隐私政策，并在用户同意后再收集信息";

impl Rejection {
    pub(super) fn by(verdict: Verdict, reason: &str) -> Self {
        let advice = match reason {
            WITHDRAWN => "",
            _ => DEFAULT_ADVICE,
        };
        Self {
            verdict,
            reason: reason.to_owned(),
            advice: advice.to_owned(),
        }
    }
}

/// Lets time pass up to `now`; returns what happened on the way, for the ledger.
pub(super) fn advance(app: &mut App, now: Timestamp) -> Vec<Value> {
    let mut happened = Vec::new();
    for (code, task) in &mut app.tasks {
        if !task.told && task.ready_at <= now {
            task.told = true;
            happened.push(json!({
                "event": "task",
                "package": app.package,
                "version_code": code,
                "state": if task.failure.is_some() { "failed" } else { "done" },
                "why": task.failure,
            }));
        }
    }
    for place in 0..app.versions.len() {
        happened.extend(move_on(app, place, now));
    }
    if let Some(change) = app
        .listing_change
        .take_if(|change| change.decided_at <= now)
    {
        if let Some(live) = app.versions.iter_mut().find(|version| version.is_live()) {
            live.listing = change.listing;
        }
        happened
            .push(json!({ "event": "review", "package": app.package, "state": "listing-live" }));
    }
    happened
}

/// The console's buttons *approve* and *reject*: the same ends as time brings, now. `None` when nothing is in review.
pub(super) fn decide_now(
    app: &mut App,
    rejection: Option<Rejection>,
    now: Timestamp,
) -> Option<Vec<Value>> {
    let version = app
        .versions
        .iter_mut()
        .find(|version| version.is_waiting())?;
    version.visible_at = version.visible_at.min(now);
    version.standing = Standing::Waiting {
        tested_at: now,
        decided_at: now,
        rejection,
    };
    let code = version.code;
    if let Some(task) = app.tasks.get_mut(&code) {
        task.ready_at = task.ready_at.min(now);
    }
    Some(advance(app, now))
}

fn move_on(app: &mut App, place: usize, now: Timestamp) -> Vec<Value> {
    let mut happened = Vec::new();
    let Some(version) = app.versions.get_mut(place) else {
        return happened;
    };
    if let Standing::Waiting {
        decided_at,
        rejection,
        ..
    } = &version.standing
        && *decided_at <= now
    {
        version.standing = match rejection.clone() {
            Some(rejection) => Standing::Rejected(rejection),
            None => Standing::Approved,
        };
        let is_scheduled = version.online_at.is_some_and(|time| time > now);
        match &version.standing {
            Standing::Rejected(rejection) => {
                let reason = Some(rejection.reason.as_str());
                happened.push(event(&app.package, version, "rejected", reason));
            }
            _ if is_scheduled => happened.push(event(&app.package, version, "scheduled", None)),
            _ => {}
        }
    }
    let version = &app.versions[place];
    if version.standing == Standing::Approved && version.online_at.is_none_or(|time| time <= now) {
        happened.push(put_on_shelf(app, place, now));
    }
    happened
}

/// A version that something newer has overtaken while it waited for its hour never goes on the shelf.
fn put_on_shelf(app: &mut App, place: usize, now: Timestamp) -> Value {
    let code = app.versions[place].code;
    let overtaken = app.live().is_some_and(|live| live.code > code);
    if !overtaken {
        for version in app.versions.iter_mut().filter(|version| version.is_live()) {
            version.standing = Standing::Offline;
        }
    }
    let version = &mut app.versions[place];
    version.standing = match overtaken {
        true => Standing::Offline,
        false => Standing::Live { since: now },
    };
    let state = if overtaken { "offline" } else { "live" };
    event(&app.package, version, state, None)
}

fn event(package: &str, version: &Version, state: &str, reason: Option<&str>) -> Value {
    json!({
        "event": "review",
        "package": package,
        "version_code": version.code,
        "state": state,
        "reason": reason,
    })
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use jiff::Timestamp;

    use super::{App, Standing, Version, advance};
    use crate::plays::oppo::record::{Listing, Sort};

    fn version(code: u64, standing: Standing, online_at: Option<Timestamp>) -> Version {
        Version {
            id: code.to_string(),
            code,
            name: String::new(),
            listing: Listing::new(),
            packages: Vec::new(),
            signer: None,
            signer_md5: None,
            created_at: Timestamp::UNIX_EPOCH,
            visible_at: Timestamp::UNIX_EPOCH,
            online_at,
            standing,
        }
    }

    #[test]
    fn a_version_that_was_overtaken_while_it_waited_never_goes_live() {
        let since = Timestamp::UNIX_EPOCH;
        let hour = Timestamp::from_second(3600).unwrap();
        let mut app = App {
            id: String::new(),
            package: "com.example.slipway".to_owned(),
            dev_id: String::new(),
            app_key: String::new(),
            sort: Sort::App,
            frozen: false,
            staged: false,
            draft: Listing::new(),
            versions: vec![
                version(20, Standing::Approved, Some(hour)),
                version(21, Standing::Live { since }, None),
            ],
            tasks: BTreeMap::new(),
            listing_change: None,
        };
        assert!(advance(&mut app, since).is_empty());
        let happened = advance(&mut app, hour);
        assert_eq!(happened[0]["state"], "offline");
        assert_eq!(app.versions[0].standing, Standing::Offline);
        assert_eq!(app.live().map(|live| live.code), Some(21));
    }
}
