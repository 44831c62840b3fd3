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
  change bigint NOT NULL DEFAULT 0 CHECK (change >= 0), -- the last one; its row's lock puts them in order
  generation bigint NOT NULL DEFAULT 0 CHECK (generation >= 0), -- of the vault's key: another one whenever a workstation is removed
  renewer    uuid,                                              -- who removed the last one, and brings all records under the new key
  epoch      uuid NOT NULL DEFAULT gen_random_uuid (), -- another one when the database was put back to an earlier day: then change means nothing
  -- The one breaker and the one pace of all its senders (service/ct-pace.c).
  failures     bigint NOT NULL DEFAULT 0 CHECK (failures >= 0),  -- in a row
  paused_until timestamptz NOT NULL DEFAULT '-infinity',          -- our own pause: whoever is in a hurry ends it
  asked_until  timestamptz NOT NULL DEFAULT '-infinity',          -- the service's wish: nobody does
  next_claim   timestamptz NOT NULL DEFAULT '-infinity'
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

-- The keys that came after one another when workstations were removed: each for everybody who
-- stayed, sealed for their public key, and vouched for by the key before. Who was away goes through
-- them one by one.
CREATE TABLE comptoir.successor (
  pharmacy    uuid NOT NULL REFERENCES comptoir.pharmacy ON DELETE CASCADE,
  generation  bigint NOT NULL CHECK (generation > 0),
  workstation uuid NOT NULL,
  sealed      bytea NOT NULL,
  mac         bytea NOT NULL CHECK (length (mac) = 32),
  PRIMARY KEY (pharmacy, generation, workstation)
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
ALTER TABLE comptoir.successor ENABLE ROW LEVEL SECURITY;

CREATE POLICY member ON comptoir.pharmacy USING (id = comptoir.mine ());
CREATE POLICY colleagues ON comptoir.workstation FOR SELECT USING (pharmacy = comptoir.mine ());
CREATE POLICY oneself ON comptoir.workstation FOR UPDATE USING (pharmacy = comptoir.mine () AND id = comptoir.me ());
CREATE POLICY own ON comptoir.successor FOR SELECT USING (pharmacy = comptoir.mine () AND workstation = comptoir.me ());
CREATE POLICY read ON comptoir.record FOR SELECT USING (pharmacy = comptoir.mine ());
CREATE POLICY add ON comptoir.record FOR INSERT WITH CHECK (pharmacy = comptoir.mine () AND author = comptoir.me ());
-- A lease changes no author: so the author is the one before, or oneself (comptoir.put ()).
CREATE POLICY change ON comptoir.record FOR UPDATE USING (pharmacy = comptoir.mine ()) WITH CHECK (pharmacy = comptoir.mine ());

-- Whoever goes on with the key before has to fetch the new one first: what is sealed with it is
-- taken from nobody and shown to nobody.
CREATE FUNCTION comptoir.check_generation (a_generation bigint) RETURNS void LANGUAGE plpgsql STABLE SET search_path = comptoir, pg_temp AS $$
BEGIN
  IF NOT EXISTS (SELECT FROM pharmacy WHERE id = mine () AND generation = a_generation) THEN
    RAISE EXCEPTION 'another key' USING ERRCODE = 'CT001';
  END IF;
END $$;

-- One change of a record, made from the change @base (0: there was none). Returns its number, or 0
-- where somebody else was quicker.
CREATE FUNCTION comptoir.put (a_generation bigint, a_uuid uuid, base bigint, a_revision bigint, a_state text, an_attempts bigint, a_next_at bigint,
                              an_exposed boolean, a_cause text, a_receipt text, a_record_key bytea, an_entry bytea, a_body bytea,
                              a_body_sha256 bytea, a_reply bytea, a_mac bytea)
RETURNS bigint LANGUAGE plpgsql SET search_path = comptoir, pg_temp AS $$
DECLARE
  n bigint;
BEGIN
  UPDATE pharmacy SET change = change + 1 WHERE id = mine () RETURNING change INTO n;
  PERFORM check_generation (a_generation); -- behind the row's lock: nobody changes it meanwhile
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

-- What changed behind @behind, the oldest first.
CREATE FUNCTION comptoir.list (a_generation bigint, behind bigint, most bigint) RETURNS SETOF comptoir.record LANGUAGE plpgsql STABLE
SET search_path = comptoir, pg_temp AS $$
BEGIN
  PERFORM check_generation (a_generation);
  RETURN QUERY SELECT * FROM record WHERE pharmacy = mine () AND change > behind ORDER BY change LIMIT most;
END $$;

-- Which records this workstation sends now: leased to it for a minute, to nobody else meanwhile.
-- Its own, and those of a counter that gave no sign of life for a minute, tried five times, or did
-- not try for ten minutes; any, where the user asks. Where a lease went to another before, that one
-- may have sent them: "handed_over". The first row says how the one breaker stands, whatever else
-- there is.
--
-- The fence is put (): who comes back behind its lease changes nothing that another has changed
-- since. What it sent meanwhile were the same bytes under the same number.
--
-- due: ms since 1970, of the workstation's clock, as next_at is; gap: ms to the next claim.
CREATE FUNCTION comptoir.claim (due bigint, most bigint, gap bigint, hurry boolean)
RETURNS TABLE (breaker_failures bigint, paused bigint, asked bigint, record_uuid uuid, handed_over boolean)
LANGUAGE plpgsql SET search_path = comptoir, pg_temp AS $$
#variable_conflict use_column
DECLARE
  p pharmacy;
  t CONSTANT timestamptz := clock_timestamp ();
BEGIN
  SELECT * INTO p FROM pharmacy WHERE id = mine () FOR UPDATE; -- first, as in put (): no two wait for one another
  breaker_failures := p.failures;
  paused := CASE WHEN hurry THEN 0 ELSE extract (epoch FROM GREATEST (p.paused_until, p.next_claim, t) - t) * 1000 END;
  asked := extract (epoch FROM GREATEST (p.asked_until, t) - t) * 1000;
  RETURN NEXT;
  IF paused > 0 OR asked > 0 THEN
    RETURN;
  END IF;
  FOR record_uuid, handed_over IN
    WITH due_now AS (
      SELECT r.uuid, r.leased_by <> me () AS handed_over
        FROM record r LEFT JOIN workstation w ON w.pharmacy = r.pharmacy AND w.id = r.author
       WHERE r.pharmacy = mine () AND r.state IN ('waiting', 'sending', 'unknown') AND (r.next_at <= due OR r.next_at > due + 3600000)
         AND (r.leased_by = me () OR r.leased_till IS NULL OR r.leased_till < t)
         AND (hurry OR r.author = me () OR w.seen_at IS NULL OR w.seen_at < t - interval '1 minute' OR w.removed_at IS NOT NULL
              OR r.attempts >= 5 OR r.next_at < due - 600000)
       ORDER BY r.change LIMIT most FOR UPDATE OF r SKIP LOCKED)
    UPDATE record r SET leased_by = me (), leased_till = t + interval '1 minute'
      FROM due_now d WHERE r.pharmacy = mine () AND r.uuid = d.uuid
    RETURNING r.uuid, COALESCE (d.handed_over, FALSE)
  LOOP
    RETURN NEXT;
  END LOOP;
  IF FOUND THEN
    UPDATE pharmacy SET next_claim = t + make_interval (secs => gap / 1000.0) WHERE id = mine ();
  END IF;
END $$;

-- How the one breaker stands since an answer of the service; times in ms from now.
CREATE FUNCTION comptoir.set_breaker (a_failures bigint, a_pause bigint, a_wish bigint) RETURNS void LANGUAGE sql
SET search_path = comptoir, pg_temp
BEGIN ATOMIC
  UPDATE comptoir.pharmacy
     SET failures = a_failures, paused_until = pg_catalog.now () + pg_catalog.make_interval (secs => a_pause / 1000.0),
         asked_until = GREATEST (asked_until, pg_catalog.now () + pg_catalog.make_interval (secs => a_wish / 1000.0))
   WHERE id = comptoir.mine ();
END;

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
GRANT SELECT ON comptoir.version, comptoir.pharmacy, comptoir.workstation, comptoir.successor, comptoir.record TO comptoir_workstation;
GRANT UPDATE (change, epoch, failures, paused_until, asked_until, next_claim) ON comptoir.pharmacy TO comptoir_workstation;
GRANT UPDATE (public_key, mac, invitation, invited_until, seen_at) ON comptoir.workstation TO comptoir_workstation;
GRANT INSERT, UPDATE ON comptoir.record TO comptoir_workstation;
GRANT EXECUTE ON ALL FUNCTIONS IN SCHEMA comptoir TO comptoir_workstation;
