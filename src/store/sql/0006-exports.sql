-- Files with results that somebody took out of the vault: where they are, by whom, why and
-- until when, each in its envelope, until somebody says that the file is gone.

CREATE TABLE export (
  uuid       BLOB PRIMARY KEY CHECK (length (uuid) = 16),
  export_key BLOB NOT NULL,
  envelope   BLOB NOT NULL
) STRICT, WITHOUT ROWID;
