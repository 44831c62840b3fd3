-- What SQL sees: order, states, times and sizes. Everything about a person is
-- in the sealed columns; mac ties the visible ones to them (vault/ct-seal.c).

CREATE TABLE vault (
  id   INTEGER PRIMARY KEY CHECK (id = 1),
  uuid BLOB NOT NULL CHECK (length(uuid) = 16),
  ring BLOB NOT NULL -- the master key, sealed by the key in the keyring
) STRICT;

CREATE TABLE record (
  seq         INTEGER PRIMARY KEY AUTOINCREMENT,
  uuid        BLOB NOT NULL UNIQUE CHECK (length(uuid) = 16),
  revision    INTEGER NOT NULL CHECK (revision >= 1),
  state       TEXT NOT NULL CHECK (state IN ('draft', 'waiting', 'sending', 'unknown', 'accepted', 'refused')),
  attempts    INTEGER NOT NULL CHECK (attempts >= 0),
  next_at     INTEGER NOT NULL,                           -- ms since 1970
  exposed     INTEGER NOT NULL CHECK (exposed IN (0, 1)), -- a byte of this revision may have left
  cause       TEXT NOT NULL,                              -- code of the last failure, '' for none
  receipt     TEXT NOT NULL,                              -- location, server time and hash, '' before
  record_key  BLOB NOT NULL,
  entry       BLOB NOT NULL,
  body        BLOB,                                       -- the frozen request
  body_sha256 BLOB,
  reply       BLOB,                                       -- reasons of a refusal
  mac         BLOB NOT NULL CHECK (length(mac) = 32),
  CHECK (state = 'draft' OR (body IS NOT NULL AND length(body_sha256) = 32)),
  CHECK ((state = 'accepted') = (receipt <> ''))
) STRICT;

-- Covers the sender's questions: which is due, when is the next.
CREATE INDEX record_state ON record (state, next_at);
