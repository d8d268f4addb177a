//! People and groups of testers, where they were sent, and lists on their way in.

use super::{ProblemView, records, sent};

sent! {
    /// Which people of the ledger; `group` is the id of an own group, `null` everybody.
    PeopleQuery {
        group: Option<String>,
        search: String,
        from: u32,
        count: u32,
    }

    /// What a person types about a tester. `key` empty: somebody new; `group`: the own group that they join.
    PersonEdit {
        key: String,
        email: String,
        first_name: String,
        last_name: String,
        notes: String,
        group: String,
    }

    /// Which people of one group at a store; `only`: a standing, or empty for all.
    PlaceQuery {
        app: String,
        store: String,
        store_group: String,
        only: String,
        from: u32,
        count: u32,
    }

    /// Own groups on their way into a group of a store, or people out of it again.
    TesterSend {
        app: String,
        store: String,
        account: String,
        groups: Vec<String>,
        store_group: String,
        store_group_id: Option<String>,
        internal: bool,
        removes: bool,
        people: Vec<String>,
        build: String,
        certificate: String,
    }
}

records! {
    PeoplePage {
        total: u32,
        from: u32,
        people: Vec<PersonView>,
    }

    /// One recorded person; `key` names them in every call.
    PersonView {
        key: String,
        email: String,
        first_name: String,
        last_name: String,
        notes: String,
        groups: Vec<String>,
        sent_to: u32,
        refused_by: u32,
    }

    /// A group of our own, for every app and store.
    OwnGroup {
        id: String,
        name: String,
        people: u32,
        places: Vec<TesterPlace>,
    }

    /// One group at one store for one app, and how our records stand against it.
    TesterPlace {
        app: String,
        app_label: String,
        store: String,
        store_name: String,
        mark: String,
        store_group: String,
        groups: Vec<String>,
        last_sent: Option<String>,
        release: String,
        recorded: u32,
        there: u32,
        changed: u32,
        left: u32,
        refused: u32,
        unclear: u32,
        people_of_app: u32,
        most_people: Option<u32>,
        count_says: Option<String>,
        left_says: Option<String>,
    }

    PlacePage {
        total: u32,
        from: u32,
        people: Vec<PlacedPerson>,
    }

    /// One person in one group of a store. `standing`: `recorded`, `there`, `changed`, `left`, `refused`, `unclear`.
    PlacedPerson {
        key: String,
        email: String,
        first_name: String,
        last_name: String,
        app: String,
        store: String,
        store_name: String,
        store_group: String,
        standing: String,
        standing_label: String,
        advice: Option<String>,
        first_sent: Option<String>,
        last_sent: Option<String>,
        state: String,
        state_label: String,
        problem: Option<ProblemView>,
        release: Option<String>,
    }

    PersonStanding {
        person: PersonView,
        places: Vec<PlacedPerson>,
    }

    /// A store that takes testers, and what it cannot do.
    TesterStore {
        store: String,
        name: String,
        mark: String,
        program: String,
        accounts: Vec<String>,
        lists: bool,
        removes: bool,
        sends_mail: bool,
        internal_groups: bool,
        public_links: bool,
        wants_certificate: bool,
        most_people: Option<u32>,
        group_name_limit: Option<u32>,
        takes_builds: bool,
        cannot: Vec<String>,
    }

    /// A tester group as the store has it now.
    StoreGroup {
        id: String,
        name: String,
        internal: bool,
        people: Option<u32>,
        public_link: Option<String>,
        takes_every_build: bool,
    }

    /// A list on its way in. Nothing is kept yet.
    ImportView {
        id: String,
        source: String,
        group: String,
        encoding: String,
        delimiter: String,
        layout: String,
        rows: u32,
        new: u32,
        recorded: u32,
        name_changes: u32,
        invalid: u32,
        duplicates: u32,
        joins: u32,
    }

    ImportPage {
        total: u32,
        from: u32,
        rows: Vec<ImportRow>,
    }

    /// `status`: `new`, `recorded`, `name-changes`, `invalid`, `duplicate`.
    ImportRow {
        row: u32,
        line: u32,
        email: String,
        first_name: String,
        last_name: String,
        group: String,
        status: String,
        says: String,
        joins: bool,
        also_in: Vec<String>,
    }

    /// What an import did.
    Imported {
        added: u32,
        renamed: u32,
        joined: u32,
        unchanged: u32,
        left_out: u32,
        groups: Vec<String>,
    }
}
