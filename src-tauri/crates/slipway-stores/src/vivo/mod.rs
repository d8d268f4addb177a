//! vivo's app store for mainland China, by its open platform: updates of Android packages, scheduled, in phases, or fetched by vivo.
//! First releases, pictures of the store page and vivo's overseas platform, whose calls look alike, are not here.

mod auth;
mod call;
mod check;
mod credentials;
mod listing;
mod look;
mod objections;
mod packages;
mod phases;
mod plan;
mod problem;
mod publish;
mod standing;
mod status;
mod submission;
#[cfg(test)]
mod vectors;
mod wire;

use async_trait::async_trait;
use jiff::Timestamp;
use serde_json::Value;
use slipway_model::{
    AppRef, Kind, Limit, Looked, Order, Outcome, Outputs, Problem, Review, Steering, Step,
};

use crate::{
    Attempt, Capability, Card, Credentials, FieldProblem, Form, Hint, Probe, Store, Submitted,
    Survey, Visit, folder::own_folder,
};

pub(crate) struct Vivo;

static CARD: Card = Card {
    id: "vivo",
    name_en: "vivo App Store (China)",
    name_zh: "vivo 应用商店",
    mark: "v",
    // No app bundles [2 clients].
    accepts: &[Kind::Apk],
    // app.upload.apk.app: up to 3 GB [official].
    size_limit: 3 * 1024 * 1024 * 1024,
    // app.sync.update.app, `updateDesc`: 5 to 200 characters, else 20016 [official].
    notes: Limit::between(5, 200),
    default_language: wire::LANGUAGE,
    can: &[
        Capability::Schedule,
        Capability::Phased,
        Capability::UploadOnly,
        Capability::PullFromUrl,
        Capability::Listing,
        Capability::ReviewQuery,
        Capability::PackagePair,
    ],
    fields: credentials::FIELDS,
    asks: &[],
    hosts: wire::HOSTS,
    console: "https://dev.vivo.com.cn",
    // app.query.details may count toward a daily quota: every ten to fifteen minutes is enough [inferred].
    testers: None,
    review_pace_s: 900,
};

#[async_trait]
impl Store for Vivo {
    own_folder!();

    fn hint(&self, field: &str, value: &str) -> Hint {
        credentials::hint(field, value)
    }

    fn credentials(&self, form: &Form) -> Result<Credentials, Vec<FieldProblem>> {
        credentials::clean(form)
    }

    async fn check(&self, visit: &Visit, app: Option<&AppRef>) -> Vec<Probe> {
        check::check(visit, app).await
    }

    async fn survey(&self, visit: &Visit, app: &AppRef) -> Result<Survey, Problem> {
        check::survey(visit, app).await
    }

    fn objections(&self, order: &Order, now: Timestamp) -> Vec<Problem> {
        objections::objections(order, now)
    }

    fn plan(&self, order: &Order) -> Vec<Step> {
        plan::plan(order)
    }

    fn intent(&self, order: &Order, step: &Step, outputs: &Outputs) -> Value {
        plan::intent(order, step, outputs)
    }

    async fn run(
        &self,
        visit: &Visit,
        order: &Order,
        step: &Step,
        outputs: &Outputs,
        attempt: Attempt,
    ) -> Outcome {
        publish::run(visit, order, step, outputs, attempt).await
    }

    async fn look(
        &self,
        visit: &Visit,
        order: &Order,
        step: &Step,
        intent: &Value,
        outputs: &Outputs,
        waited_s: u64,
    ) -> Looked {
        look::look(visit, order, step, intent, outputs, waited_s).await
    }

    async fn review(
        &self,
        visit: &Visit,
        app: &AppRef,
        submitted: Option<&Submitted>,
    ) -> Result<Review, Problem> {
        status::review(visit, app, submitted).await
    }

    async fn steer(
        &self,
        visit: &Visit,
        app: &AppRef,
        submitted: Option<&Submitted>,
        steering: &Steering,
    ) -> Result<(), Problem> {
        phases::steer(visit, app, submitted, steering).await
    }
}
