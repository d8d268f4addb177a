//! Honor App Market, by its Publish API: updates of Android packages, at once, at a time or in phases.
//! First releases, pictures and the app's basic data stay in the console and are not here.

mod auth;
mod check;
mod credentials;
mod look;
mod objections;
mod plan;
mod problem;
mod publish;
mod record;
mod status;
mod steer;
mod trace;
mod transfer;
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

pub(crate) struct Honor;

static CARD: Card = Card {
    id: "honor",
    name_en: "HONOR App Market",
    name_zh: "荣耀应用市场",
    mark: "荣",
    accepts: &[Kind::Apk],
    // File type 100: up to 4 GB [official].
    size_limit: 4 * 1024 * 1024 * 1024,
    // `newFeature`: 500 [official]; what is shorter than three is filled up by one client [1 client].
    notes: Limit::between(3, 500),
    default_language: "zh-CN",
    // No withdrawal is known, and an app that was never listed is refused with 20023 [official].
    can: &[
        Capability::Schedule,
        Capability::Phased,
        Capability::Draft,
        Capability::UploadOnly,
        Capability::PullFromUrl,
        Capability::Listing,
        Capability::ReviewQuery,
        Capability::ManyLanguages,
    ],
    fields: credentials::FIELDS,
    asks: &[],
    hosts: wire::HOSTS,
    console: "https://developer.honor.com/cn",
    // Verdicts are to be asked for every three hours [official].
    testers: None,
    review_pace_s: 3 * 60 * 60,
};

#[async_trait]
impl Store for Honor {
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

    fn trace(&self, outputs: &Outputs) -> Value {
        trace::of(outputs)
    }

    async fn steer(
        &self,
        visit: &Visit,
        app: &AppRef,
        submitted: Option<&Submitted>,
        steering: &Steering,
    ) -> Result<(), Problem> {
        steer::steer(visit, app, submitted, steering).await
    }
}
