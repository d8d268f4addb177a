//! One world, real or practice: its folder, database, keys, clock and wires. Fixed when opened.

use std::{collections::BTreeMap, path::Path};

use futures_util::stream::{BoxStream, StreamExt as _};
use secrecy::SecretString;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use slipway_model::{Language, Problem};
use tokio::sync::broadcast;
use tokio_util::sync::CancellationToken;

use crate::{
    Action, WorldKind,
    view::{
        AppRow, BuildView, DeskView, Draft, HintView, KeyringView, PlanView, ProbeView,
        ProblemView, RecordView, ReleaseEvent, ReleaseRow, ReleaseView, ReviewRow, SaveAnswer,
        Settings, StorePage, StoreTile, WorldView,
    },
};

/// Where an account's secrets are kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Keep {
    Keyring,
    /// In memory until this process ends.
    Session,
}

type Answer<T> = Result<T, ProblemView>;

/// One open world. Cheap to clone.
#[derive(Clone, Debug)]
pub struct World {
    kind: WorldKind,
    changed: broadcast::Sender<()>,
}

fn not_yet() -> ProblemView {
    ProblemView {
        kind: "ours".into(),
        says: String::new(),
        code: None,
        words: None,
        can_retry: false,
        guide_step: None,
        causes: Vec::new(),
    }
}

impl World {
    pub fn kind(&self) -> WorldKind {
        self.kind
    }
    pub async fn view(&self, _lang: Language) -> Answer<WorldView> {
        Err(not_yet())
    }
    pub async fn desk(&self, _lang: Language) -> Answer<DeskView> {
        Err(not_yet())
    }
    pub async fn tiles(&self, _lang: Language) -> Answer<Vec<StoreTile>> {
        Err(not_yet())
    }
    pub async fn store_page(&self, _store: &str, _lang: Language) -> Answer<StorePage> {
        Err(not_yet())
    }
    /// Judges one field while it is typed.
    pub fn hint(
        &self,
        _store: &str,
        _field: &str,
        _value: &SecretString,
        _lang: Language,
    ) -> HintView {
        HintView {
            state: "empty".into(),
            says: String::new(),
        }
    }
    /// Reads a key file into memory, to be merged into the next save of that store's form.
    pub async fn hold_file(
        &self,
        _store: &str,
        _field: &str,
        _path: &Path,
        _lang: Language,
    ) -> Answer<HintView> {
        Err(not_yet())
    }
    pub async fn save_account(
        &self,
        _store: &str,
        _name: &str,
        _form: BTreeMap<String, SecretString>,
        _keep: Keep,
        _lang: Language,
    ) -> Answer<SaveAnswer> {
        Err(not_yet())
    }
    pub async fn remove_account(&self, _store: &str, _name: &str, _lang: Language) -> Answer<()> {
        Err(not_yet())
    }
    /// `account` empty: the store's only one.
    pub async fn check(
        &self,
        _store: &str,
        _account: &str,
        _package: Option<&str>,
        _lang: Language,
    ) -> Answer<Vec<ProbeView>> {
        Err(not_yet())
    }
    /// `progress` is called with the bytes read so far, from another thread.
    pub async fn inspect(
        &self,
        _path: &Path,
        _progress: impl FnMut(u64) + Send + 'static,
        _cancel: CancellationToken,
        _lang: Language,
    ) -> Answer<BuildView> {
        Err(not_yet())
    }
    /// In practice the stores adopt the app: live one version lower, same signer.
    pub async fn new_app_from_build(&self, _path: &Path, _lang: Language) -> Answer<AppRow> {
        Err(not_yet())
    }
    /// Surveys the stores and says what would be sent. Sends nothing.
    pub async fn plan(&self, _draft: Draft, _lang: Language) -> Answer<PlanView> {
        Err(not_yet())
    }
    /// Starts a plan, once; answers the release's id.
    pub async fn start(&self, _plan: &str, _lang: Language) -> Answer<String> {
        Err(not_yet())
    }
    /// The journal after `after_seq`, then what follows, with progress. Does not end by itself: `state` events may come days later.
    pub fn watch(
        &self,
        _id: &str,
        _after_seq: u64,
        _lang: Language,
    ) -> BoxStream<'static, ReleaseEvent> {
        futures_util::stream::empty().boxed()
    }
    pub async fn release(&self, _id: &str, _lang: Language) -> Answer<ReleaseView> {
        Err(not_yet())
    }
    pub async fn releases(&self, _lang: Language) -> Answer<Vec<ReleaseRow>> {
        Err(not_yet())
    }
    pub async fn record(&self, _id: &str, _lang: Language) -> Answer<RecordView> {
        Err(not_yet())
    }
    /// Writes the record as JSON; refuses to overwrite.
    pub async fn export(&self, _id: &str, _path: &Path, _lang: Language) -> Answer<()> {
        Err(not_yet())
    }
    /// `store` absent: every store of the release to which the action applies.
    pub async fn act(
        &self,
        _id: &str,
        _store: Option<&str>,
        _action: Action,
        _lang: Language,
    ) -> Answer<()> {
        Err(not_yet())
    }
    pub async fn reviews(&self, _lang: Language) -> Answer<Vec<ReviewRow>> {
        Err(not_yet())
    }
    pub async fn refresh_reviews(
        &self,
        _package: Option<&str>,
        _store: Option<&str>,
        _lang: Language,
    ) -> Answer<Vec<ReviewRow>> {
        Err(not_yet())
    }
    pub async fn settings(&self, _lang: Language) -> Answer<Settings> {
        Err(not_yet())
    }
    pub async fn set_settings(&self, _settings: Settings, _lang: Language) -> Answer<()> {
        Err(not_yet())
    }
    pub async fn keyring_retry(&self, _lang: Language) -> KeyringView {
        KeyringView::Ready
    }
    /// "Something changed, ask again."
    pub fn changed(&self) -> broadcast::Receiver<()> {
        self.changed.subscribe()
    }
    /// What practice's stores saw after entry `after`; empty in the real world.
    pub async fn ledger(&self, _after: u64, _lang: Language) -> Answer<Vec<Value>> {
        Err(not_yet())
    }
    /// `http://127.0.0.1:…/console` in practice.
    pub fn practice_console(&self) -> Option<String> {
        None
    }
    pub async fn running(&self, _lang: Language) -> Answer<Vec<ReleaseRow>> {
        Err(not_yet())
    }
    /// Stops every release of this process and waits until nothing is sent any more.
    pub async fn stop_all(&self) {}
}

/// A problem of opening, in words.
pub fn problem_view(_problem: &Problem, _lang: Language) -> ProblemView {
    not_yet()
}
