-- Who tests, in which groups, and what became of each person at each store. Personal data: it stays in this file.

CREATE TABLE testers (
    key        TEXT PRIMARY KEY, -- the address without its case
    email      TEXT NOT NULL,    -- as it is sent
    first_name TEXT NOT NULL,
    last_name  TEXT NOT NULL,
    notes      TEXT NOT NULL,
    made       TEXT NOT NULL
) STRICT, WITHOUT ROWID;

-- Groups are the person's own, for every app and store.
CREATE TABLE tester_groups (
    id   TEXT PRIMARY KEY,
    key  TEXT NOT NULL UNIQUE, -- the name without its case
    name TEXT NOT NULL,
    made TEXT NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE tester_members (
    own_group TEXT NOT NULL REFERENCES tester_groups (id) ON DELETE CASCADE,
    person    TEXT NOT NULL REFERENCES testers (key) ON DELETE CASCADE ON UPDATE CASCADE,
    PRIMARY KEY (own_group, person)
) STRICT, WITHOUT ROWID;

CREATE INDEX tester_members_by_person ON tester_members (person);

-- Which of our groups was sent into which group of a store. Stays when our group goes, so that people who are still at the store are known.
CREATE TABLE tester_links (
    package     TEXT NOT NULL,
    store       TEXT NOT NULL,
    store_group TEXT NOT NULL,
    own_group   TEXT NOT NULL,
    release     TEXT NOT NULL, -- the last one
    sent        TEXT NOT NULL, -- when that began
    PRIMARY KEY (package, store, store_group, own_group)
) STRICT, WITHOUT ROWID;

-- The last word on each person in each group of a store, folded from the journal in the transaction of each of its lines. Names and
-- address as they were sent; the person may since have another address here, or be forgotten.
CREATE TABLE tester_sendings (
    package     TEXT NOT NULL,
    store       TEXT NOT NULL,
    store_group TEXT NOT NULL,
    person      TEXT NOT NULL,
    email       TEXT NOT NULL,
    first_name  TEXT NOT NULL,
    last_name   TEXT NOT NULL,
    is_in       INTEGER NOT NULL, -- the store took the person and was not told otherwise since
    first_sent  TEXT,
    last_sent   TEXT,
    state       TEXT NOT NULL,
    problem     TEXT,
    release     TEXT NOT NULL,
    PRIMARY KEY (package, store, store_group, person)
) STRICT, WITHOUT ROWID;

CREATE INDEX tester_sendings_by_person ON tester_sendings (person);

-- How many testers a store said that an app has, beside how many we then knew of.
CREATE TABLE tester_counts (
    package  TEXT NOT NULL,
    store    TEXT NOT NULL,
    there    INTEGER NOT NULL,
    expected INTEGER NOT NULL,
    release  TEXT NOT NULL,
    counted  TEXT NOT NULL,
    PRIMARY KEY (package, store)
) STRICT, WITHOUT ROWID;
