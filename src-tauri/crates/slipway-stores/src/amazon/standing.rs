//! What the Edit of a submission shows of it.

use serde_json::{Value, json};
use slipway_model::{Problem, ProblemKind, Said, Sentence};

use super::{
    problem::Place,
    site::{Edit, Site},
};
use crate::failure::Failure;

/// The Edit as it is now; nothing where Amazon does not know it any more.
#[derive(Debug, Default)]
pub(super) struct Standing {
    pub(super) edit: Option<Edit>,
}

impl Standing {
    /// By its own address, and where that knows nothing, among the app's Edits: a submitted one is still told of [1 client, live].
    pub(super) async fn read(site: &Site<'_>, id: &str) -> Result<Self, Failure> {
        let own = match site.get(Place::Edit, &["edits", id]).await {
            Ok(heard) => Edit::read(&heard),
            Err(failure) if failure.problem.kind == ProblemKind::NotFound => None,
            Err(failure) => return Err(failure),
        };
        let edit = match own {
            Some(edit) => Some(edit),
            None => site.open_edit().await?.0,
        };
        Ok(Self {
            edit: edit.filter(|edit| edit.id == id),
        })
    }

    /// It is no draft any more: it was submitted. An Edit that is gone may have been deleted and proves nothing.
    pub(super) fn has_landed(&self) -> bool {
        self.edit
            .as_ref()
            .is_some_and(|edit| !edit.is_open() && !edit.status.is_empty())
    }

    /// Certainly not submitted.
    pub(super) fn is_draft(&self) -> bool {
        self.edit.as_ref().is_some_and(Edit::is_open)
    }

    fn term(&self) -> &str {
        self.edit.as_ref().map_or("–", |edit| edit.status.as_str())
    }

    pub(super) fn output(&self) -> Value {
        json!({
            "seen": true,
            "term": self.term(),
            "edit_id": self.edit.as_ref().map(|edit| edit.id.as_str()),
        })
    }

    pub(super) fn not_seen(&self) -> Problem {
        let said = Said::new("status", self.term().as_bytes(), &[]);
        Problem::new(ProblemKind::Unclear, Sentence::new("problem.not-seen")).said(said)
    }
}
