//! Finding an app at AppGallery and reading its two records. Changes nothing, and judges nothing of what it reads.

use slipway_http::Method;
use slipway_model::{AppRef, Problem, ProblemKind, Sentence};

use super::{
    auth,
    problem::Heard,
    record::AppInfoReply,
    wire::{self, AppIdsReply, ReleaseType},
};
use crate::{
    Visit,
    failure::{Acted, Failure},
};

/// Reads one of the two records of an app.
pub(super) async fn app_info(
    visit: &Visit,
    app_id: &str,
    release_type: ReleaseType,
) -> Result<AppInfoReply, Failure> {
    let query = [("appId", app_id), ("releaseType", release_type.text())];
    let heard = auth::call(visit, |line| {
        line.request(Method::GET, wire::address(visit, wire::APP_INFO))
            .query(query)
    })
    .await?;
    heard.read().ok_or_else(|| Failure::open(unreadable()))
}

/// Reads the record of the phased release; `None` where the store has none to show.
pub(super) async fn phased_info(
    visit: &Visit,
    app_id: &str,
) -> Result<Option<AppInfoReply>, Failure> {
    match app_info(visit, app_id, ReleaseType::Phased).await {
        Ok(reply) => Ok(Some(reply)),
        // 204144644 with release type 3: phases were never set up for this app [issue]. Any definite no to this question says
        // that there is nothing to read, and must not stop a release to everybody.
        Err(failure)
            if failure.acted == Acted::No
                && matches!(
                    failure.problem.kind,
                    ProblemKind::NotFound | ProblemKind::Refused
                ) =>
        {
            Ok(None)
        }
        Err(failure) => Err(failure),
    }
}

/// Asks which ids AppGallery knows for a package.
pub(super) async fn ask_app_ids(visit: &Visit, package: &str) -> Result<Heard, Failure> {
    // AGC Publishing v2, appid-list: package type 1 is APK; a HarmonyOS app of the same name is another record [official].
    let query = [("packageName", package), ("packageTypes", "1")];
    auth::call(visit, |line| {
        line.request(Method::GET, wire::address(visit, wire::APP_IDS))
            .query(query)
    })
    .await
}

/// The App ID to work with: the given one, if the store does not contradict it, else the one that the store knows.
pub(super) async fn find_app(
    visit: &Visit,
    package: &str,
    given: Option<&str>,
) -> Result<Option<String>, Failure> {
    choose_app(&ask_app_ids(visit, package).await?, package, given)
}

/// [`find_app`], once the ids are known. Several are possible; none means another team, or no record under this name.
pub(super) fn choose_app(
    ids: &Heard,
    package: &str,
    given: Option<&str>,
) -> Result<Option<String>, Failure> {
    let reply: AppIdsReply = ids.read().ok_or_else(|| Failure::open(unreadable()))?;
    let known: Vec<String> = reply
        .appids
        .into_iter()
        .filter_map(|app| app.value)
        .collect();
    match given.map(str::trim).filter(|id| !id.is_empty()) {
        Some(id) if known.is_empty() || known.iter().any(|known| known == id) => {
            Ok(Some(id.to_owned()))
        }
        Some(id) => Err(Failure::certain(Problem::new(
            ProblemKind::BadInput,
            Sentence::new("problem.other-app")
                .with("package", package)
                .with("given", id)
                .with("found", known.join(", ")),
        ))),
        None => Ok(known.into_iter().next()),
    }
}

pub(super) fn unreadable() -> Problem {
    Problem::new(ProblemKind::StoreDown, Sentence::new("problem.unreadable"))
}

pub(super) fn not_found(app: &AppRef) -> Problem {
    Problem::new(
        ProblemKind::NotFound,
        Sentence::new("problem.app-not-found").with("package", &app.package),
    )
}
