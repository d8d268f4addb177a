//! Steering what was submitted: each lever is one request that changes something, and the engine reads back what came of it.
//! AppGallery has no documented call to withdraw an Android version: that one is unverified [1 client] and left to the console.

use serde_json::{Value, json};
use slipway_http::Method;
use slipway_model::{AppRef, Lever, Percent, Problem, ProblemKind, Sentence, Steering};

use super::{
    auth,
    find::{find_app, not_found, phased_info, unreadable},
    phase,
    record::AppInfoReply,
    wire::{self, ReleaseType},
};
use crate::{Submitted, Visit, failure::Failure};

/// # Errors
/// What AppGallery said against it, or why nobody knows.
pub(super) async fn steer(
    visit: &Visit,
    app: &AppRef,
    _submitted: Option<&Submitted>,
    steering: &Steering,
) -> Result<(), Problem> {
    pull(visit, app, steering)
        .await
        .map_err(|failure| failure.problem)
}

async fn pull(visit: &Visit, app: &AppRef, steering: &Steering) -> Result<(), Failure> {
    let bad = |key: &str| Failure::certain(Problem::new(ProblemKind::BadInput, Sentence::new(key)));
    let id = find_app(visit, &app.package, app.store_app_id.as_deref())
        .await?
        .ok_or_else(|| Failure::certain(not_found(app)))?;
    let phases = Some(ReleaseType::Phased);
    // AGC Publishing v2, phased-release and on-shelf-time [official].
    let (path, release_type, body) = match steering.lever {
        Lever::Pause => (wire::PHASED_RELEASE, phases, json!({"state": "SUSPEND"})),
        Lever::Resume => (wire::PHASED_RELEASE, phases, json!({"state": "RELEASE"})),
        Lever::Widen => {
            let share = steering
                .percent
                .filter(|share| share.hundredths() > 0 && *share < Percent::FULL)
                .ok_or_else(|| bad("problem.phase-share"))?;
            wider(visit, &id, share).await?;
            let body = json!({"phasedReleasePercent": share.two_decimals()});
            (wire::PHASED_RELEASE, phases, body)
        }
        // To everybody: the same call, for the full release and with nothing in it.
        Lever::Complete => (wire::PHASED_RELEASE, Some(ReleaseType::Full), json!({})),
        // 2: as soon as approved, instead of the time that was set.
        Lever::Release => (
            wire::ON_SHELF_TIME,
            None,
            json!({"changeType": 2, "releaseType": ReleaseType::Full.number()}),
        ),
        Lever::Cancel | Lever::Withdraw => return Err(bad("problem.no-such-lever")),
    };
    change(visit, &id, path, release_type, &body).await
}

/// A smaller share would be answered like a larger one, and taken for it when it is read back.
async fn wider(visit: &Visit, app_id: &str, share: Percent) -> Result<(), Failure> {
    let record = phased_info(visit, app_id).await?;
    let present = record
        .as_ref()
        .and_then(AppInfoReply::phase)
        .and_then(phase::percent);
    match present.filter(|present| share <= *present) {
        None => Ok(()),
        Some(present) => {
            let says = Sentence::new("problem.share-not-wider").with("present", present);
            Err(Failure::certain(Problem::new(ProblemKind::BadInput, says)))
        }
    }
}

async fn change(
    visit: &Visit,
    app_id: &str,
    path: &str,
    release_type: Option<ReleaseType>,
    body: &Value,
) -> Result<(), Failure> {
    let address = wire::address(visit, path);
    let of_type = release_type.map(|kind| ("releaseType", kind.text()));
    let heard = auth::call(visit, |line| {
        line.request(Method::PUT, &address)
            .query([("appId", app_id)].into_iter().chain(of_type))
            .json(body)
            .changes()
    })
    .await?;
    if heard.confirmed() {
        Ok(())
    } else {
        Err(Failure::open(unreadable()))
    }
}
