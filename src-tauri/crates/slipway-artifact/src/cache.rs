//! Builds that were read before, by path and [`FileIdentity`]. In memory only; a file that changed is read anew.

use std::{
    collections::VecDeque,
    path::{Path, PathBuf},
    sync::{Mutex, MutexGuard, PoisonError},
};

use crate::{Build, FileIdentity, InspectError, inspect};

/// How many builds are remembered. A release has a handful of files.
const PLACES: usize = 32;

/// Remembers the facts of the last builds. Shared between threads; a long reading does not block the others.
#[derive(Debug, Default)]
pub struct Cache(Mutex<VecDeque<Known>>);

#[derive(Debug)]
struct Known {
    path: PathBuf,
    identity: FileIdentity,
    build: Build,
}

impl Cache {
    /// [`inspect`], unless this very file was read before.
    ///
    /// # Errors
    /// Those of [`inspect`]; failures are not remembered.
    pub fn inspect(
        &self,
        path: &Path,
        progress: &mut dyn FnMut(u64),
        cancel: &dyn Fn() -> bool,
    ) -> Result<Build, InspectError> {
        let before = FileIdentity::of(path).ok();
        if let Some(build) = before.and_then(|identity| self.known(path, identity)) {
            progress(build.size);
            return Ok(build);
        }
        let build = inspect(path, progress, cancel)?;
        // Only a file that was the same before and after is known by that identity.
        if let Some(identity) = before.filter(|_| FileIdentity::of(path).ok() == before) {
            self.remember(path, identity, &build);
        }
        Ok(build)
    }

    fn known(&self, path: &Path, identity: FileIdentity) -> Option<Build> {
        self.places()
            .iter()
            .find(|known| known.path == path && known.identity == identity)
            .map(|known| known.build.clone())
    }

    fn remember(&self, path: &Path, identity: FileIdentity, build: &Build) {
        let mut places = self.places();
        places.retain(|known| known.path != path);
        if places.len() == PLACES {
            places.pop_front();
        }
        places.push_back(Known {
            path: path.to_owned(),
            identity,
            build: build.clone(),
        });
    }

    fn places(&self) -> MutexGuard<'_, VecDeque<Known>> {
        // A panic while holding the lock leaves whole entries behind, never half ones.
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
