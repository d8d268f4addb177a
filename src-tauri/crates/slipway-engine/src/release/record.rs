//! The record of a release: plan, artifacts by hash, every line with the store's answer, receipts. Shown, and exported as JSON.
//! There is no secret in it because there is none in the journal.

use std::{fs::OpenOptions, io::Write as _, path::Path};

use slipway_model::{Language, Problem, ProblemKind, Sentence};

use super::{Brief, lines::Teller, views::builds};
use crate::{
    World,
    view::{BuildView, RecordView},
    world::{Answer, Told as _},
};

impl World {
    /// # Errors
    /// No such release, or the database does not answer.
    pub async fn record(&self, id: &str, lang: Language) -> Answer<RecordView> {
        let brief = self.brief(id).await.told(lang)?;
        let events = self.journal.events_after(id, 0).await.told(lang)?;
        let mut teller = Teller::default();
        let mut lines = Vec::new();
        for event in &events {
            teller.learn(event);
            lines.push(teller.line(self, event, lang));
        }
        let builds = builds(&brief).into_iter().map(|(path, build)| BuildView {
            // The picture is not part of what happened.
            icon: None,
            ..BuildView::of(path, build, Some(brief.package.clone()), lang)
        });
        Ok(RecordView {
            release: self.release(id, lang).await?,
            builds: builds.collect(),
            notes: brief.notes.clone(),
            lines,
        })
    }

    /// Writes the record as JSON into a new file.
    ///
    /// # Errors
    /// No such release, or the file is there already or cannot be written.
    pub async fn export(&self, id: &str, path: &Path, lang: Language) -> Answer<()> {
        let record = self.record(id, lang).await?;
        let write = || -> std::io::Result<()> {
            let text = serde_json::to_vec_pretty(&record)?;
            let mut file = OpenOptions::new().write(true).create_new(true).open(path)?;
            file.write_all(&text)?;
            file.write_all(b"\n")
        };
        write()
            .map_err(|error| {
                let says = Sentence::new("release.not-exported").with("path", path.display());
                Problem::new(ProblemKind::BadInput, says).because(&error)
            })
            .told(lang)
    }

    /// # Errors
    /// No such release, or the database does not answer.
    pub(super) async fn brief(&self, id: &str) -> Result<Brief, Problem> {
        self.journal.brief(id).await?.ok_or_else(|| {
            let says = Sentence::new("release.no-such").with("id", id);
            Problem::new(ProblemKind::NotFound, says)
        })
    }
}
