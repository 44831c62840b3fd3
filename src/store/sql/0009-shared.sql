-- A counter that works with others (share/ct-server-book.c): what of the records here is on
-- the server, and what is to go there. Without a row in counter all of it stays empty.

CREATE TABLE counter (
  id          INTEGER PRIMARY KEY CHECK (id = 1),
  workstation BLOB NOT NULL CHECK (length (workstation) = 16), -- this one, among those that share
  seen        INTEGER NOT NULL CHECK (seen >= 0)               -- the server's last change that is here
) STRICT;

-- The server's change that a record here was made from, and the counter which made that.
CREATE TABLE shared (
  uuid   BLOB PRIMARY KEY CHECK (length (uuid) = 16),
  change INTEGER NOT NULL CHECK (change > 0),
  home   BLOB NOT NULL CHECK (length (home) = 16)
) STRICT, WITHOUT ROWID;

-- Records that were changed here since; every arrow marks its record in its own transaction
-- (ct-record-table.c: triggers are off, since a file could bring its own).
CREATE TABLE outgoing (
  uuid BLOB PRIMARY KEY CHECK (length (uuid) = 16)
) STRICT, WITHOUT ROWID;
