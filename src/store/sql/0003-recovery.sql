-- A second door to the vault, for the day its keyring is lost (vault/ct-key-slot.c), and
-- room for the slot of a key that is about to take the place of the one in the keyring.

ALTER TABLE vault ADD COLUMN ring_next BLOB;       -- as ring, under the key to come
ALTER TABLE vault ADD COLUMN recovery BLOB;        -- the master key, sealed for the recovery code
ALTER TABLE vault ADD COLUMN recovery_public BLOB; -- the code's public half
ALTER TABLE vault ADD COLUMN recovery_mac BLOB;    -- ties both to the vault
