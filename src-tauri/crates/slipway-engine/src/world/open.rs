//! Opening a world: folder, database, clock, wire, keys, in the order in which each can still say what is wrong.

use std::{
    collections::BTreeMap,
    fs,
    path::PathBuf,
    sync::{Arc, Mutex, RwLock},
};

use slipway_artifact::Cache;
use slipway_http::{Clock, Deadlines, SystemClock};
use slipway_model::{Problem, ProblemKind, Sentence};
use slipway_stores::{Store, stores};
use slipway_vault::{OsKeyring, SecretStore};
use tokio::sync::{Semaphore, broadcast};
use tokio_util::{sync::CancellationToken, task::TaskTracker};

use super::{Inner, Rehearsal, UPLOADS, World, wires};
use crate::{
    Home, JournalWatch, PracticeAccounts, PracticeAt, WorldKind, accounts::Accounts, db::Db,
    release::journal::Journal, settings,
};

/// Opens the world of that kind below the home.
pub(crate) async fn open(home: &Home, kind: WorldKind) -> Result<World, Problem> {
    let folder = home.folder.join(match kind {
        WorldKind::Real => "real",
        WorldKind::Practice => "practice",
    });
    make_folder(&folder)?;
    let closing = CancellationToken::new();
    let rehearsal = match kind {
        WorldKind::Real => None,
        WorldKind::Practice => Some(Rehearsal::open(&home.practice, &folder).await?),
    };
    let clock: Arc<dyn Clock> = match &rehearsal {
        Some(rehearsal) => Arc::clone(&rehearsal.clock) as Arc<dyn Clock>,
        None => Arc::new(SystemClock),
    };
    let keyring: Arc<dyn SecretStore> = Arc::new(OsKeyring::new(match kind {
        WorldKind::Real => "slipway",
        WorldKind::Practice => "slipway-practice",
    }));
    let given = home.practice_accounts == PracticeAccounts::Given;
    let world = Parts {
        kind,
        folder,
        version: home.version.clone(),
        deadlines: home.deadlines.unwrap_or_default(),
        stores: stores::all().to_vec(),
        clock,
        rehearsal,
        keyring,
        given,
        journal_watch: home.journal_watch.clone(),
        closing,
    }
    .join()
    .await?;
    world.listen_elsewhere();
    world.follow_practice();
    let rehearses_by_hand = home.practice_accounts == PracticeAccounts::ByHand;
    if kind == WorldKind::Practice && home.practice == PracticeAt::Own && rehearses_by_hand {
        world.bring_demo().await?;
    }
    if home.watch_reviews {
        world.watch_reviews();
    }
    Ok(world)
}

/// Everything that a world is made of. Tests join their own.
pub(crate) struct Parts {
    pub(crate) kind: WorldKind,
    pub(crate) folder: PathBuf,
    pub(crate) version: String,
    pub(crate) deadlines: Deadlines,
    pub(crate) stores: Vec<&'static dyn Store>,
    pub(crate) clock: Arc<dyn Clock>,
    pub(crate) rehearsal: Option<Rehearsal>,
    pub(crate) keyring: Arc<dyn SecretStore>,
    pub(crate) given: bool,
    pub(crate) journal_watch: Option<JournalWatch>,
    pub(crate) closing: CancellationToken,
}

impl Parts {
    pub(crate) async fn join(self) -> Result<World, Problem> {
        let db = Db::open(&self.folder.join("slipway.db"))?;
        let (signals, _) = broadcast::channel(1024);
        let (changed, _) = broadcast::channel(16);
        let journal = Journal::new(db.clone(), signals.clone(), self.journal_watch);
        journal.mend_summaries().await?;
        let settings = settings::read(&db).await?;
        let wire = match &self.rehearsal {
            Some(rehearsal) => {
                wires::to_practice(&rehearsal.invited(), self.deadlines, &self.clock)
            }
            None => wires::to_the_stores(&settings, self.deadlines, &self.clock),
        };
        let mut accounts = Accounts::new(db.clone(), self.keyring);
        if let Some(rehearsal) = self.rehearsal.as_ref().filter(|_| self.given) {
            let forms = self
                .stores
                .iter()
                .filter_map(|store| Some((*store, rehearsal.invited().form(store.card().id)?)));
            accounts = accounts.given(forms.collect(), self.clock.now());
        }
        Ok(World(Arc::new(Inner {
            kind: self.kind,
            folder: self.folder,
            version: self.version,
            deadlines: self.deadlines,
            stores: self.stores,
            db,
            journal,
            accounts,
            clock: self.clock,
            rehearsal: self.rehearsal,
            builds: Arc::new(Cache::default()),
            plans: Mutex::default(),
            imports: Mutex::default(),
            runs: Mutex::new(BTreeMap::new()),
            turn: tokio::sync::Mutex::new(()),
            steering: tokio::sync::Mutex::new(()),
            meters: Mutex::default(),
            uploads: Arc::new(Semaphore::new(UPLOADS)),
            signals,
            tasks: TaskTracker::new(),
            closing: self.closing,
            wire: RwLock::new(wire),
            changed,
        })))
    }
}

/// Makes the folder, for this person only.
pub(crate) fn make_folder(folder: &std::path::Path) -> Result<(), Problem> {
    let made = fs::create_dir_all(folder).and_then(|()| for_this_person_only(folder));
    made.map_err(|error| {
        let says = Sentence::new("app.no-folder").with("folder", folder.display());
        Problem::new(ProblemKind::BadInput, says).because(&error)
    })
}

#[cfg(unix)]
fn for_this_person_only(folder: &std::path::Path) -> std::io::Result<()> {
    use std::os::unix::fs::PermissionsExt as _;
    fs::set_permissions(folder, fs::Permissions::from_mode(0o700))
}

#[cfg(not(unix))]
fn for_this_person_only(_: &std::path::Path) -> std::io::Result<()> {
    Ok(())
}
