//! Finding an app at App Store Connect. Changes nothing.

use slipway_model::{AppRef, Outputs, Problem, ProblemKind, Sentence};

use super::{api, document::Resource};
use crate::{Visit, failure::Failure};

/// The app's record; `None` where this key sees none with exactly this bundle id.
///
/// The filter also brings ids that contain the value [2 clients, and an upload that went to another app], so they are compared here.
pub(super) async fn app(visit: &Visit, app: &AppRef) -> Result<Option<Resource>, Failure> {
    let query = [
        ("filter[bundleId]", app.package.as_str()),
        ("fields[apps]", "name,bundleId,sku,primaryLocale"),
        ("limit", "200"),
    ];
    let found = api::all(visit, "/v1/apps", &query).await?;
    let exact = found
        .into_iter()
        .find(|found| found.text("bundleId") == Some(&app.package));
    let given = app.store_app_id.as_deref().map(str::trim);
    match (&exact, given.filter(|id| !id.is_empty())) {
        (Some(found), Some(given)) if found.id != given => {
            let says = Sentence::new("problem.other-app")
                .with("bundle", &app.package)
                .with("given", given)
                .with("found", &found.id);
            Err(Failure::certain(Problem::new(ProblemKind::BadInput, says)))
        }
        _ => Ok(exact),
    }
}

/// The same, where there is nothing to do without it.
pub(super) async fn known_app(visit: &Visit, app_ref: &AppRef) -> Result<Resource, Failure> {
    app(visit, app_ref)
        .await?
        .ok_or_else(|| Failure::certain(not_visible(app_ref)))
}

pub(super) fn not_visible(app: &AppRef) -> Problem {
    Problem::new(
        ProblemKind::NotFound,
        Sentence::new("problem.app-not-visible").with("bundle", &app.package),
    )
}

/// A text that an earlier step left behind.
pub(super) fn left<'a>(outputs: &'a Outputs, step: &str, name: &str) -> Option<&'a str> {
    outputs.get(step)?.get(name)?.as_str()
}
