//! The way to practice: this process serves the other side of every store below the world's folder, or joins the process (or
//! the stand-alone program) that already does. All that is known of it is what its invitation says.

use std::{collections::BTreeMap, fs, path::Path, sync::Arc};

use secrecy::SecretString;
use serde::{Deserialize, Deserializer};
use slipway_model::{Problem, ProblemKind, Sentence};
use slipway_practice::{Opened, Options, Practice};
use slipway_stores::Form;
use tokio_util::sync::CancellationToken;

use super::{Control, PracticeClock};
use crate::PracticeAt;

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
    pub(crate) invited: Invited,
    pub(crate) control: Control,
    pub(crate) clock: Arc<PracticeClock>,
    /// Set when this process serves it.
    serving: tokio::sync::Mutex<Option<Practice>>,
}

impl Rehearsal {
    pub(super) async fn open(
        at: &PracticeAt,
        folder: &Path,
        closing: &CancellationToken,
    ) -> Result<Self, Problem> {
        let (invited, serving) = match at {
            PracticeAt::Joined(file) => (read_file(file)?, None),
            PracticeAt::Own => serve_or_join(&folder.join("stores")).await?,
        };
        let control = Control::new(&invited.control, invited.control_key.clone());
        let clock = Arc::new(PracticeClock::new(control.clock().await?));
        let (following, asked, closing) = (Arc::clone(&clock), control.clone(), closing.clone());
        tokio::spawn(async move { following.follow(&asked, closing).await });
        Ok(Self {
            invited,
            control,
            clock,
            serving: tokio::sync::Mutex::new(serving),
        })
    }

    pub(crate) async fn adopt(&self, build: &Path) -> Result<(), Problem> {
        self.control.adopt(build).await
    }

    /// Ends the serving, if it is ours. The stores' world stays on disk.
    pub(crate) async fn close(&self) {
        if let Some(practice) = self.serving.lock().await.take() {
            practice.stop().await;
        }
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
