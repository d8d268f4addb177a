//! People as a list for a spreadsheet, or for a console that takes such lists.

use std::{fs, path::Path};

use slipway_model::{Language, Problem, ProblemKind, Sentence};

use super::{
    csv::{self, Column},
    people,
};
use crate::{
    World,
    world::{Answer, Told as _},
};

impl World {
    /// Writes everybody, or everybody of an own group, to a file; answers how many. `apple`: first name, last name, address, without a
    /// header, as App Store Connect takes them; else address, first name, last name, as Amazon's console does.
    ///
    /// # Errors
    /// When the file cannot be written.
    pub async fn export_testers(
        &self,
        group: Option<String>,
        apple: bool,
        path: &Path,
        lang: Language,
    ) -> Answer<u32> {
        let people = self
            .db
            .read(move |connection| people::all(connection, group.as_deref()))
            .await
            .told(lang)?;
        let cells = people.iter().map(|person| {
            (
                person.email.as_str(),
                person.first_name.as_str(),
                person.last_name.as_str(),
            )
        });
        let order = match apple {
            true => Column::EmailLast,
            false => Column::EmailFirst,
        };
        let written = csv::write(cells, order)
            .map_err(std::io::Error::other)
            .and_then(|bytes| fs::write(path, bytes));
        written
            .map_err(|error| {
                let says = Sentence::new("testers.not-exported").with("path", path.display());
                Problem::new(ProblemKind::BadInput, says).because(&error)
            })
            .told(lang)?;
        Ok(people.len() as u32)
    }
}
