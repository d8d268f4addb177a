//! What a world's wire is built from.

use std::{fmt, time::Duration};

/// Proxy, trust and deadlines of one world.
#[derive(Clone, Default)]
pub struct WireSettings {
    /// `http://user:password@host:port`, or [`WireSettings::NO_PROXY`]. `None`: the system's own setting (`HTTPS_PROXY` and so on).
    pub proxy: Option<String>,
    /// PEM certificates that are trusted besides the system's. Never used in a practice world.
    pub extra_ca: Vec<Vec<u8>>,
    /// Set: this is a practice world, and nothing but its proxy is reached.
    pub practice: Option<PracticeWire>,
    pub deadlines: Deadlines,
}

impl WireSettings {
    /// The word for connecting directly although the system names a proxy.
    pub const NO_PROXY: &str = "none";
}

impl fmt::Debug for WireSettings {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.debug_struct("WireSettings")
            .field("proxy", &self.proxy.is_some())
            .field("extra_ca", &self.extra_ca.len())
            .field("practice", &self.practice)
            .field("deadlines", &self.deadlines)
            .finish()
    }
}

/// The way to practice: its proxy and the one authority that is trusted there.
#[derive(Clone, Debug)]
pub struct PracticeWire {
    /// `http://127.0.0.1:PORT`.
    pub proxy: String,
    pub ca_pem: String,
}

/// Limits on silence, on the machine's monotonic time. There is no limit on a whole transfer: that would punish slow lines.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Deadlines {
    /// Name lookup, TCP, proxy and TLS together.
    pub connect: Duration,
    /// No byte moved while sending or receiving.
    pub stall: Duration,
    /// From the last byte sent to the first byte of the answer.
    pub reply: Duration,
    /// The same for a request that [`crate::Request::takes_long`]: a store that reads a whole package before it answers.
    pub patient_reply: Duration,
}

impl Default for Deadlines {
    fn default() -> Self {
        Self {
            connect: Duration::from_secs(30),
            stall: Duration::from_secs(60),
            reply: Duration::from_secs(120),
            patient_reply: Duration::from_secs(600),
        }
    }
}
