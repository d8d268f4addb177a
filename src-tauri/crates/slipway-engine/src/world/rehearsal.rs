//! The way to practice: this process serves the other side of every store below the world's folder, or joins the process (or
//! the stand-alone program) that already does. All that is known of it is what its invitation says.

use std::{
    collections::BTreeMap,
    fs,
    path::{Path, PathBuf},
    sync::{Arc, PoisonError, RwLock},
    time::Duration,
};

use secrecy::SecretString;
use serde::{Deserialize, Deserializer};
use slipway_model::{Problem, ProblemKind, Sentence};
use slipway_practice::{Opened, Options, Practice};
use slipway_stores::Form;

use super::{Control, PracticeClock, World, wires::to_practice};
use crate::PracticeAt;

/// How often practice is asked for its time. A move of its clock is noticed within this.
const POLL: Duration = Duration::from_millis(100);
/// Questions in a row without an answer, after which practice's process is taken for ended.
const MISSED: u32 = 10;

/// What the invitation says, as far as a client needs it.
#[derive(Clone, Debug, Deserialize)]
pub(crate) struct Invited {
    pub(crate) proxy: String,
    pub(crate) ca_pem: String,
    pub(crate) control: String,
    #[serde(deserialize_with = "secret")]
    control_key: SecretString,
    pub(crate) console: String,
    #[serde(default)]
    stores: BTreeMap<String, InvitedStore>,
}

#[derive(Clone, Debug, Deserialize)]
struct InvitedStore {
    /// By the field ids of our own credential form.
    #[serde(default, deserialize_with = "secrets")]
    keys: BTreeMap<String, SecretString>,
}

fn secret<'de, D: Deserializer<'de>>(from: D) -> Result<SecretString, D::Error> {
    String::deserialize(from).map(SecretString::from)
}

fn secrets<'de, D: Deserializer<'de>>(from: D) -> Result<BTreeMap<String, SecretString>, D::Error> {
    let plain: BTreeMap<String, String> = BTreeMap::deserialize(from)?;
    Ok(plain
        .into_iter()
        .map(|(name, value)| (name, value.into()))
        .collect())
}

impl Invited {
    fn read(line: &str) -> Result<Self, serde_json::Error> {
        serde_json::from_str(line)
    }

    /// The credential form of a store, filled in with practice's keys.
    pub(crate) fn form(&self, store: &str) -> Option<Form> {
        let keys = &self.stores.get(store)?.keys;
        (!keys.is_empty()).then(|| keys.clone())
    }
}

/// An open way to practice.
pub(crate) struct Rehearsal {
    pub(crate) clock: Arc<PracticeClock>,
    /// Where practice of our own is kept; `None`: a stand-alone one was named, and only that one is used.
    own: Option<PathBuf>,
    way: RwLock<Way>,
    /// Set when this process serves it.
    serving: tokio::sync::Mutex<Option<Practice>>,
}

#[derive(Clone)]
struct Way {
    invited: Arc<Invited>,
    control: Control,
}

impl Way {
    fn new(invited: Invited) -> Self {
        Self {
            control: Control::new(&invited.control, invited.control_key.clone()),
            invited: Arc::new(invited),
        }
    }
}

impl Rehearsal {
    pub(super) async fn open(at: &PracticeAt, folder: &Path) -> Result<Self, Problem> {
        let (invited, serving, own) = match at {
            PracticeAt::Joined(file) => (read_file(file)?, None, None),
            PracticeAt::Own => {
                let folder = folder.join("stores");
                let (invited, serving) = serve_or_join(&folder).await?;
                (invited, serving, Some(folder))
            }
        };
        let way = Way::new(invited);
        Ok(Self {
            clock: Arc::new(PracticeClock::new(way.control.clock().await?)),
            own,
            way: RwLock::new(way),
            serving: tokio::sync::Mutex::new(serving),
        })
    }

    pub(crate) fn invited(&self) -> Arc<Invited> {
        self.way().invited
    }

    pub(crate) fn control(&self) -> Control {
        self.way().control
    }

    fn way(&self) -> Way {
        self.way
            .read()
            .unwrap_or_else(PoisonError::into_inner)
            .clone()
    }

    /// After the process that served practice of our own has ended: serves it here, or joins whoever was faster. The stores'
    /// world is the same one; only its address is new. `None`: it is not ours to serve, or cannot be served now.
    async fn take_over(&self) -> Option<Way> {
        let folder = self.own.as_ref()?;
        let mut serving = self.serving.lock().await;
        if serving.is_some() {
            return None;
        }
        let (invited, here) = serve_or_join(folder).await.ok()?;
        *serving = here;
        Some(Way::new(invited))
    }

    /// Ends the serving, if it is ours. The stores' world stays on disk.
    pub(crate) async fn close(&self) {
        let serving = self.serving.lock().await.take();
        if let Some(practice) = serving {
            practice.stop().await;
        }
    }
}

impl World {
    /// Follows practice's clock, and practice itself to another process, until the world is closed.
    pub(super) fn follow_practice(&self) {
        let world = self.clone();
        self.tasks.spawn(async move {
            let Some(rehearsal) = &world.rehearsal else {
                return;
            };
            let mut missed = 0;
            loop {
                tokio::select! {
                    () = world.closing.cancelled() => return,
                    () = tokio::time::sleep(POLL) => {}
                }
                match rehearsal.control().clock().await {
                    Ok(reading) => {
                        rehearsal.clock.set(reading);
                        missed = 0;
                    }
                    // A practice that does not answer for a moment leaves the clock running on its last reading.
                    Err(_) => missed += 1,
                }
                if missed >= MISSED
                    && let Some(way) = rehearsal.take_over().await
                {
                    missed = 0;
                    let wire = to_practice(&way.invited, world.deadlines, &world.clock);
                    world.replace_wire(wire);
                    *rehearsal
                        .way
                        .write()
                        .unwrap_or_else(PoisonError::into_inner) = way;
                    world.tell_changed();
                }
            }
        });
    }
}

fn read_file(file: &Path) -> Result<Invited, Problem> {
    let says = || Sentence::new("app.invitation-unreadable").with("file", file.display());
    let text = fs::read_to_string(file)
        .map_err(|error| Problem::new(ProblemKind::BadInput, says()).because(&error))?;
    let line = text
        .lines()
        .find(|line| !line.trim().is_empty())
        .unwrap_or_default();
    Invited::read(line).map_err(|error| Problem::new(ProblemKind::BadInput, says()).because(&error))
}

async fn serve_or_join(folder: &Path) -> Result<(Invited, Option<Practice>), Problem> {
    let says = || Sentence::new("app.practice-closed").with("folder", folder.display());
    let failed = |error: &(dyn std::error::Error + 'static)| {
        Problem::new(ProblemKind::Ours, says()).because(error)
    };
    let opened = Practice::open_or_join(folder, Options::default())
        .await
        .map_err(|error| failed(&error))?;
    let (line, serving) = match opened {
        Opened::Serving(practice) => (serde_json::to_string(practice.invitation()), Some(practice)),
        Opened::Joined(invitation) => (serde_json::to_string(&invitation), None),
    };
    let invited = line
        .and_then(|line| Invited::read(&line))
        .map_err(|error| failed(&error))?;
    Ok((invited, serving))
}
