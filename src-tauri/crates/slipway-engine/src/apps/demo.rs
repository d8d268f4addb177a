//! The demo app of a practice world: on the desk from the first start, with its next version as a file to release, so that a newcomer needs
//! neither an app nor a build. The stores of a fresh practice world know the app by themselves.

use std::{fs, path::PathBuf};

use slipway_model::{Problem, ProblemKind, Sentence};
use slipway_practice::demo_build;
use tokio_util::sync::CancellationToken;

use crate::{World, WorldKind};

impl World {
    /// The build to rehearse with, where there is one.
    pub(crate) fn demo_build(&self) -> Option<PathBuf> {
        let path = self.folder.join("demo.apk");
        (self.kind == WorldKind::Practice && path.is_file()).then_some(path)
    }

    /// Brings app and build into a fresh world. Later starts leave both as they are.
    pub(crate) async fn bring_demo(&self) -> Result<(), Problem> {
        let path = self.folder.join("demo.apk");
        if path.is_file() {
            return Ok(());
        }
        fs::write(&path, demo_build()).map_err(|error| {
            let says = Sentence::new("app.no-folder").with("folder", self.folder.display());
            Problem::new(ProblemKind::BadInput, says).because(&error)
        })?;
        let build = self
            .read_build(&path, |_| {}, CancellationToken::new())
            .await?;
        self.keep_app(&build).await
    }
}
