//! One package of a draft: what the store read out of the file, and where its processing stands. How a package gets into a draft
//! is `bind.rs`; what a draft makes of its packages is `ready.rs`.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use slipway_artifact::Build;

use super::{record::App, upload::Stored};
use crate::plays::draw;

/// What the store read out of an uploaded package.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(super) struct Facts {
    pub(super) package: String,
    pub(super) version_code: u64,
    pub(super) version_name: String,
    /// SHA-256 of the signer's certificate.
    pub(super) signer: Option<String>,
}

impl Facts {
    pub(super) fn of(build: &Build) -> Self {
        Self {
            package: build.package.clone(),
            version_code: build.version_code,
            version_name: build.version_name.clone(),
            signer: build.signer_sha256().map(str::to_owned),
        }
    }
}

/// A package bound to a draft.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(super) struct Package {
    /// `pkgVersion[0]` of the bind answer, `pkgId` of the compile status.
    pub(super) id: String,
    pub(super) file_name: String,
    pub(super) object_id: String,
    pub(super) size: u64,
    /// `None` when the file could not be read as a package.
    pub(super) facts: Option<Facts>,
    /// Processing ends then.
    pub(super) ready_at: Timestamp,
    /// Why processing will fail, if it will.
    pub(super) flaw: Option<String>,
    /// The first question about a package finds no entry yet.
    pub(super) asked: bool,
}

/// Where processing stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Compiled {
    NotYet,
    Ready,
    Failed,
}

impl Package {
    pub(super) fn new(
        app: &App,
        file_name: &str,
        object_id: String,
        stored: Stored,
        ready_at: Timestamp,
    ) -> Self {
        Self {
            id: draw::digits(19),
            file_name: file_name.to_owned(),
            object_id,
            size: stored.bytes,
            flaw: flaw(app, &stored),
            facts: stored.facts,
            ready_at,
            asked: false,
        }
    }

    /// An Android App Bundle is signed by its upload key; what is delivered is signed by the store.
    pub(super) fn is_bundle(&self) -> bool {
        self.object_id.ends_with(".aab")
    }

    pub(super) fn compiled(&self, now: Timestamp) -> Compiled {
        if now < self.ready_at {
            Compiled::NotYet
        } else if self.flaw.is_some() {
            Compiled::Failed
        } else {
            Compiled::Ready
        }
    }
}

/// What processing will find.
fn flaw(app: &App, stored: &Stored) -> Option<String> {
    let Some(facts) = &stored.facts else {
        let why = stored.flaw.as_deref().unwrap_or("neither APK nor AAB");
        return Some(format!("not readable: {why}"));
    };
    let highest = app.highest_released()?;
    (facts.version_code <= highest).then(|| {
        format!(
            "version code {} is not higher than {highest}",
            facts.version_code
        )
    })
}
