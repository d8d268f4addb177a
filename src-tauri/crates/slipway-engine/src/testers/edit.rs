//! One person, typed by hand, changed or forgotten.

use jiff::Timestamp;
use rusqlite::{Transaction, params};
use slipway_model::{Language, Problem, ProblemKind, Sentence};

use super::{
    email,
    groups::{self, no_such_group, refuse},
    people::{self, join},
    person::{NAME_LIMIT, NOTES_LIMIT, key, tidy},
};
use crate::{
    World,
    db::Stamp,
    view::{PersonEdit, PersonView},
    world::{Answer, Told as _},
};

impl World {
    /// Records somebody new, or changes what is recorded. Stores where the person is are not told: there the old address stays.
    ///
    /// # Errors
    /// No address, a name that is too long, an address that somebody else has, or nobody of that key.
    pub async fn save_tester(&self, edit: PersonEdit, lang: Language) -> Answer<PersonView> {
        let now = self.now();
        let saved = match typed(edit) {
            Ok(edit) => {
                let saved = self.db.write(move |tx| save(tx, &edit, now)).await;
                saved.map_err(Problem::from).flatten()
            }
            Err(says) => Err(refuse(says)),
        };
        self.tell_changed();
        saved.told(lang)
    }

    /// Forgets a person here: address, names, notes, groups, and where they were sent. Stores keep them, and the records of past
    /// releases keep what was sent.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn forget_tester(&self, person: &str, lang: Language) -> Answer<()> {
        let key = key(person);
        let forgotten = self.db.write(move |tx| {
            tx.execute("DELETE FROM testers WHERE key = ?1", [&key])?;
            tx.execute("DELETE FROM tester_sendings WHERE person = ?1", [&key])
        });
        let forgotten = forgotten.await.map(drop);
        self.tell_changed();
        forgotten.told(lang)
    }
}

fn typed(edit: PersonEdit) -> Result<PersonEdit, Sentence> {
    let address = email::read(&edit.email);
    let edit = PersonEdit {
        key: key(&edit.key),
        email: address.email,
        first_name: tidy(&edit.first_name),
        last_name: tidy(&edit.last_name),
        notes: tidy(&edit.notes),
        group: edit.group,
    };
    let wrong = email::wrong(&edit.email)
        .or_else(|| too_long(&edit.first_name, &edit.last_name, &edit.notes));
    match wrong {
        Some(says) => Err(says),
        None => Ok(edit),
    }
}

/// What is too long to be kept.
pub(super) fn too_long(first_name: &str, last_name: &str, notes: &str) -> Option<Sentence> {
    let over = |text: &str, limit: usize| text.chars().count() > limit;
    if over(first_name, NAME_LIMIT) || over(last_name, NAME_LIMIT) {
        return Some(Sentence::new("testers.name-too-long").with("limit", NAME_LIMIT));
    }
    over(notes, NOTES_LIMIT)
        .then(|| Sentence::new("testers.notes-too-long").with("limit", NOTES_LIMIT))
}

fn save(
    tx: &Transaction<'_>,
    edit: &PersonEdit,
    now: Timestamp,
) -> rusqlite::Result<Result<PersonView, Problem>> {
    let new_key = key(&edit.email);
    let taken = edit.key != new_key && people::one(tx, &new_key)?.is_some();
    if taken {
        let says = Sentence::new("testers.email-taken").with("email", &edit.email);
        return Ok(Err(Problem::new(ProblemKind::AlreadyThere, says)));
    }
    if !edit.group.is_empty() && groups::find(tx, &edit.group)?.is_none() {
        return Ok(Err(no_such_group()));
    }
    if edit.key.is_empty() {
        tx.execute(
            "INSERT INTO testers (key, email, first_name, last_name, notes, made) VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
            params![new_key, edit.email, edit.first_name, edit.last_name, edit.notes, Stamp(now)],
        )?;
    } else {
        let changed = tx.execute(
            "UPDATE testers SET key = ?2, email = ?3, first_name = ?4, last_name = ?5, notes = ?6 WHERE key = ?1",
            params![edit.key, new_key, edit.email, edit.first_name, edit.last_name, edit.notes],
        )?;
        if changed == 0 {
            return Ok(Err(no_such_person()));
        }
    }
    if !edit.group.is_empty() {
        join(tx, &edit.group, &new_key)?;
    }
    Ok(people::one(tx, &new_key)?.ok_or_else(no_such_person))
}

pub(super) fn no_such_person() -> Problem {
    Problem::new(
        ProblemKind::NotFound,
        Sentence::new("testers.no-such-person"),
    )
}
