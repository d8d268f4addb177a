//! What every store can be asked. Implemented once per folder; the engine holds stores only through this trait.

use std::{sync::Arc, time::Duration};

use async_trait::async_trait;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use slipway_http::Line;
use slipway_model::{
    AppRef, GroupKind, ListingField, Looked, Order, Outcome, Outputs, Problem, ProblemKind, Review,
    Sentence, Steering, Step, Words,
};

use crate::{Card, Credentials, FieldProblem, Form, Guide, Hint, Marks, Quota};

#[async_trait]
pub trait Store: Send + Sync {
    fn card(&self) -> &'static Card;

    /// `guide.toml` of the folder.
    fn guide(&self) -> &'static Guide;

    /// `words.toml` of the folder.
    fn words(&self) -> &'static Words;

    /// What the name of a file that was picked for a field tells of other fields, by field id: some consoles write the key's id into it.
    fn told_by_file(&self, _field: &str, _file_name: &str) -> Vec<(&'static str, String)> {
        Vec::new()
    }

    /// Judges one field while it is typed. Pure and quick.
    fn hint(&self, field: &str, value: &str) -> Hint;

    /// Cleans every accepted paste form into the values that are kept, or names what is wrong per field.
    fn credentials(&self, form: &Form) -> Result<Credentials, Vec<FieldProblem>>;

    /// Layered probes, stopping at the first failure (later ones are skipped): key well-formed, clock right, token or
    /// signature accepted, app visible, right to release. Changes nothing at the store.
    async fn check(&self, visit: &Visit, app: Option<&AppRef>) -> Vec<Probe>;

    /// Reads the store's present knowledge of the app before a release: is it there, what is live, what is in review.
    async fn survey(&self, visit: &Visit, app: &AppRef) -> Result<Survey, Problem>;

    /// Reasons why this order cannot go out, found without the network. Empty means it may.
    fn objections(&self, order: &Order, now: Timestamp) -> Vec<Problem>;

    /// Calls of this order that the store counts per account and day; empty where it states no number.
    fn quotas(&self, _order: &Order, _credentials: &Credentials) -> Vec<Quota> {
        Vec::new()
    }

    /// The steps for this order, in order of execution.
    fn plan(&self, order: &Order) -> Vec<Step>;

    /// What `look` will need, committed to the journal before a step that is not `Freely` is sent. Never a secret.
    fn intent(&self, order: &Order, step: &Step, outputs: &Outputs) -> Value;

    /// One attempt at one step.
    async fn run(
        &self,
        visit: &Visit,
        order: &Order,
        step: &Step,
        outputs: &Outputs,
        attempt: Attempt,
    ) -> Outcome;

    /// Did an unclear step happen? `waited_s`: seconds on the world's clock since the intent.
    async fn look(
        &self,
        visit: &Visit,
        order: &Order,
        step: &Step,
        intent: &Value,
        outputs: &Outputs,
        waited_s: u64,
    ) -> Looked;

    /// Where the app's newest version stands; with `submitted`, where that one does.
    async fn review(
        &self,
        visit: &Visit,
        app: &AppRef,
        submitted: Option<&Submitted>,
    ) -> Result<Review, Problem>;

    /// How long after a submission the watch asks for the first time, in seconds. At the slow pace where nothing else is known.
    fn first_look_s(&self) -> u64 {
        self.card().review_pace_s
    }

    /// Field of the present listing ([`Survey::listing`]) that this release's notes in that language take the place of.
    fn notes_field(&self, _language: &str) -> Option<String> {
        None
    }

    /// What [`Store::review`] and [`Store::steer`] will need to know of the submission: the store's own id of it. Taken from what the
    /// steps left behind and kept with the receipt. Never a secret.
    fn trace(&self, outputs: &Outputs) -> Value {
        outputs.get("submit").cloned().unwrap_or_default()
    }

    /// The app's tester groups as the store has them now.
    ///
    /// # Errors
    /// What the store said against it. Stores that cannot list ([`crate::TesterRules::lists`]) are never asked.
    async fn tester_groups(
        &self,
        _visit: &Visit,
        _app: &AppRef,
    ) -> Result<Vec<GroupThere>, Problem> {
        Err(Problem::new(
            ProblemKind::Ours,
            Sentence::new("testers.not-here"),
        ))
    }

    /// Pulls one lever of a submitted version, with one request that changes something. `Ok` is the store's positive answer and proves
    /// nothing yet: the engine reads back by [`Store::review`], also after an answer that was lost.
    ///
    /// # Errors
    /// What the store said against it, or why nobody knows. Stores without levers are never asked.
    async fn steer(
        &self,
        _visit: &Visit,
        _app: &AppRef,
        _submitted: Option<&Submitted>,
        _steering: &Steering,
    ) -> Result<(), Problem> {
        Err(Problem::new(
            ProblemKind::Ours,
            Sentence::new("steer.not-here"),
        ))
    }
}

