-- What the other counters are called, as the server last said: a record that was last changed at
-- one of them says where, also while the server is away.

CREATE TABLE peer (
  workstation BLOB PRIMARY KEY CHECK (length (workstation) = 16),
  label       TEXT NOT NULL
) STRICT, WITHOUT ROWID;

-- The vault's key becomes another when a counter is taken out (ct-record-book-rekey.c): how often
-- it did, and the audit chain's own key, which stays, under the new one.
ALTER TABLE vault ADD COLUMN generation INTEGER NOT NULL DEFAULT 0 CHECK (generation >= 0);
ALTER TABLE vault ADD COLUMN chain BLOB;

-- What a record said when both sides were last the same, under the chain's key: a change on the
-- server that says the same (its seal alone is another) is none.
ALTER TABLE shared ADD COLUMN digest BLOB;

-- Within which the server's numbers of changes mean what they meant (comptoir.pharmacy).
ALTER TABLE counter ADD COLUMN epoch BLOB CHECK (epoch IS NULL OR length (epoch) = 16);
