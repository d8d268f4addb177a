//! An uploaded package, and what the store refuses about it. Codes and words are [inferred]; that a failed replace answers with a list
//! of them is known [2 clients].

use http::StatusCode;
use serde::{Deserialize, Serialize};

use super::{
    answer::{Failure, No},
    call::Open,
    record::{Apk, Facts},
    targeting,
};
use crate::plays::{draw, reading, sink::Received};

/// What arrived.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(super) struct Package {
    pub(super) bytes: u64,
    pub(super) sha256: String,
    /// The header `fileName`, as it was sent.
    pub(super) file_name: Option<String>,
    /// What the store read out of it, or why it cannot.
    pub(super) read: Result<Facts, String>,
}

impl Package {
    /// Reads what arrived. An app bundle is none: those go through the web console alone [4 clients].
    pub(super) async fn read(file: &Received, file_name: Option<String>) -> Self {
        let read = reading::read(file.path().to_owned()).await;
        Self {
            bytes: file.bytes,
            sha256: file.digest.clone(),
            file_name,
            read: read.map(|build| Facts::of(&build)),
        }
    }

    /// The facts, if the package may come into that Edit: beside its other packages, or in the place of one of them.
    pub(super) fn judge(&self, open: &Open, replaced: Option<&str>) -> Result<&Facts, No> {
        let facts = self.read.as_ref().map_err(|why| {
            refuse("error_apk_invalid", "The file is not a valid APK.").because(why)
        })?;
        if facts.package != open.app.package {
            return Err(refuse(
                "error_apk_package_name_mismatch",
                "The package name differs from that of the app.",
            ));
        }
        // Amazon signs what it publishes anew [official]; that it also wants the developer's signer to stay the same is [inferred].
        if open.app.signer.is_some() && open.app.signer != facts.signer {
            return Err(refuse(
                "error_apk_signature_mismatch",
                "The APK is signed with another certificate than the live version.",
            ));
        }
        let code = facts.version.code;
        let mut others = open.edit.content.apks.iter();
        let is_taken = others.any(|apk| apk.version.code == code && Some(&*apk.id) != replaced);
        let live = open.app.live.as_ref().and_then(|live| live.newest());
        // New, unique, and different from earlier uploads [official]. The same package once more in the same place is not a second
        // upload: that a replace may be repeated is the reference's own rule.
        if is_taken || live.is_some_and(|live| code <= live.version.code) {
            return Err(refuse(
                "error_apk_version_code_not_unique",
                format!("Version code {code} has been used or is not higher than the live one."),
            ));
        }
        Ok(facts)
    }

    /// A new package of a version: it targets almost no device, and nobody has chosen its DRM yet [2 clients].
    pub(super) fn as_new(&self, facts: &Facts, place: usize) -> Apk {
        Apk {
            id: apk_id(),
            name: format!("APK{place}"),
            version: facts.version.clone(),
            sha256: Some(self.sha256.clone()),
            bytes: Some(self.bytes),
            drm_chosen: false,
            targeting: targeting::of_new(),
        }
    }
}

/// Thirteen upper-case letters and digits [2 clients].
pub(super) fn apk_id() -> String {
    format!("M{}", draw::letters_and_digits(12).to_ascii_uppercase())
}

fn refuse(code: &'static str, message: impl Into<String>) -> No {
    No::listed(StatusCode::BAD_REQUEST, vec![Failure::new(code, message)])
}

/// The live packages were made from an app bundle, so there is none to replace [1 client, live].
pub(super) fn born_from_bundle() -> No {
    refuse(
        "error_invalid_asset_id",
        "The asset id is not valid for this operation.",
    )
}
