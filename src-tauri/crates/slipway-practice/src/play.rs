//! What it takes to play a store: its hosts, its answers, its keys, its apps. Everything that is the same for all stores (TLS, faults,
//! ledger, clock, console pages) belongs to the frame around the plays. A play is written from the store's documents, never from our client.

use axum::Router;
use serde::{Deserialize, Serialize};

use crate::{
    error::WorldError,
    page::{ConsolePage, StoreKeys},
    stage::Stage,
};

/// One store, played.
pub(crate) trait Play: Send + Sync {
    /// `huawei`; also the namespace of its documents and the last part of its console page's address.
    fn id(&self) -> &'static str;

    /// The store's name in its own language.
    fn name(&self) -> &'static str;

    /// Hosts that this store owns: exact, or `*.suffix` for one or more labels in front. Hosts of upload addresses that the
    /// play hands out are among them and have the real shape. Everything else is refused by the proxy.
    fn hosts(&self) -> &'static [&'static str];

    /// The routes of one of its hosts. Handlers take an [`crate::stage::Ask`]; bodies are not limited by the frame.
    fn router(&self, host: &str) -> Router;

    /// Names that `Fault::Store` may carry for this store.
    fn faults(&self) -> &'static [&'static str];

    /// Makes keys and whatever else a fresh world starts with. Called once per world, in one transaction.
    fn seed(&self, stage: &mut Stage<'_>) -> Result<(), WorldError>;

    /// Keys that work.
    fn keys(&self, stage: &Stage<'_>) -> Result<StoreKeys, WorldError>;

    /// Creates an app whose live version is `app`. Returns the store's own id for it. The frame has made sure that the package is new.
    fn adopt(&self, stage: &mut Stage<'_>, app: &SeedApp) -> Result<String, WorldError>;

    /// The apps as the store knows them now.
    fn apps(&self, stage: &Stage<'_>) -> Result<Vec<StoreApp>, WorldError>;

    /// What the console page shows.
    fn console(&self, stage: &Stage<'_>) -> Result<ConsolePage, WorldError>;

    /// Ends the review of that app's waiting version now.
    fn decide(
        &self,
        stage: &mut Stage<'_>,
        package: &str,
        verdict: &Verdict,
    ) -> Result<Decided, WorldError>;
}

/// An app with a live version, as every store is given it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SeedApp {
    pub package: String,
    /// In the default language.
    pub label: String,
    pub label_zh: Option<String>,
    /// The live version; 0 when the app exists in the console and nothing is live yet.
    pub version_code: u64,
    pub version_name: String,
    /// Lower-case hex of the certificate that signed the live version.
    pub signer_sha256: Option<String>,
}

/// An app as one store knows it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct StoreApp {
    pub package: String,
    pub id: String,
    pub live_version_code: Option<u64>,
    pub live_version_name: Option<String>,
    /// The version that was submitted and is not live yet.
    pub waiting_version_code: Option<u64>,
    /// The store's own word or number for where it stands.
    pub state: String,
}

/// How a review ends.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", tag = "verdict")]
pub enum Verdict {
    Approve,
    Reject { reason: String },
}

/// Whether there was something to decide.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Decided {
    Done,
    NothingWaiting,
    NoSuchApp,
}
