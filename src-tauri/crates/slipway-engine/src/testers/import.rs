//! A list is read, shown row by row, mended and let in.

use std::{
    fs::File,
    io::{self, Read as _},
    path::Path,
    sync::Arc,
};

use slipway_model::{Language, Problem, ProblemKind, Sentence};

use super::{
    csv::{self, MOST_BYTES, decode},
    groups::{self, refuse},
    people::PAGE,
    person::tidy,
    preview::{Import, Ledger},
};
use crate::{
    World,
    release::plan::file_name,
    view::{ImportPage, ImportView},
    world::{Answer, Told as _, lock},
};

impl World {
    /// Reads a list from a file and judges its rows. `group`: name of the own group that its people join; empty: none, or as the rows
    /// say. Nothing is kept yet.
    ///
    /// # Errors
    /// A file that cannot be read, is no text, or has more in it than a list may have.
    pub async fn preview_testers(
        &self,
        path: &Path,
        group: &str,
        lang: Language,
    ) -> Answer<ImportView> {
        let (path, source) = (path.to_owned(), file_name(path));
        let read = tokio::task::spawn_blocking(move || -> Result<_, Problem> {
            let bytes = bounded(&path)?;
            let decoded = decode(&bytes)?;
            Ok((csv::read(&decoded.text)?, decoded.encoding))
        });
        let read = read.await.unwrap_or_else(|error| {
            Err(Problem::new(ProblemKind::Ours, Sentence::new("app.failed")).because(&error))
        });
        let (table, encoding) = read.told(lang)?;
        let import = Import::new(source, group, encoding, table);
        self.judged(import).await.told(lang)
    }

    /// The same for text that was pasted.
    ///
    /// # Errors
    /// Text with more in it than a list may have.
    pub async fn preview_tester_text(
        &self,
        text: &str,
        group: &str,
        lang: Language,
    ) -> Answer<ImportView> {
        if text.len() as u64 > MOST_BYTES {
            return Err(too_large()).told(lang);
        }
        let table = csv::read(text).told(lang)?;
        let import = Import::new(String::new(), group, "UTF-8", table);
        self.judged(import).await.told(lang)
    }

    async fn judged(&self, mut import: Import) -> Result<ImportView, Problem> {
        if let Some(says) = groups::wrong(&import.group).filter(|_| !import.group.is_empty()) {
            return Err(refuse(says));
        }
        if import.rows.is_empty() {
            return Err(refuse(Sentence::new("testers.no-rows")));
        }
        import.judge(&self.db.read(Ledger::read).await?);
        let view = import.view();
        lock(&self.imports).keep(Arc::new(import));
        Ok(view)
    }

    /// A stretch of a list's rows. `only`: a status, or empty for all.
    ///
    /// # Errors
    /// A list that is no longer known.
    pub async fn import_rows(
        &self,
        id: &str,
        only: &str,
        from: u32,
        count: u32,
        lang: Language,
    ) -> Answer<ImportPage> {
        let import = self.import(id).told(lang)?;
        let fits = |word: &str| only.is_empty() || word == only;
        let rows = import
            .rows
            .iter()
            .enumerate()
            .filter(|(_, row)| fits(row.status.word()));
        Ok(ImportPage {
            total: rows.clone().count() as u32,
            from,
            rows: rows
                .skip(from as usize)
                .take(count.min(PAGE) as usize)
                .map(|(place, row)| import.row_view(place, row, lang))
                .collect(),
        })
    }

    /// Puts other words in place of a row's and judges the list anew.
    ///
    /// # Errors
    /// A list or row that is not known.
    pub async fn mend_import_row(
        &self,
        id: &str,
        row: u32,
        email: &str,
        first_name: &str,
        last_name: &str,
        lang: Language,
    ) -> Answer<ImportView> {
        let mut import = Import::clone(&*self.import(id).told(lang)?);
        let place = (row as usize).checked_sub(1);
        let Some(row) = place.and_then(|place| import.rows.get_mut(place)) else {
            return Err(gone()).told(lang);
        };
        row.mend(email, first_name, last_name);
        self.judged(import).await.told(lang)
    }

    /// Names another own group for the rows that name none, and judges the list anew.
    ///
    /// # Errors
    /// A list that is not known, or a name that is too long.
    pub async fn import_into(&self, id: &str, group: &str, lang: Language) -> Answer<ImportView> {
        let mut import = Import::clone(&*self.import(id).told(lang)?);
        import.group = tidy(group);
        self.judged(import).await.told(lang)
    }

    /// Lets go of a list that is not wanted.
    pub fn drop_import(&self, id: &str) {
        lock(&self.imports).forget(id);
    }

    pub(super) fn import(&self, id: &str) -> Result<Arc<Import>, Problem> {
        lock(&self.imports).find(id).ok_or_else(gone)
    }
}

fn gone() -> Problem {
    Problem::new(ProblemKind::NotFound, Sentence::new("testers.import-gone"))
}

fn too_large() -> Problem {
    let says = Sentence::new("testers.too-large").with("limit", MOST_BYTES >> 20);
    Problem::new(ProblemKind::BadInput, says)
}

fn bounded(path: &Path) -> Result<Vec<u8>, Problem> {
    let read = || -> io::Result<Vec<u8>> {
        let mut bytes = Vec::new();
        File::open(path)?
            .take(MOST_BYTES + 1)
            .read_to_end(&mut bytes)?;
        Ok(bytes)
    };
    let bytes = read().map_err(|error| {
        let says = Sentence::new("testers.unreadable").with("file", file_name(path));
        Problem::new(ProblemKind::BadInput, says).because(&error)
    })?;
    match bytes.len() as u64 > MOST_BYTES {
        true => Err(too_large()),
        false => Ok(bytes),
    }
}
