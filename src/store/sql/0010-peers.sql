-- What the other counters are called, as the server last said: a record that was last changed at
-- one of them says where, also while the server is away.

CREATE TABLE peer (
  workstation BLOB PRIMARY KEY CHECK (length (workstation) = 16),
  label       TEXT NOT NULL
) STRICT, WITHOUT ROWID;
