-- What a list of releases shows of each, folded from its journal and written together with every line. Made anew from the journal
-- where it is missing, behind, or folded by a program that folded otherwise.
CREATE TABLE summaries (
    release TEXT PRIMARY KEY REFERENCES releases (id),
    form    INTEGER NOT NULL, -- how it was folded
    seq     INTEGER NOT NULL, -- up to which line
    package TEXT NOT NULL,
    title   TEXT NOT NULL,
    began   TEXT NOT NULL,
    ended   TEXT,
    stores  TEXT NOT NULL -- each store and where it stands
) STRICT, WITHOUT ROWID;

CREATE INDEX summaries_by_beginning ON summaries (began DESC, release);
CREATE INDEX summaries_by_package ON summaries (package);
