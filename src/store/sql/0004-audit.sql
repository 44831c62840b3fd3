-- Who did what, when, to which record: append-only, each line bound to the one before by
-- a hash under the vault's key (store/ct-audit.c). No name, no number, no result. The
-- newest line of a record holds its MAC, so that a row of an earlier day is seen.

CREATE TABLE audit (
  n      INTEGER PRIMARY KEY CHECK (n >= 1),
  at     INTEGER NOT NULL,                              -- ms since 1970
  actor  TEXT NOT NULL,
  verb   TEXT NOT NULL,
  record BLOB CHECK (record IS NULL OR length(record) = 16),
  detail TEXT NOT NULL,                                 -- a code, or a count
  mac    BLOB CHECK (mac IS NULL OR length(mac) = 32),  -- of the record as it was written
  hash   BLOB NOT NULL CHECK (length(hash) = 32)
) STRICT;

-- Where the chain begins once its oldest lines are past their time.
CREATE TABLE audit_base (
  id   INTEGER PRIMARY KEY CHECK (id = 1),
  n    INTEGER NOT NULL,
  hash BLOB NOT NULL CHECK (length(hash) = 32),
  mac  BLOB NOT NULL CHECK (length(mac) = 32)
) STRICT;

-- What time it was at the least, when it was last looked (core/ct-retention.c).
ALTER TABLE vault ADD COLUMN seen_at INTEGER NOT NULL DEFAULT 0;   -- ms since 1970
ALTER TABLE vault ADD COLUMN seen_wall INTEGER NOT NULL DEFAULT 0; -- by the workstation's clock
ALTER TABLE vault ADD COLUMN doubted INTEGER NOT NULL DEFAULT 0;   -- ms for which the two differed
