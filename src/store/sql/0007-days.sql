-- Figures of the days whose records are erased: counts, and the numbers of the records for
-- the list for billing, each day in an envelope of its own; kept as long as the audit chain.

CREATE TABLE day (
  day      INTEGER PRIMARY KEY,                     -- days since 1970, as the counter's clock had them
  uuid     BLOB NOT NULL CHECK (length (uuid) = 16),
  revision INTEGER NOT NULL CHECK (revision >= 1),
  day_key  BLOB NOT NULL,
  envelope BLOB NOT NULL
) STRICT;

-- The story of one record, of a year's lines.
CREATE INDEX audit_record ON audit (record) WHERE record IS NOT NULL;
