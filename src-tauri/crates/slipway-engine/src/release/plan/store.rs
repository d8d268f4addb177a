//! One store's share of a plan. Whatever goes wrong here is an objection of this store and touches no other.

use std::collections::BTreeMap;

use slipway_http::Meter;
use slipway_model::{AppRef, Notes, Order, Problem, ProblemKind, Sentence, Step, When};
use slipway_stores::{Ask, AskWhen, Capability, Card, Store, Survey};
use tokio::time::timeout;

use super::testers;
use super::{Files, PATIENCE, objections};
use crate::{
    World,
    apps::memory::{self, Memory},
    release::{
        calls::{self, Verdict},
        when,
    },
    view::{Draft, DraftStore},
};

/// The question for the store's own id of the app; its answer is also where the app is looked for.
const APP_ID: &str = "app_id";

/// What came out for one store.
pub(crate) struct Planned {
    pub(crate) id: String,
    pub(crate) store: Option<&'static dyn Store>,
    /// `None` when there was not enough to make one.
    pub(crate) order: Option<Order>,
    pub(crate) survey: Survey,
    pub(crate) steps: Vec<Step>,
    pub(crate) objections: Vec<Problem>,
    pub(crate) warnings: Vec<Sentence>,
    /// Questions for this release.
    pub(crate) asks: Vec<&'static Ask>,
    /// What was answered, now or the last time.
    pub(crate) answers: BTreeMap<String, String>,
    pub(crate) occasion: Occasion,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Occasion {
    FirstRelease,
    Update,
    /// The store cannot tell; the person must.
    Ask,
}

impl Planned {
    pub(crate) fn is_ready(&self) -> bool {
        let answered = |ask: &&Ask| {
            let answer = self.answers.get(ask.id);
            !ask.required || answer.is_some_and(|answer| !answer.trim().is_empty())
        };
        self.order.is_some() && self.objections.is_empty() && self.asks.iter().all(answered)
    }

    fn refused(id: &str, store: Option<&'static dyn Store>, problem: Problem) -> Self {
        Self {
            id: id.to_owned(),
            store,
            order: None,
            survey: Survey::default(),
            steps: Vec::new(),
            objections: vec![problem],
            warnings: Vec::new(),
            asks: Vec::new(),
            answers: BTreeMap::new(),
            occasion: Occasion::Ask,
        }
    }
}

impl World {
    pub(super) async fn plan_store(
        &self,
        draft: &Draft,
        wanted: &DraftStore,
        files: &Files,
        release: &str,
    ) -> Planned {
        let store = match self.store(&wanted.store) {
            Ok(store) => store,
            Err(problem) => return Planned::refused(&wanted.store, None, problem),
        };
        match self
            .plan_known_store(store, draft, wanted, files, release)
            .await
        {
            Ok(planned) => planned,
            Err(problem) => Planned::refused(&wanted.store, Some(store), problem),
        }
    }

