-- What several counters of a pharmacy have in common: sealed records, states, revisions, sizes
-- and times. No key is here, and nothing that opens without one. Every table begins with the
-- pharmacy, so that one server carries many, and a distributed one knows by what to divide.
--
-- Each workstation has a role of its own; row-level security gives it its pharmacy's rows and no
-- others. Who administers the server owns all of this, sees it, and can open none of it.

CREATE SCHEMA comptoir;
REVOKE ALL ON SCHEMA comptoir FROM PUBLIC;

CREATE TABLE comptoir.version (
  number integer NOT NULL
);

CREATE TABLE comptoir.pharmacy (
  id     uuid PRIMARY KEY,                             -- of the vault
  change bigint NOT NULL DEFAULT 0 CHECK (change >= 0) -- the last one; its row's lock puts them in order
);

CREATE TABLE comptoir.workstation (
  pharmacy      uuid NOT NULL REFERENCES comptoir.pharmacy ON DELETE CASCADE,
  id            uuid NOT NULL,
  role          name NOT NULL UNIQUE,
  label         text NOT NULL CHECK (length (label) BETWEEN 1 AND 40), -- "Comptoir 2"; nobody's name
  public_key    bytea CHECK (length (public_key) = 32),   -- X25519; NULL while it is invited
  mac           bytea CHECK (length (mac) = 32),          -- of id and key, under the vault's
  invitation    bytea,                                    -- the master key, sealed for the one-time code
  invited_until timestamptz,
  seen_at       timestamptz,
  removed_at    timestamptz,
  PRIMARY KEY (pharmacy, id),
  CHECK ((public_key IS NULL) = (mac IS NULL))
);

CREATE TABLE comptoir.record (
  pharmacy    uuid NOT NULL REFERENCES comptoir.pharmacy ON DELETE CASCADE,
  uuid        uuid NOT NULL,
  change      bigint NOT NULL CHECK (change > 0),
  author      uuid NOT NULL,                              -- the workstation that made it
  revision    bigint NOT NULL CHECK (revision >= 1),
  state       text NOT NULL CHECK (state IN ('draft', 'waiting', 'sending', 'unknown', 'accepted', 'refused', 'conflict',
                                             'stuck', 'concluded', 'gone')),
  attempts    bigint NOT NULL CHECK (attempts >= 0),
  next_at     bigint NOT NULL,                            -- ms since 1970
  exposed     boolean NOT NULL,
  cause       text NOT NULL,
  receipt     text NOT NULL,
  record_key  bytea,
  entry       bytea,
  body        bytea,
  body_sha256 bytea,
  reply       bytea,
  mac         bytea NOT NULL CHECK (length (mac) = 32),   -- also of what is gone: a server cannot say so
  leased_by   uuid,                                       -- who may send it now
  leased_till timestamptz,
  PRIMARY KEY (pharmacy, uuid),
  CHECK ((state = 'gone') = (entry IS NULL)),
  CHECK ((state = 'gone') = (record_key IS NULL))
);

CREATE UNIQUE INDEX record_change ON comptoir.record (pharmacy, change);
CREATE INDEX record_to_send ON comptoir.record (pharmacy, change) WHERE state IN ('waiting', 'unknown', 'sending');

-- Who asks, by the role that logged in: nothing a client says can change it.
CREATE FUNCTION comptoir.me () RETURNS uuid LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp
BEGIN ATOMIC
  SELECT w.id FROM comptoir.workstation w WHERE w.role = session_user AND w.removed_at IS NULL;
END;

CREATE FUNCTION comptoir.mine () RETURNS uuid LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp
BEGIN ATOMIC
  SELECT w.pharmacy FROM comptoir.workstation w WHERE w.role = session_user AND w.removed_at IS NULL;
END;

ALTER TABLE comptoir.pharmacy ENABLE ROW LEVEL SECURITY;
ALTER TABLE comptoir.workstation ENABLE ROW LEVEL SECURITY;
ALTER TABLE comptoir.record ENABLE ROW LEVEL SECURITY;

