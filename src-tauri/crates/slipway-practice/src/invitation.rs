//! What a client needs to find practice: the one JSON line that the stand-alone server prints, and the file beside a world.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::{apps::AdoptedApp, page::StoreKeys};

/// Where a world is served, and with which keys. Addresses and apps are as of the moment when serving began.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Invitation {
    /// Version of this form.
    pub v: u32,
    /// Always true; so that nobody mistakes it for something real.
    pub rehearsal: bool,
    /// `http://127.0.0.1:P`, for `HTTPS_PROXY`.
    pub proxy: String,
    /// The certificate of the world's authority as a PEM file.
    pub ca_file: String,
    /// The same as text.
    pub ca_pem: String,
    /// `http://127.0.0.1:C`
    pub control: String,
    /// For `Authorization: Bearer …` on control calls.
    pub control_key: String,
    /// The console's front page; a store's page is this with `/<store id>`.
    pub console: String,
    /// By store id.
    pub stores: BTreeMap<String, StoreKeys>,
    pub apps: Vec<AdoptedApp>,
}
