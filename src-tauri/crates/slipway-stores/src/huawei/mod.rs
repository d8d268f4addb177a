//! Huawei AppGallery, by AppGallery Connect's Publishing API v2: Android packages and bundles, first release and update, at once, at a
//! time or in phases. HarmonyOS and testers are other calls and not here; nor is withdrawing, which has no documented call for Android.

mod auth;
mod calls;
mod check;
mod credentials;
mod find;
mod listing;
mod look;
mod objections;
mod package;
mod phase;
mod plan;
mod problem;
mod publish;
mod record;
mod standing;
mod status;
mod steer;
mod submit;
mod survey;
mod texts;
#[cfg(test)]
mod vectors;
mod wire;

use async_trait::async_trait;
use jiff::Timestamp;
use serde_json::Value;
use slipway_model::{
    AppRef, Kind, Looked, Order, Outcome, Outputs, Problem, Review, Steering, Step,
};

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
    // AGC Publishing v2: both are of file type 5; a bundle needs App Signing, switched on in AGC [1 client].
    accepts: &[Kind::Apk, Kind::Aab],
    // AGC Publishing v2: an APK may have 4 GB [official]; a bundle less, see `objections.rs`.
    size_limit: 4 * 1024 * 1024 * 1024,
    notes: listing::NOTES_LIMIT,
    default_language: "zh-CN",
    can: &[
        Capability::Schedule,
        Capability::Phased,
        Capability::Draft,
        Capability::UploadOnly,
        // By `app-submit-with-file`, which fetches and submits in one request; see `submit.rs`.
        Capability::PullFromUrl,
        Capability::Listing,
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
    testers: None,
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
        survey::survey(visit, app).await
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
        phase::trace(outputs)
    }

    async fn steer(
        &self,
        visit: &Visit,
        app: &AppRef,
        _submitted: Option<&Submitted>,
        steering: &Steering,
    ) -> Result<(), Problem> {
        steer::steer(visit, app, steering).await
    }
}