    async fn plan_known_store(
        &self,
        store: &'static dyn Store,
        draft: &Draft,
        wanted: &DraftStore,
        files: &Files,
        release: &str,
    ) -> Result<Planned, Problem> {
        let card = store.card();
        let remembered = memory::of(&self.db, &draft.app, card.id).await?;
        let account = self.account_for(store, wanted, &remembered).await?;
        let mut answers = remembered.answers.clone();
        let trimmed = |(ask, answer): (&String, &String)| (ask.clone(), answer.trim().to_owned());
        answers.extend(wanted.answers.iter().map(trimmed));
        if let Some(id) = self.given_app_id(card, &draft.app, &answers).await? {
            answers.insert(APP_ID.to_owned(), id);
        }
        let app = AppRef {
            package: draft.app.clone(),
            store_app_id: app_id(wanted, &remembered, &answers),
        };
        let survey = match self.survey(store, &account, &app).await {
            Ok(survey) => survey,
            // An id that was typed may be what the store refused: it stays there to be mended.
            Err(problem) => {
                return Ok(Planned {
                    asks: card
                        .asks
                        .iter()
                        .filter(|ask| ask.id == APP_ID && answers.contains_key(APP_ID))
                        .collect(),
                    answers,
                    ..Planned::refused(card.id, Some(store), problem)
                });
            }
        };
        let (mut artifacts, no_file) =
            match files.for_store(wanted, card, remembered.file_word.as_deref()) {
                Ok(artifacts) => (artifacts, None),
                Err(says) => (Vec::new(), Some(says)),
            };
        let address = wanted.address.trim();
        if let (Some(main), false) = (artifacts.first_mut(), address.is_empty()) {
            main.url = Some(address.to_owned());
        }
        let drafted_when = wanted.when.as_ref().unwrap_or(&draft.when);
        let fixed = card.can.contains(&Capability::FixedPhases);
        let (when, bad_time) = match when::read(drafted_when, fixed, self.now()) {
            Ok(when) => (when, None),
            Err(problem) => (When::AfterApproval, Some(problem)),
        };
        let first_release = survey.first_release.or(wanted.first_release);
        let order = Order {
            release: release.to_owned(),
            store: card.id.into(),
            account,
            app: AppRef {
                store_app_id: app.store_app_id.or_else(|| survey.store_app_id.clone()),
                ..app
            },
            artifacts,
            notes: Notes(wanted.notes.clone().unwrap_or_else(|| draft.notes.clone())),
            when,
            goal: draft.goal.into(),
            first_release: first_release.unwrap_or_default(),
            icon: files.icon.clone(),
            answers: answers.clone(),
            listing: listing_edits(&wanted.listing, &survey),
            testing: testers::read(draft, wanted),
            survey: serde_json::to_value(&survey).unwrap_or_default(),
        };
        let without_package = order.goal.is_without_package();
        let mut found: Vec<Problem> = no_file
            .filter(|_| !without_package)
            .map(|says| Problem::new(ProblemKind::BadInput, says))
            .into_iter()
            .chain(bad_time)
            .collect();
        if order.artifacts.is_empty() && !without_package {
            // Without a file there is nothing to judge yet; the store's own remarks would only repeat that.
        } else {
            found.extend(store.objections(&order, self.now()));
            found.extend(objections::of_engine(
                store,
                &order,
                &survey,
                &remembered,
                &found,
            ));
        }
        if first_release.is_none() && !order.goal.is_for_testers() {
            found.push(Problem::new(
                ProblemKind::BadInput,
                Sentence::new("plan.first-or-update"),
            ));
        }
        let asked = order.clone();
        found.extend(
            self.db
                .read(move |connection| objections::unfinished(connection, &asked))
                .await?,
        );
        let mut warnings = objections::remarks(&order, &survey, &found);
        for verdict in self.quotas(store, &order).await? {
            match verdict {
                Verdict::Fine => {}
                Verdict::Near(says) => warnings.push(says),
                Verdict::Spent(problem) => found.push(problem),
            }
        }
        Ok(Planned {
            id: card.id.to_owned(),
            store: Some(store),
            steps: if order.artifacts.is_empty() && !without_package {
                Vec::new()
            } else {
                store.plan(&order)
            },
            warnings,
            asks: asks(store, first_release, &survey, &answers),
            answers,
            occasion: match first_release {
                Some(true) => Occasion::FirstRelease,
                Some(false) => Occasion::Update,
                None => Occasion::Ask,
            },
            order: Some(order),
            survey,
            objections: found,
        })
    }

    /// Where practice gave its keys without anybody's doing, it gives the app's id as well: nobody is there to copy it from the
    /// console. Only for a store that asks for it.
    pub(crate) async fn given_app_id(
        &self,
        card: &Card,
        package: &str,
        answers: &BTreeMap<String, String>,
    ) -> Result<Option<String>, Problem> {
        let asks = card.asks.iter().any(|ask| ask.id == APP_ID && ask.required);
        match &self.rehearsal {
            Some(rehearsal) if self.accounts.given && asks && !answers.contains_key(APP_ID) => {
                rehearsal.control().app_id(package, card.id).await
            }
            _ => Ok(None),
        }
    }

