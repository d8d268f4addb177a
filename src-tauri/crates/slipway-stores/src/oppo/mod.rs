//! OPPO's software store for mainland China, by its publishing API ("API 传包"): updates of Android packages with the whole listing.
//! Creating an app, withdrawing, staged releases and games are left to the console.

mod auth;
mod check;
mod credentials;
mod form;
mod icon;
mod listing;
mod look;
mod objections;
mod plan;
mod problem;
mod publish;
mod record;
mod status;
mod upload;
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

pub(crate) struct Oppo;

static CARD: Card = Card {
    id: "oppo",
    name_en: "OPPO App Market (China)",
    name_zh: "OPPO 软件商店",
    mark: "O",
    accepts: &[Kind::Apk],
    // No limit is documented; StoreHelper assumes 2 GiB [1 client].
    size_limit: 2 * 1024 * 1024 * 1024,
    // OPPO API 传包, `update_desc`: five characters at least [official copy]. The upper end is not documented; longer texts than this
    // were not seen [inferred].
    notes: Limit::between(5, 1000),
    default_language: wire::LANGUAGE,
    can: &[
        Capability::Schedule,
        Capability::UploadOnly,
        Capability::Listing,
        Capability::ReviewQuery,
        Capability::PackagePair,
    ],
    fields: credentials::FIELDS,
    // Never asked by the calendar, because there are no first releases here: the survey raises it where the stored icon is not
    // known to pass.
    asks: &[Ask {
        id: "replace_icon",
        when: AskWhen::FirstRelease,
        required: false,
    }],
    hosts: wire::HOSTS,
    console: "https://open.oppomobile.com",
    testers: None,
    review_pace_s: 600,
};

#[async_trait]
impl Store for Oppo {
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

    fn intent(&self, _order: &Order, step: &Step, outputs: &Outputs) -> Value {
        plan::intent(step, outputs)
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
