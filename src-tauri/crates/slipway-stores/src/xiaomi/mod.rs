//! Xiaomi's app store for mainland China, by its automatic publishing: updates of Android packages.
//! First releases, listing changes and channel packages are left to the console, and there is no review status to read.

mod auth;
mod check;
mod credentials;
mod look;
mod objections;
mod problem;
mod publish;
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

pub(crate) struct Xiaomi;

static CARD: Card = Card {
    id: "xiaomi",
    name_en: "Xiaomi GetApps (China)",
    name_zh: "小米应用商店",
    mark: "米",
    accepts: &[Kind::Apk],
    // Xiaomi devupload: 2 GiB [1 official copy, quoted by 2 clients].
    size_limit: 2 * 1024 * 1024 * 1024,
    // Xiaomi devupload, `updateDesc` [1 client's limit].
    notes: Limit::characters(500),
    default_language: wire::LANGUAGE,
    can: &[Capability::Schedule, Capability::PackagePair],
    fields: credentials::FIELDS,
    asks: &[Ask {
        id: "privacy_url",
        when: AskWhen::Update,
        required: false,
    }],
    hosts: wire::HOSTS,
    console: "https://dev.mi.com/xiaomihyperos",
    // Review takes one to three working days; the page asks for patience [1 client].
    testers: None,
    review_pace_s: 1200,
};

#[async_trait]
impl Store for Xiaomi {
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
        publish::plan(order)
    }

    fn intent(&self, order: &Order, step: &Step, outputs: &Outputs) -> Value {
        publish::intent(order, step, outputs)
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
        _outputs: &Outputs,
        waited_s: u64,
    ) -> Looked {
        look::look(visit, order, step, intent, waited_s).await
    }

    async fn review(
        &self,
        visit: &Visit,
        app: &AppRef,
        submitted: Option<&Submitted>,
    ) -> Result<Review, Problem> {
        status::review(visit, app, submitted).await
    }
}
