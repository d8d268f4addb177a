//! Tencent YYB (应用宝), by its update interface: new versions of Android apps that are already live there.
//! First releases, games that the interface refuses, and everything that needs papers or pictures are left to the console.

mod auth;
mod check;
mod credentials;
mod listing;
mod look;
mod objections;
mod plan;
mod problem;
mod publish;
mod shelf;
mod status;
#[cfg(test)]
mod vectors;
mod wire;

use async_trait::async_trait;
use jiff::Timestamp;
use serde_json::Value;
use slipway_model::{AppRef, Kind, Limit, Looked, Order, Outcome, Outputs, Problem, Review, Step};

use crate::{
    Ask, AskWhen, Attempt, Capability, Card, Credentials, FieldProblem, Form, Hint, Probe, Store,
    Submitted, Survey, Visit, folder::own_folder,
};

pub(crate) struct Tencent;

static CARD: Card = Card {
    id: "tencent",
    name_en: "Tencent YYB (MyApp)",
    name_zh: "应用宝",
    mark: "宝",
    // YYB update API: of the file types, only `apk` is a package [official].
    accepts: &[Kind::Apk],
    // No limit is documented; Tencent COS takes 5 GiB in one PUT [inferred, general COS].
    size_limit: 5 * 1024 * 1024 * 1024,
    // `feature` has no documented length. 500 is what `introduce` may have and is shown, not enforced [inferred].
    notes: Limit::characters(500),
    default_language: wire::LANGUAGE,
    can: &[
        Capability::Schedule,
        Capability::UploadOnly,
        Capability::Listing,
        Capability::ReviewQuery,
        Capability::PackagePair,
    ],
    fields: credentials::FIELDS,
    asks: &[Ask {
        // No call lists apps or finds an App ID [official].
        id: "app_id",
        when: AskWhen::Always,
        required: true,
    }],
    hosts: wire::HOSTS,
    console: "https://app.open.qq.com/p/home",
    // A review takes hours [1 client].
    testers: None,
    review_pace_s: 1200,
};

#[async_trait]
impl Store for Tencent {
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
        plan::trace(outputs)
    }
}
