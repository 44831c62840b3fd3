-- One more state: a person said what became of a record. Made anew as in 0002.

CREATE TABLE record_2 (
  seq         INTEGER PRIMARY KEY AUTOINCREMENT,
  uuid        BLOB NOT NULL UNIQUE CHECK (length(uuid) = 16),
  revision    INTEGER NOT NULL CHECK (revision >= 1),
  state       TEXT NOT NULL CHECK (state IN ('draft', 'waiting', 'sending', 'unknown', 'accepted', 'refused', 'conflict',
                                             'stuck', 'concluded')),
  attempts    INTEGER NOT NULL CHECK (attempts >= 0),
  next_at     INTEGER NOT NULL,                           -- ms since 1970
  exposed     INTEGER NOT NULL CHECK (exposed IN (0, 1)), -- a byte of this revision may have left
  cause       TEXT NOT NULL,                              -- code of the last failure, '' for none
  receipt     TEXT NOT NULL,                              -- location, server time and hash, '' before
  record_key  BLOB NOT NULL,
  entry       BLOB NOT NULL,
  body        BLOB,                                       -- the frozen request
  body_sha256 BLOB,
  reply       BLOB,                                       -- reasons of a refusal, or the places of what was accepted
  mac         BLOB NOT NULL CHECK (length(mac) = 32),
  CHECK (state = 'draft' OR (body IS NOT NULL AND length(body_sha256) = 32)),
  CHECK ((state = 'accepted') = (receipt <> ''))
) STRICT;

INSERT INTO record_2 SELECT seq, uuid, revision, state, attempts, next_at, exposed, cause, receipt, record_key, entry,
                            body, body_sha256, reply, mac FROM record ORDER BY seq;
DROP TABLE record;
ALTER TABLE record_2 RENAME TO record;

-- Covers the sender's questions: which is due, when is the next.
CREATE INDEX record_state ON record (state, next_at);