CREATE POLICY member ON comptoir.pharmacy USING (id = comptoir.mine ());
CREATE POLICY colleagues ON comptoir.workstation FOR SELECT USING (pharmacy = comptoir.mine ());
CREATE POLICY oneself ON comptoir.workstation FOR UPDATE USING (pharmacy = comptoir.mine () AND id = comptoir.me ());
CREATE POLICY read ON comptoir.record FOR SELECT USING (pharmacy = comptoir.mine ());
CREATE POLICY add ON comptoir.record FOR INSERT WITH CHECK (pharmacy = comptoir.mine () AND author = comptoir.me ());
-- A lease changes no author: so the author is the one before, or oneself (comptoir.put ()).
CREATE POLICY change ON comptoir.record FOR UPDATE USING (pharmacy = comptoir.mine ()) WITH CHECK (pharmacy = comptoir.mine ());

-- One change of a record, made from the change @base (0: there was none). Returns its number, or 0
-- where somebody else was quicker.
CREATE FUNCTION comptoir.put (a_uuid uuid, base bigint, a_revision bigint, a_state text, an_attempts bigint, a_next_at bigint,
                              an_exposed boolean, a_cause text, a_receipt text, a_record_key bytea, an_entry bytea, a_body bytea,
                              a_body_sha256 bytea, a_reply bytea, a_mac bytea)
RETURNS bigint LANGUAGE plpgsql SET search_path = comptoir, pg_temp AS $$
DECLARE
  n bigint;
BEGIN
  UPDATE pharmacy SET change = change + 1 WHERE id = mine () RETURNING change INTO n;
  IF base = 0 THEN
    INSERT INTO record (pharmacy, uuid, change, author, revision, state, attempts, next_at, exposed, cause, receipt, record_key,
                        entry, body, body_sha256, reply, mac)
    VALUES (mine (), a_uuid, n, me (), a_revision, a_state, an_attempts, a_next_at, an_exposed, a_cause, a_receipt, a_record_key,
            an_entry, a_body, a_body_sha256, a_reply, a_mac)
    ON CONFLICT DO NOTHING;
  ELSE
    UPDATE record SET (change, author, revision, state, attempts, next_at, exposed, cause, receipt, record_key, entry, body,
                       body_sha256, reply, mac)
      = (n, me (), a_revision, a_state, an_attempts, a_next_at, an_exposed, a_cause, a_receipt, a_record_key, an_entry, a_body,
         a_body_sha256, a_reply, a_mac)
    WHERE pharmacy = mine () AND uuid = a_uuid AND change = base;
  END IF;
  RETURN CASE WHEN FOUND THEN n ELSE 0 END;
END $$;

-- Tells the counters of this pharmacy that something changed; who hears it asks for what.
CREATE FUNCTION comptoir.tell () RETURNS void LANGUAGE sql SET search_path = comptoir, pg_temp
BEGIN ATOMIC
  SELECT pg_catalog.pg_notify ('comptoir ' || comptoir.mine (), '');
END;

REVOKE ALL ON ALL FUNCTIONS IN SCHEMA comptoir FROM PUBLIC;

-- What every workstation may; which rows, the policies above say. Roles belong to the whole
-- server: another database of it may have this one already.
DO $$
BEGIN
  IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'comptoir_workstation') THEN
    CREATE ROLE comptoir_workstation NOLOGIN;
  END IF;
END $$;

GRANT USAGE ON SCHEMA comptoir TO comptoir_workstation;
GRANT SELECT ON comptoir.version, comptoir.pharmacy, comptoir.workstation, comptoir.record TO comptoir_workstation;
GRANT UPDATE (change) ON comptoir.pharmacy TO comptoir_workstation;
GRANT UPDATE (public_key, mac, invitation, invited_until, seen_at) ON comptoir.workstation TO comptoir_workstation;
GRANT INSERT, UPDATE ON comptoir.record TO comptoir_workstation;
GRANT EXECUTE ON ALL FUNCTIONS IN SCHEMA comptoir TO comptoir_workstation;
