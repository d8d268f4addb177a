//! Steering what was submitted: each lever is one request that changes something, and the engine reads back what came of it.

use serde_json::{Value, json};
use slipway_http::Method;
use slipway_model::{AppRef, Lever, Problem, ProblemKind, Sentence, Steering};

use super::{
    api,
    document::{change, creation, to_one},
    find, status, submitting, version, versions,
};
use crate::{Submitted, Visit, failure::Failure};

/// # Errors
/// What Apple said against it, or why nobody knows.
pub(super) async fn steer(
    visit: &Visit,
    app: &AppRef,
    submitted: Option<&Submitted>,
    steering: &Steering,
) -> Result<(), Problem> {
    pull(visit, app, submitted, steering.lever)
        .await
        .map_err(|failure| failure.problem)
}

async fn pull(
    visit: &Visit,
    app: &AppRef,
    submitted: Option<&Submitted>,
    lever: Lever,
) -> Result<(), Failure> {
    let app = find::known_app(visit, app).await?;
    let all = versions::all(visit, &app.id, status::traced(submitted, "platform")).await?;
    let version =
        status::concerned(&all, submitted).ok_or_else(|| Failure::certain(api::not_found()))?;
    match lever {
        Lever::Pause => phase(visit, &version.id, "PAUSED").await,
        Lever::Resume => phase(visit, &version.id, "ACTIVE").await,
        Lever::Complete => phase(visit, &version.id, "COMPLETE").await,
        Lever::Release => release(visit, &version.id).await,
        Lever::Withdraw => {
            let id = match status::traced(submitted, "submission") {
                Some(id) => id.to_owned(),
                None => in_review(visit, &app.id, &version.platform, &version.id).await?,
            };
            submitting::cancel(visit, &id).await
        }
        Lever::Widen | Lever::Cancel => Err(bad("problem.no-such-lever")),
    }
}

fn bad(key: &str) -> Failure {
    Failure::certain(Problem::new(ProblemKind::BadInput, Sentence::new(key)))
}

/// ASC, `appStoreVersionPhasedReleases` [spec].
async fn phase(visit: &Visit, version: &str, state: &str) -> Result<(), Failure> {
    let plan = version::phased(visit, version)
        .await?
        .ok_or_else(|| bad("problem.not-in-phases"))?;
    let path = format!("/v1/appStoreVersionPhasedReleases/{}", plan.id);
    let body = change(
        "appStoreVersionPhasedReleases",
        &plan.id,
        json!({"phasedReleaseState": state}),
    );
    let heard = api::send(visit, Method::PATCH, &path, Some(&body)).await?;
    // "The phased release already has this value" [recorded].
    if heard.status == 409 && heard.says("already has this value") {
        return Ok(());
    }
    heard.checked(visit.now()).map(drop)
}

/// ASC, `appStoreVersionReleaseRequests` [spec]. Cannot be taken back.
async fn release(visit: &Visit, version: &str) -> Result<(), Failure> {
    let of = [("appStoreVersion", to_one("appStoreVersions", version))];
    let body = creation("appStoreVersionReleaseRequests", Value::Null, &of);
    api::change(
        visit,
        Method::POST,
        "/v1/appStoreVersionReleaseRequests",
        &body,
    )
    .await
    .map(drop)
}

/// The submission that holds this version, where nobody kept its id.
async fn in_review(
    visit: &Visit,
    app: &str,
    platform: &str,
    version: &str,
) -> Result<String, Failure> {
    let open = submitting::open(visit, app, platform).await?;
    let holds = |one: &&super::document::Resource| {
        one.one("appStoreVersionForReview") == Some(version)
            || matches!(one.word("state"), "WAITING_FOR_REVIEW" | "IN_REVIEW")
    };
    let found = open.iter().find(holds);
    found
        .map(|one| one.id.clone())
        .ok_or_else(|| bad("problem.not-cancellable"))
}
