//! What concerns the window alone: look, last room, which world it shows. Kept by plugin-store, which reads a damaged file as empty and
//! writes it again: nothing precious goes here.

use std::path::Path;

use tauri::{AppHandle, Wry};
use tauri_plugin_store::{Store, StoreExt as _};

use crate::wire::{WindowPrefs, WorldKind};

const FILE: &str = "window.json";
const PREFS: &str = "prefs";
const WORLD: &str = "world";

/// The window's own small file.
#[derive(Clone)]
pub(crate) struct Prefs(std::sync::Arc<Store<Wry>>);

impl Prefs {
    /// Reads the file in the window's own folder, or starts an empty one.
    ///
    /// # Errors
    /// When the folder cannot be used.
    pub(crate) fn open(app: &AppHandle, folder: &Path) -> tauri_plugin_store::Result<Self> {
        app.store(folder.join(FILE)).map(Self)
    }

    pub(crate) fn window(&self) -> WindowPrefs {
        self.read(PREFS).unwrap_or_default()
    }

    pub(crate) fn set_window(&self, prefs: &WindowPrefs) {
        self.0.set(PREFS, serde_json::json!(prefs));
    }

    /// The world that was shown last; a first start shows practice.
    pub(crate) fn world(&self) -> WorldKind {
        self.read(WORLD).unwrap_or(WorldKind::Practice)
    }

    pub(crate) fn set_world(&self, kind: WorldKind) {
        self.0.set(WORLD, serde_json::json!(kind));
    }

    fn read<T: serde::de::DeserializeOwned>(&self, key: &str) -> Option<T> {
        serde_json::from_value(self.0.get(key)?).ok()
    }
}
