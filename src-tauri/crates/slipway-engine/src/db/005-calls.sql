-- Calls that a store counts per account and day, as far as they were made from here.
CREATE TABLE calls (
    store   TEXT NOT NULL,
    account TEXT NOT NULL,
    call    TEXT NOT NULL,
    at      TEXT NOT NULL,
    count   INTEGER NOT NULL,
    PRIMARY KEY (store, account, call, at)
) STRICT, WITHOUT ROWID;
