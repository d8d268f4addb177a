//! A world's wire: its clients, its clock, its pace. Built once per world and again when proxy or trust settings change.
//! Practice is nothing but settings here: a proxy and the one authority that is trusted.

use std::{fmt, sync::Arc, time::Duration};

use slipway_model::{Problem, ProblemKind, Sentence};

use crate::{
    Clock, Deadlines, WireSettings,
    pace::{Paces, Rule},
    transport::{Calls, Dialer, ProxyRule, Trust},
};

/// Cheap to clone; clones share connections and pace.
#[derive(Clone)]
pub struct Wire(Arc<Inner>);

struct Inner {
    calls: Calls,
    dialer: Dialer,
    clock: Arc<dyn Clock>,
    paces: Paces,
    deadlines: Deadlines,
    practice: bool,
}

impl Wire {
    /// # Errors
    /// When a proxy address or a certificate cannot be used, or the system's trust store cannot be read.
    pub fn new(settings: WireSettings, clock: Arc<dyn Clock>) -> Result<Self, WireError> {
        let proxy = ProxyRule::of(&settings)?;
        let trust = Trust::of(&settings)?;
        Ok(Self(Arc::new(Inner {
            calls: Calls::new(&proxy, &trust, settings.deadlines)?,
            dialer: Dialer::new(proxy, trust),
            clock,
            paces: Paces::default(),
            deadlines: settings.deadlines,
            practice: settings.practice.is_some(),
        })))
    }

    pub fn clock(&self) -> &Arc<dyn Clock> {
        &self.0.clock
    }

    pub fn deadlines(&self) -> Deadlines {
        self.0.deadlines
    }

    pub(crate) fn take_place(&self, key: &str, rule: Rule) -> Duration {
        self.0.paces.take(key, rule, self.0.clock.now())
    }

    pub(crate) fn ended(&self, key: &str) {
        self.0.paces.ended(key, self.0.clock.now());
    }

    pub(crate) fn calls(&self) -> &Calls {
        &self.0.calls
    }

    pub(crate) fn dialer(&self) -> &Dialer {
        &self.0.dialer
    }
}

impl fmt::Debug for Wire {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.debug_struct("Wire")
            .field("practice", &self.0.practice)
            .field("deadlines", &self.0.deadlines)
            .finish_non_exhaustive()
    }
}

/// Why a wire cannot be built. Shows no proxy password.
#[derive(Debug, thiserror::Error)]
pub enum WireError {
    #[error("the proxy address is not of the form http://host:port")]
    BadProxy,
    #[error("certificate file number {number} holds no usable PEM certificate")]
    BadCertificate { number: usize },
    #[error("the practice certificate cannot be used")]
    BadPracticeCertificate,
    #[error("the system's certificates cannot be used")]
    NoTrust(#[source] rustls::Error),
    #[error("the HTTP client cannot be built")]
    Client(#[source] reqwest::Error),
}

impl WireError {
    pub fn problem(&self) -> Problem {
        let (kind, advice) = match self {
            Self::BadProxy => (ProblemKind::BadInput, Sentence::new("http.bad-proxy")),
            Self::BadCertificate { number } => (
                ProblemKind::BadInput,
                Sentence::new("http.bad-certificate").with("number", number),
            ),
            Self::NoTrust(_) => (ProblemKind::Network, Sentence::new("http.no-trust")),
            Self::BadPracticeCertificate | Self::Client(_) => {
                (ProblemKind::Ours, Sentence::new("http.no-client"))
            }
        };
        Problem::new(kind, advice).because(self)
    }
}

impl From<WireError> for Problem {
    fn from(error: WireError) -> Self {
        error.problem()
    }
}
