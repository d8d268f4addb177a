//! The testers' room: people and groups of our own, where each was sent, and lists on their way in. Holds addresses and names of people:
//! shown and exported, never logged.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::ProblemView;

/// Which people of the ledger.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct PeopleQuery {
    /// Id of an own group; `None`: everybody.
    pub group: Option<String>,
    /// In address or name; empty: all.
    pub search: String,
    pub from: u32,
    pub count: u32,
}

/// A stretch of a list, for a window that shows only what is in sight.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct PeoplePage {
    pub total: u32,
    pub from: u32,
    pub people: Vec<PersonView>,
}

#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct PersonView {
    /// The address without its case: by this a person is named in every call.
    pub key: String,
    pub email: String,
    pub first_name: String,
    pub last_name: String,
    pub notes: String,
    /// Names of the own groups.
    pub groups: Vec<String>,
    /// In how many groups of stores, as far as we know.
    pub sent_to: u32,
    /// How many groups of stores refused the person the last time.
    pub refused_by: u32,
}

/// What a person types about a tester.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct PersonEdit {
    /// Whom; empty: somebody new.
    pub key: String,
    pub email: String,
    pub first_name: String,
    pub last_name: String,
    pub notes: String,
    /// Id of the own group that somebody new joins; empty: none.
    pub group: String,
}

/// A group of our own, for every app and store.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct OwnGroup {
    pub id: String,
    pub name: String,
    pub people: u32,
    /// Groups of stores into which it was sent.
    pub places: Vec<TesterPlace>,
}

/// One group at one store for one app, and how our records stand against it.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct TesterPlace {
    pub app: String,
    pub app_label: String,
    pub store: String,
    pub store_name: String,
    pub mark: String,
    pub store_group: String,
    /// Ids of the own groups that were sent there.
    pub groups: Vec<String>,
    pub last_sent: Option<Timestamp>,
    /// The last release that sent people there.
    pub release: String,
    /// In our groups and never taken by the store.
    pub recorded: u32,
    /// At the store as they are here.
    pub there: u32,
    /// At the store under other names than here.
    pub changed: u32,
    /// No longer in our groups, still active at the store.
    pub left: u32,
    pub refused: u32,
    pub unclear: u32,
    /// Different people of this app at this store, over all its groups, by our records.
    pub people_of_app: u32,
    /// How many the store takes; `None`: not documented.
    pub most_people: Option<u32>,
    /// That the store counts others than we do, with both numbers.
    pub count_says: Option<String>,
    /// What to do about those who are still active there, where there are any.
    pub left_says: Option<String>,
}

/// Which people of one place.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct PlaceQuery {
    pub app: String,
    pub store: String,
    pub store_group: String,
    /// One word of [`PlacedPerson::standing`]; empty: all.
    pub only: String,
    pub from: u32,
    pub count: u32,
}

#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct PlacePage {
    pub total: u32,
    pub from: u32,
    pub people: Vec<PlacedPerson>,
}

/// One person in one group of a store.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct PlacedPerson {
    pub key: String,
    /// As it was sent, else as it is here.
    pub email: String,
    pub first_name: String,
    pub last_name: String,
    pub app: String,
    pub store: String,
    pub store_name: String,
    pub store_group: String,
    /// `recorded`, `there`, `changed`, `left`, `refused`, `unclear`.
    pub standing: String,
    pub standing_label: String,
    /// What to do about it, where there is something.
    pub advice: Option<String>,
    /// When the store first took the person.
    pub first_sent: Option<Timestamp>,
    pub last_sent: Option<Timestamp>,
    /// What became of the last sending, a word of a release's row; empty: never sent.
    pub state: String,
    pub state_label: String,
    pub problem: Option<ProblemView>,
    pub release: Option<String>,
}

/// One person, and every place where they were sent.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct PersonStanding {
    pub person: PersonView,
    pub places: Vec<PlacedPerson>,
}

/// A store that takes testers, and what it cannot do.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct TesterStore {
    pub store: String,
    pub name: String,
    pub mark: String,
    /// The store's own word for it, e.g. `TestFlight`.
    pub program: String,
    /// Names of the accounts that are set up.
    pub accounts: Vec<String>,
    pub lists: bool,
    pub removes: bool,
    pub sends_mail: bool,
    pub internal_groups: bool,
    pub public_links: bool,
    pub wants_certificate: bool,
    pub most_people: Option<u32>,
    pub group_name_limit: Option<u32>,
    /// A build can go to tester groups and to nobody else.
    pub takes_builds: bool,
    /// What it cannot do, each with what the person does instead.
    pub cannot: Vec<String>,
}

/// A tester group as the store has it now.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct StoreGroup {
    pub id: String,
    pub name: String,
    pub internal: bool,
    pub people: Option<u32>,
    pub public_link: Option<String>,
    pub takes_every_build: bool,
}

/// Own groups on their way into a group of a store.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct TesterSend {
    /// Package of the app.
    pub app: String,
    pub store: String,
    /// Empty: the one that was used last, or the only one.
    pub account: String,
    /// Ids of own groups.
    pub groups: Vec<String>,
    /// Name of the store's group that all of them go into; empty: each into one of its own name.
    pub store_group: String,
    /// The store's own id of that group, where it is known.
    pub store_group_id: Option<String>,
    pub internal: bool,
    /// Takes those out who are still there and in none of our groups any more, or those of `people`.
    pub removes: bool,
    /// Keys of the people who are taken out; empty: all who are left there.
    pub people: Vec<String>,
    /// A build that lends its certificate; empty: none.
    pub build: String,
    /// PEM or the base64 of its DER, where no build carries it.
    pub certificate: String,
}

/// A list on its way in, judged row by row against the ledger. Nothing is kept yet.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct ImportView {
    /// Names it in the calls that follow.
    pub id: String,
    /// Name of the file; empty: pasted.
    pub source: String,
    /// Own group that people join whose row names none; empty: none.
    pub group: String,
    pub encoding: String,
    /// `,`, `;` or a tab.
    pub delimiter: String,
    /// How the columns were told: `header`, `email-first`, `email-last`, `email-only`.
    pub layout: String,
    pub rows: u32,
    pub new: u32,
    pub recorded: u32,
    pub name_changes: u32,
    pub invalid: u32,
    pub duplicates: u32,
    /// Rows by which somebody joins a group, new or not.
    pub joins: u32,
}

#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct ImportPage {
    pub total: u32,
    pub from: u32,
    pub rows: Vec<ImportRow>,
}

#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct ImportRow {
    /// From 1; names the row when it is mended, and in *duplicate of row n*.
    pub row: u32,
    /// Line of the file.
    pub line: u32,
    pub email: String,
    pub first_name: String,
    pub last_name: String,
    pub group: String,
    /// `new`, `recorded`, `name-changes`, `invalid`, `duplicate`.
    pub status: String,
    /// The status in words, with the reason.
    pub says: String,
    /// The row puts the person into its group.
    pub joins: bool,
    /// Other own groups that the person is in.
    pub also_in: Vec<String>,
}

/// What an import did.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Imported {
    pub added: u32,
    pub renamed: u32,
    /// Memberships that are new.
    pub joined: u32,
    pub unchanged: u32,
    /// Rows that could not be taken.
    pub left_out: u32,
    /// Ids of the groups that the rows named.
    pub groups: Vec<String>,
}
