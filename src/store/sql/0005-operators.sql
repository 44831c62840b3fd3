-- Who works at this counter: initials, roles and what their PINs are checked against, in
-- one envelope, so that nobody is taken out of it or put into it alone.

CREATE TABLE roster (
  id         INTEGER PRIMARY KEY CHECK (id = 1),
  revision   INTEGER NOT NULL CHECK (revision >= 1),
  roster_key BLOB NOT NULL,
  envelope   BLOB NOT NULL
) STRICT;
