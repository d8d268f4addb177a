//! A new app from a build. In practice the stores adopt it at this moment and at no other, so that a wrong build stays visible later.

use std::path::Path;

use base64::{Engine as _, engine::general_purpose::STANDARD};
use slipway_model::{Build, Language, Problem, ProblemKind, Sentence};
use tokio_util::sync::CancellationToken;

use super::{App, put};
use crate::{
    World,
    view::{AppRow, BuildView},
    world::{Answer, Told as _},
};

impl World {
    /// Reads a build and says what it is. `progress` is called with the bytes read so far, from another thread.
    ///
    /// # Errors
    /// When the file cannot be read as a build; the sentence says why.
    pub async fn inspect(
        &self,
        path: &Path,
        progress: impl FnMut(u64) + Send + 'static,
        cancel: CancellationToken,
        lang: Language,
    ) -> Answer<BuildView> {
        let build = self.read_build(path, progress, cancel).await.told(lang)?;
        let known = super::find(&self.db, &build.package).await.told(lang)?;
        Ok(BuildView::of(
            path,
            &build,
            known.map(|app| app.package),
            lang,
        ))
    }

    /// Makes the app of this build, or finds it. In practice the stores adopt it: live one version lower, same signer.
    ///
    /// # Errors
    /// When the file cannot be read as a build, or practice refuses to adopt it.
    pub async fn new_app_from_build(&self, path: &Path, lang: Language) -> Answer<AppRow> {
        let build = self
            .read_build(path, |_| {}, CancellationToken::new())
            .await
            .told(lang)?;
        if let Some(rehearsal) = &self.rehearsal {
            rehearsal.control().adopt(path).await.told(lang)?;
        }
        self.keep_app(&build).await.told(lang)?;
        let desk = self.desk(lang).await?;
        let made = desk
            .apps
            .into_iter()
            .find(|app| app.package == build.package);
        made.ok_or_else(|| Problem::new(ProblemKind::Ours, Sentence::new("app.failed")))
            .told(lang)
    }

    pub(crate) async fn keep_app(&self, build: &Build) -> Result<(), Problem> {
        let app = App {
            package: build.package.clone(),
            label: build.label.clone(),
            icon: build.icon.as_ref().map(|icon| icon.png.clone()),
            picked_icon: None,
            signer: build.signer_sha256().map(str::to_owned),
        };
        let now = self.clock.now();
        self.db.write(move |tx| put(tx, &app, now)).await?;
        self.tell_changed();
        Ok(())
    }

    pub(crate) async fn read_build(
        &self,
        path: &Path,
        mut progress: impl FnMut(u64) + Send + 'static,
        cancel: CancellationToken,
    ) -> Result<Build, Problem> {
        let builds = self.builds.clone();
        let path = path.to_owned();
        tokio::task::spawn_blocking(move || {
            builds.inspect(&path, &mut progress, &|| cancel.is_cancelled())
        })
        .await
        .map_err(|error| {
            Problem::new(ProblemKind::Ours, Sentence::new("app.failed")).because(&error)
        })?
        .map_err(|error| error.problem())
    }
}

/// A picture as the window shows it.
pub(crate) fn picture(png: &[u8]) -> String {
    format!("data:image/png;base64,{}", STANDARD.encode(png))
}
