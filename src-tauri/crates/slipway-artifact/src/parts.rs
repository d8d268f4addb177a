//! What is read of each form of an app in a way of its own, brought under the same names.

use slipway_model::{Bundle, Kind};

use crate::{
    abis::abis,
    alignment::Alignment,
    bundle::{self, BundleFindings},
    form::Form,
    stop::Stop,
    zip::Zip,
};

pub(crate) struct Parts {
    pub(crate) kind: Kind,
    pub(crate) abis: Vec<String>,
    pub(crate) bundle: Option<Bundle>,
    pub(crate) alignment: Alignment,
    pub(crate) findings: BundleFindings,
}

impl Parts {
    pub(crate) fn of(zip: &Zip<'_>, form: Form) -> Result<Self, Stop> {
        Ok(match form {
            Form::Apk => Self {
                kind: Kind::Apk,
                abis: abis(zip.names()),
                bundle: None,
                alignment: Alignment::of(zip)?,
                findings: BundleFindings::default(),
            },
            Form::Aab => {
                let contents = bundle::read(zip)?;
                Self {
                    kind: Kind::Aab,
                    abis: contents.abis,
                    bundle: Some(contents.facts),
                    // The packages that a store makes from it are aligned when they are made.
                    alignment: Alignment::default(),
                    findings: contents.findings,
                }
            }
        })
    }
}
