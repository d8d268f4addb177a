//! Huawei AppGallery, by AppGallery Connect's Publishing API v2: Android packages, first release and update.
//! HarmonyOS, phased release, testers and everything after the release are other calls and not here.

mod auth;
mod check;
mod credentials;
mod look;
mod objections;
mod plan;
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

pub(crate) struct Huawei;

static CARD: Card = Card {
    id: "huawei",
    name_en: "HUAWEI AppGallery",
    name_zh: "华为应用市场",
    mark: "华",
    accepts: &[Kind::Apk],
    // AGC Publishing v2: an APK may have 4 GB [official].
    size_limit: 4 * 1024 * 1024 * 1024,
    // AGC Publishing v2, app-language-info: `newFeatures` [official].
    notes: Limit::characters(500),
    default_language: "zh-CN",
    can: &[
        Capability::Schedule,
        Capability::ReviewQuery,
        Capability::FirstRelease,
        Capability::ManyLanguages,
    ],
    fields: credentials::FIELDS,
    asks: &[
        Ask {
            id: "app_id",
            when: AskWhen::FirstRelease,
            required: true,
        },
        Ask {
            id: "add_languages",
            when: AskWhen::Always,
            required: false,
        },
    ],
    hosts: wire::HOSTS,
    console: "https://developer.huawei.com/consumer/cn/service/josp/agc/index.html",
    review_pace_s: 300,
};

#[async_trait]
impl Store for Huawei {
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
}
