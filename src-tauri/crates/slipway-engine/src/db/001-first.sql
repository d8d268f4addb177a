-- Instants are RFC 3339 text in UTC. Records are JSON text.

CREATE TABLE apps (
    package TEXT PRIMARY KEY,
    label   TEXT NOT NULL,
    icon    BLOB,             -- PNG of the build that made the app
    picked_icon TEXT,         -- file in the folder of icons that a person chose
    signer  TEXT,             -- SHA-256 of the certificate of the build that made the app
    made    TEXT NOT NULL
) STRICT, WITHOUT ROWID;

-- What a person chose or a store answered once, offered again next time.
CREATE TABLE app_stores (
    package      TEXT NOT NULL,
    store        TEXT NOT NULL,
    store_app_id TEXT,
    account      TEXT NOT NULL DEFAULT '',
    answers      TEXT NOT NULL DEFAULT '{}',
    PRIMARY KEY (package, store)
) STRICT, WITHOUT ROWID;

-- Every version that a store ever took from us, and who had signed it.
CREATE TABLE sent_versions (
    package      TEXT NOT NULL,
    store        TEXT NOT NULL,
    version_code INTEGER NOT NULL,
    release      TEXT NOT NULL,
    signer       TEXT,
    sent         TEXT NOT NULL,
    PRIMARY KEY (package, store, version_code, release)
) STRICT, WITHOUT ROWID;

-- Names and times only; the secrets are in the vault.
CREATE TABLE accounts (
    store      TEXT NOT NULL,
    name       TEXT NOT NULL,
    fields     TEXT NOT NULL, -- field id -> when it was set
    checked_at TEXT,
    probes     TEXT,
    PRIMARY KEY (store, name)
) STRICT, WITHOUT ROWID;

CREATE TABLE releases (
    id     TEXT PRIMARY KEY,
    plan   TEXT NOT NULL UNIQUE, -- a plan starts one release
    began  TEXT NOT NULL,
    orders TEXT NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE events (
    release TEXT NOT NULL REFERENCES releases (id),
    seq     INTEGER NOT NULL,
    time    TEXT NOT NULL,
    event   TEXT NOT NULL,
    PRIMARY KEY (release, seq)
) STRICT, WITHOUT ROWID;

CREATE TABLE reviews (
    package   TEXT NOT NULL,
    store     TEXT NOT NULL,
    account   TEXT NOT NULL,
    release   TEXT,
    submitted TEXT, -- version and time of what we sent
    review    TEXT, -- what the store said last
    problem   TEXT, -- why it did not say anything since
    as_of     TEXT,
    PRIMARY KEY (package, store)
) STRICT, WITHOUT ROWID;

CREATE TABLE settings (
    name  TEXT PRIMARY KEY,
    value TEXT NOT NULL
) STRICT, WITHOUT ROWID;
