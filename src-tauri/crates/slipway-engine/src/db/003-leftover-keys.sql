-- Items of the keyring that no account has any more, or not yet: named here before an account moves from one name to another, so that
-- a process that ends in the middle leaves no key behind that nobody knows of. Names only.
CREATE TABLE leftover_keys (
    item TEXT PRIMARY KEY
) STRICT, WITHOUT ROWID;