/// One account's access to its store for the duration of one call: where to send, with which key, until when.
#[derive(Clone, Debug)]
pub struct Visit {
    pub line: Line,
    pub account: Arc<Account>,
    /// Of the step that is run or looked at.
    pub marks: Marks,
}

impl Visit {
    /// The world's time.
    pub fn now(&self) -> Timestamp {
        self.line.clock().now()
    }
}

/// A tester group as a store tells of it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct GroupThere {
    pub id: String,
    pub name: String,
    pub kind: GroupKind,
    /// Members, where the store tells how many.
    pub people: Option<u32>,
    /// The link by which anybody joins, where one is open.
    pub public_link: Option<String>,
    /// Every build goes to this group by itself.
    pub takes_every_build: bool,
}

/// Where this run of a step stands among its runs. The engine counts; a store keeps no memory between two runs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Attempt {
    /// 1 for the first run of the step, one more after each [`slipway_model::Outcome::WaitUntil`] and each retry.
    pub number: u32,
    /// On the world's clock, since the first run of the step.
    pub waited: Duration,
}

impl Attempt {
    pub const FIRST: Self = Self {
        number: 1,
        waited: Duration::ZERO,
    };
}

/// What we sent, for a store that must be asked about it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Submitted {
    pub version_code: u64,
    /// When the store took it.
    pub at: Timestamp,
    /// The instant that was asked for, if one was.
    pub goes_live_at: Option<Timestamp>,
    /// What [`Store::trace`] kept.
    #[serde(default)]
    pub trace: Value,
}

/// An account with its cleaned credentials and the token it holds at present. Tokens live in memory only.
#[derive(Debug)]
pub struct Account {
    pub name: String,
    pub credentials: Credentials,
    /// The present token, if this store has tokens. A lock held while one is acquired, so that parallel steps ask once.
    pub token: tokio::sync::Mutex<Option<Token>>,
}

impl Account {
    pub fn new(name: impl Into<String>, credentials: Credentials) -> Self {
        Self {
            name: name.into(),
            credentials,
            token: tokio::sync::Mutex::new(None),
        }
    }
}

#[derive(Clone, Debug)]
pub struct Token {
    pub value: secrecy::SecretString,
    /// Renew from this instant on (already earlier than the store's own limit).
    pub renew_at: Timestamp,
}

/// One layer of the check.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Probe {
    /// `key`, `clock`, `token`, `app`, `right`; label = words `probe.<key>`.
    pub key: String,
    pub state: ProbeState,
    /// What was found.
    pub found: Option<Sentence>,
    pub problem: Option<Problem>,
    /// Guide step (its `id`) that mends it.
    pub guide_step: Option<String>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum ProbeState {
    Pass,
    Fail,
    Skipped,
}

/// What the store knows of the app.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Survey {
    /// The store's own id, found or given.
    pub store_app_id: Option<String>,
    /// `Some(true)`: nothing is live or was ever; `None`: the store cannot tell, ask the person.
    pub first_release: Option<bool>,
    pub live_version_code: Option<u64>,
    pub live_version_name: Option<String>,
    /// A version in review or a draft with a package.
    pub pending_version_code: Option<u64>,
    /// A version is in review and a new one cannot be sent now.
    pub busy: bool,
    /// Something lies in the store's draft that was not submitted. What this release does not replace of it goes out with it.
    pub drafted: bool,
    /// Name in the store, to be echoed where the store wants it.
    pub store_name: Option<String>,
    /// BCP 47 tags of the listing's languages; the first is the default.
    pub languages: Vec<String>,
    /// The store's term for its present state.
    pub state_term: Option<String>,
    /// Questions (card `asks`) that must be answered for this app now.
    pub asks: Vec<String>,
    /// The store page as it stands now, as far as a release touches it or the store judges it again. Empty where the store
    /// cannot be asked.
    pub listing: Vec<ListingField>,
    /// What else the store's module wants back in `Order::survey`; untouched by the engine. The whole `Survey` is what the order carries.
    pub extra: Value,
}

impl Survey {
    /// The survey that an order carries; an empty one where the order was made without asking the store.
    pub fn of(order: &Order) -> Self {
        serde_json::from_value(order.survey.clone()).unwrap_or_default()
    }

    /// A field of the present record.
    pub fn field(&self, id: &str) -> Option<&ListingField> {
        self.listing.iter().find(|field| field.id == id)
    }

    /// What a field will hold after this order: the person's new value, else the present one.
    pub fn after<'a>(&'a self, order: &'a Order, id: &str) -> &'a str {
        order
            .listing
            .get(id)
            .map(String::as_str)
            .or_else(|| self.field(id).map(|field| field.value.as_str()))
            .unwrap_or_default()
    }
}