    /// The account that was named, else the one that was used last, else the store's only one.
    async fn account_for(
        &self,
        store: &dyn Store,
        wanted: &DraftStore,
        remembered: &Memory,
    ) -> Result<String, Problem> {
        if !wanted.account.is_empty() {
            return self
                .accounts
                .row(store, &wanted.account)
                .await
                .map(|row| row.name);
        }
        if let Ok(row) = self.accounts.row(store, &remembered.account).await {
            return Ok(row.name);
        }
        self.accounts.row(store, "").await.map(|row| row.name)
    }

    /// What the store's daily numbers have against an order, by what was sent from here today.
    async fn quotas(
        &self,
        store: &'static dyn Store,
        order: &Order,
    ) -> Result<Vec<Verdict>, Problem> {
        let account = self.accounts.account(store, &order.account).await?;
        let quotas = store.quotas(order, &account.credentials);
        if quotas.is_empty() || order.artifacts.is_empty() {
            return Ok(Vec::new());
        }
        let (id, name, now) = (store.card().id, account.name.clone(), self.now());
        let judged = self
            .db
            .read(move |connection| calls::judge(connection, id, &name, &quotas, now));
        Ok(judged.await?)
    }

    async fn survey(
        &self,
        store: &'static dyn Store,
        account: &str,
        app: &AppRef,
    ) -> Result<Survey, Problem> {
        let cancel = self.closing.child_token();
        let visit = self
            .visit(store, account, cancel.clone(), Meter::new())
            .await?;
        let asked = timeout(PATIENCE, store.survey(&visit, app)).await;
        asked.unwrap_or_else(|_| {
            cancel.cancel();
            Err(Problem::new(
                ProblemKind::TimedOut,
                Sentence::new("plan.survey-too-slow"),
            ))
        })
    }
}

/// The new values that differ from what stands there.
fn listing_edits(wanted: &BTreeMap<String, String>, survey: &Survey) -> BTreeMap<String, String> {
    wanted
        .iter()
        .filter(|(id, value)| survey.field(id).is_none_or(|field| field.value != **value))
        .map(|(id, value)| (id.clone(), value.clone()))
        .collect()
}

/// The store's own id of the app: given for this release, answered when the store could not tell, or kept from the last time.
fn app_id(
    wanted: &DraftStore,
    remembered: &Memory,
    answers: &BTreeMap<String, String>,
) -> Option<String> {
    [
        wanted.store_app_id.as_ref(),
        wanted.answers.get(APP_ID),
        remembered.store_app_id.as_ref(),
        answers.get(APP_ID),
    ]
    .into_iter()
    .flatten()
    .map(|id| id.trim().to_owned())
    .find(|id| !id.is_empty())
}

/// The card's questions for this occasion, and those that the store just raised.
fn asks(
    store: &'static dyn Store,
    first_release: Option<bool>,
    survey: &Survey,
    answers: &BTreeMap<String, String>,
) -> Vec<&'static Ask> {
    // What the store told by itself need not be asked; what was typed stays where it was typed.
    let is_told = survey.store_app_id.is_some() && !answers.contains_key(APP_ID);
    let fits = |ask: &&Ask| match ask.when {
        AskWhen::Always => true,
        AskWhen::FirstRelease => first_release == Some(true) && !(ask.id == APP_ID && is_told),
        AskWhen::Update => first_release == Some(false),
        AskWhen::Raised => false,
    };
    store
        .card()
        .asks
        .iter()
        .filter(|ask| fits(ask) || survey.asks.iter().any(|id| id == ask.id))
        .collect()
}
