//! One world, real or practice: its folder, database, keys, clock and wires. Fixed when opened; nothing moves between two worlds.
//! What a person can do in it is in the rooms: `accounts`, `apps`, `release`, `reviews`, `settings`.

pub(crate) mod clock;
mod control;
pub(crate) mod open;
mod pages;
mod rehearsal;
mod wires;

use std::{
    collections::BTreeMap,
    fmt,
    ops::Deref,
    path::PathBuf,
    sync::{Arc, Mutex, PoisonError, RwLock},
};

use jiff::Timestamp;
use serde_json::Value;
use slipway_artifact::Cache;
use slipway_http::{Clock, Deadlines, Wire};
use slipway_model::{Language, Problem, ProblemKind, Sentence};
use slipway_stores::Store;
use tokio::sync::{Semaphore, broadcast};
use tokio_util::{sync::CancellationToken, task::TaskTracker};

pub(crate) use clock::PracticeClock;
pub(crate) use control::Control;
pub(crate) use open::{make_folder, open};
pub(crate) use rehearsal::Rehearsal;

use crate::{
    WorldKind,
    accounts::Accounts,
    db::Db,
    release::{
        journal::Journal,
        plan::Plans,
        run::Run,
        signal::{Meters, Signal},
    },
    say::problem_view,
    testers::Imports,
    view::{ProblemView, WorldView},
};

/// What a call of this API answers: the thing, or a problem already in the asked language.
pub(crate) type Answer<T> = Result<T, ProblemView>;

/// How many builds are sent at once. More only makes each of them slower on the same line.
const UPLOADS: usize = 2;

/// One open world. Cheap to clone.
#[derive(Clone)]
pub struct World(Arc<Inner>);

#[doc(hidden)]
pub struct Inner {
    pub(crate) kind: WorldKind,
    pub(crate) folder: PathBuf,
    pub(crate) version: String,
    pub(crate) deadlines: Deadlines,
    pub(crate) stores: Vec<&'static dyn Store>,
    pub(crate) db: Db,
    pub(crate) journal: Journal,
    pub(crate) accounts: Accounts,
    pub(crate) clock: Arc<dyn Clock>,
    pub(crate) rehearsal: Option<Rehearsal>,
    pub(crate) builds: Arc<Cache>,
    pub(crate) plans: Mutex<Plans>,
    /// Lists of testers that a person looks at.
    pub(crate) imports: Mutex<Imports>,
    /// Releases that this process runs.
    pub(crate) runs: Mutex<BTreeMap<String, Arc<Run>>>,
    /// Held while a release is begun, taken up or ended, so that these never overlap.
    pub(crate) turn: tokio::sync::Mutex<()>,
    /// Held while a lever is pulled and its effect is read back.
    pub(crate) steering: tokio::sync::Mutex<()>,
    pub(crate) meters: Mutex<Meters>,
    pub(crate) uploads: Arc<Semaphore>,
    pub(crate) signals: broadcast::Sender<Signal>,
    pub(crate) tasks: TaskTracker,
    /// Ends the background tasks.
    pub(crate) closing: CancellationToken,
    wire: RwLock<wires::Laid>,
    changed: broadcast::Sender<()>,
}

impl Deref for World {
    type Target = Inner;

    fn deref(&self) -> &Inner {
        &self.0
    }
}

impl fmt::Debug for World {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.debug_struct("World")
            .field("kind", &self.kind)
            .field("folder", &self.folder)
            .finish_non_exhaustive()
    }
}

impl World {
    pub fn kind(&self) -> WorldKind {
        self.0.kind
    }

    /// What the head of every page says. `running_next_door` is filled in by [`crate::Engine::world_view`].
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn view(&self, lang: Language) -> Answer<WorldView> {
        Ok(WorldView {
            kind: self.0.kind,
            folder: self.folder.display().to_string(),
            keyring: self.keyring_view(false, lang).await,
            running_next_door: Vec::new(),
            running_here: self.running(lang).await?.len() as u32,
            practice_console: self.practice_console(),
            demo_build: self.demo_build().map(|path| path.display().to_string()),
            version: self.version.clone(),
        })
    }

    /// "Something changed, ask again."
    pub fn changed(&self) -> broadcast::Receiver<()> {
        self.changed.subscribe()
    }

    pub(crate) fn tell_changed(&self) {
        // Nobody listening is no fault.
        let _ = self.changed.send(());
    }

    /// `http://127.0.0.1:…/console` in practice.
    pub fn practice_console(&self) -> Option<String> {
        self.rehearsal
            .as_ref()
            .map(|rehearsal| rehearsal.invited().console.clone())
    }

    /// What practice's stores saw after entry `after`; empty in the real world, where nobody can know.
    ///
    /// # Errors
    /// When practice does not answer.
    pub async fn ledger(&self, after: u64, lang: Language) -> Answer<Vec<Value>> {
        match &self.rehearsal {
            Some(rehearsal) => rehearsal.control().ledger(after).await.told(lang),
            None => Ok(Vec::new()),
        }
    }

    /// Ends what runs in the background.
    pub(crate) async fn close(&self) {
        self.closing.cancel();
        self.tasks.close();
        self.tasks.wait().await;
        if let Some(rehearsal) = &self.rehearsal {
            rehearsal.close().await;
        }
    }

    pub(crate) fn now(&self) -> Timestamp {
        self.clock.now()
    }

    pub(crate) fn is_rehearsal(&self) -> bool {
        self.0.kind == WorldKind::Practice
    }

    /// # Errors
    /// When there is no such store.
    pub(crate) fn store(&self, id: &str) -> Result<&'static dyn Store, Problem> {
        self.stores
            .iter()
            .copied()
            .find(|store| store.card().id == id)
            .ok_or_else(|| {
                let known: Vec<&str> = self.stores.iter().map(|store| store.card().id).collect();
                let says = Sentence::new("plan.unknown-store")
                    .with("name", id)
                    .with("known", known.join(", "));
                Problem::new(ProblemKind::BadInput, says)
            })
    }

    pub(crate) fn icons(&self) -> PathBuf {
        self.folder.join("icons")
    }

    pub(crate) fn locks(&self) -> PathBuf {
        self.folder.join("releases")
    }

    /// # Errors
    /// Why there is none.
    pub(crate) fn wire(&self) -> Result<Wire, Problem> {
        self.wire
            .read()
            .unwrap_or_else(PoisonError::into_inner)
            .clone()
    }

    pub(crate) fn replace_wire(&self, wire: Result<Wire, Problem>) {
        *self.wire.write().unwrap_or_else(PoisonError::into_inner) = wire;
    }
}

/// A lock whose data is whole even after a panic elsewhere.
pub(crate) fn lock<T>(mutex: &Mutex<T>) -> std::sync::MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Puts a problem into words on its way out.
pub(crate) trait Told<T> {
    fn told(self, lang: Language) -> Answer<T>;
}

impl<T, P: Into<Problem>> Told<T> for Result<T, P> {
    fn told(self, lang: Language) -> Answer<T> {
        self.map_err(|problem| problem_view(&problem.into(), lang))
    }
}
