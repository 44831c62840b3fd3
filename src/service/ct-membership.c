/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Comptoir authors */

/* How a counter comes to those that share a server, and goes.
 *
 *   the first  founds: schema, pharmacy, a role of its own; what it has goes there
 *   others     are invited by a counter that is in, and arrive with the code of one use; then
 *              they have a password and an X25519 pair of their own, in their keyrings
 *
 * The administrator's password is used for that and kept nowhere. Whatever is interrupted is
 * done again by the same command; a role that nobody ever logged in with is all that may stay. */

#define G_LOG_DOMAIN "ct-share"

#include "config.h"

#include "ct-membership.h"

#include "ct-exchange.h"
#include "ct-invitation.h"
#include "ct-key-slot.h"
#include "ct-keyring.h"
#include "ct-recovery-code.h"
#include "ct-server-admin.h"
#include "ct-server-book.h"
#include "ct-server-peers.h"
#include "ct-server-schema.h"

#include <string.h>

#define TRIES 20 /* to find the others quiet for a moment */

/* ---- the store's worker ---- */

typedef struct
{
  CtUuid         workstation;
  CtUuid         vault;
  CtSecretBytes *code;
  GBytes        *bytes; /* a public key, which goes in */
  GBytes        *made;  /* a voucher, or an envelope; of a new key, its voucher, which goes in */
  CtCounter      counter;
  gint64         generation;
  CtSecretBytes *ring_key;
  CtSecretBytes *master;
  GPtrArray     *peers; /* of CtPeer */
  gboolean       offer;
} Call;

static gboolean
vouch (CtRecordBook *book, gpointer data, GError **error)
{
  Call *call = data;

  return ct_record_book_vouch (book, &call->workstation, call->bytes, &call->made, error);
}

static gboolean
invite (CtRecordBook *book, gpointer data, GError **error)
{
  Call *call = data;

  return ct_record_book_invite (book, call->code, &call->vault, &call->made, error);
}

static gboolean
join (CtRecordBook *book, gpointer data, GError **error)
{
  return ct_record_book_join (book, &((Call *) data)->workstation, error);
}

static gboolean
get_counter (CtRecordBook *book, gpointer data, GError **error)
{
  return ct_record_book_get_counter (book, &((Call *) data)->counter, error);
}

static gboolean
get_vault (CtRecordBook *book, gpointer data, GError **error)
{
  return ct_record_book_get_vault (book, &((Call *) data)->vault, error);
}

static gboolean
get_generation (CtRecordBook *book, gpointer data, GError **error)
{
  return ct_record_book_get_generation (book, &((Call *) data)->generation, error);
}

static gboolean
set_generation (CtRecordBook *book, gpointer data, GError **error)
{
  return ct_record_book_set_generation (book, ((Call *) data)->generation, error);
}

static gboolean
rekey (CtRecordBook *book, gpointer data, GError **error)
{
  Call *call = data;

  return ct_record_book_rekey (book, call->ring_key, call->master, call->generation, call->made, call->offer, error);
}

static gboolean
vouch_master (CtRecordBook *book, gpointer data, GError **error)
{
  Call *call = data;

  return ct_record_book_vouch_master (book, call->master, call->generation, &call->made, error);
}

/* Of those that stay: only a key that somebody of this vault has vouched for gets the new one. */
static gboolean
check_vouchers (CtRecordBook *book, gpointer data, GError **error)
{
  Call *call = data;

  for (guint i = 0; i < call->peers->len; i++)
    {
      const CtPeer *peer = g_ptr_array_index (call->peers, i);

      if (peer->standing != CT_PEER_MEMBER || ct_uuid_equal (&peer->id, &call->workstation))
        continue;
      if (peer->voucher == NULL || !ct_record_book_check_voucher (book, &peer->id, peer->public_key, peer->voucher, error))
        {
          g_prefix_error (error, "%s: ", peer->label);
          return FALSE;
        }
    }
  return TRUE;
}

static gboolean
note_shut_out (CtRecordBook *book, gpointer data, GError **error)
{
  return ct_record_book_note (book, CT_AUDIT_SHUT_OUT, &((Call *) data)->workstation, error);
}

/* ---- ---- */

/**
 * ct_membership_address:
 * @ca_file: (nullable)
 * @workstation: (nullable): whose role asks; otherwise that of @url
 *
 * Returns: (transfer full) (nullable)
 */
CtServerAddress *
ct_membership_address (const char *url, const char *ca_file, const CtUuid *workstation, GError **error)
{
  CtServerAddress *address = ct_server_address_parse (url, error);

  if (address == NULL)
    return NULL;
  if (ca_file != NULL && *ca_file != '\0')
    address->ca_file = g_strdup (ca_file);
  if (workstation != NULL)
    {
      g_free (address->role);
      address->role = ct_server_admin_role (workstation);
    }
  return address;
}

/**
 * ct_membership_strip:
 *
 * Returns: (transfer full): @address as it is kept in the settings: without a role
 */
char *
ct_membership_strip (const CtServerAddress *address)
{
  g_autofree char *path = g_strconcat ("/", address->database, NULL);

  return g_uri_join (G_URI_FLAGS_NONE, "postgresql", NULL, address->host, (gint) address->port, path, NULL, NULL);
}

static CtServer *
connect_admin (const CtServerAddress *admin, CtSecretBytes *password, GError **error)
{
  return ct_server_connect (admin, password, NULL, error);
}

/**
 * ct_membership_migrate:
 *
 * Sets the server up, or brings it to this version.
 */
gboolean
ct_membership_migrate (const CtServerAddress *admin, CtSecretBytes *password, GError **error)
{
  g_autoptr (CtServer) server = connect_admin (admin, password, error);

  return server != NULL && ct_server_schema_migrate (server, error);
}

/* A text of 64 hexadecimal digits. */
static CtSecretBytes *
as_hex (CtSecretBytes *secret)
{
  static const char digits[] = "0123456789abcdef";
  const guint8 *bytes = ct_secret_bytes_data (secret);
  gsize length = ct_secret_bytes_length (secret);
  CtSecretBytes *text = ct_secret_bytes_random (2 * length);
  char *to = (char *) ct_secret_bytes_data (text);

  for (gsize i = 0; i < length; i++)
    {
      to[2 * i] = digits[bytes[i] >> 4];
      to[2 * i + 1] = digits[bytes[i] & 15];
    }
  return text;
}

/* What a workstation logs in with, and what others will seal for it: in its keyring before the
 * server hears of either.
 *
 * Returns: (transfer full) (nullable): the password */
static CtSecretBytes *
make_login (const CtUuid *vault, GBytes **public_key, GError **error)
{
  g_autoptr (CtSecretBytes) random = ct_secret_bytes_random (32);
  g_autoptr (CtSecretBytes) password = as_hex (random);
  g_autoptr (CtSecretBytes) pair = ct_key_slot_new_pair (public_key);
  g_autoptr (CtSecretBytes) key = as_hex (pair);
  g_autofree char *name = ct_uuid_format (vault);

  name[8] = '\0';
  if (ct_keyring_store (CT_KEYRING_SERVER_LOGIN, name, password, NULL, error)
      && ct_keyring_store (CT_KEYRING_EXCHANGE_KEY, name, key, NULL, error))
    return g_steal_pointer (&password);
  g_clear_pointer (public_key, g_bytes_unref);
  return NULL;
}

/* Open, and of no others yet. */
static gboolean
works_alone (CtStore *store, GError **error)
{
  Call call = { 0 };

  if (!ct_store_call (store, get_counter, &call, error))
    return FALSE;
  if (ct_uuid_is_null (&call.counter.workstation))
    return TRUE;
  g_set_error_literal (error, CT_SERVER_ERROR, CT_SERVER_ERROR_REFUSED, "this counter shares its records already: see comptoirctl server status");
  return FALSE;
}

static gboolean
settle_in (CtStore *store, CtServer *server, const CtUuid *workstation, CtSecretBytes *password, GBytes *public_key, GError **error)
{
  Call call = { .workstation = *workstation, .bytes = public_key };
  g_autoptr (GBytes) voucher = NULL;
  gboolean good = ct_store_call (store, vouch, &call, error);

  voucher = call.made;
  return good && ct_server_peers_settle_in (server, password, public_key, voucher, error) && ct_store_call (store, join, &call, error);
}

/**
 * ct_membership_found:
 * @store: open, and working alone
 * @admin: as a role that may make roles
 * @label: what this counter is called
 *
 * The first counter: the server is set up, and what is here goes there from now on.
 */
gboolean
ct_membership_found (CtStore *store, const CtServerAddress *admin, CtSecretBytes *password, const char *label, GError **error)
{
  g_autoptr (CtServer) server = works_alone (store, error) ? connect_admin (admin, password, error) : NULL;
  g_autoptr (CtServer) own = NULL;
  g_autoptr (CtServerAddress) address = g_new0 (CtServerAddress, 1);
  g_autoptr (CtSecretBytes) login = NULL;
  g_autoptr (GBytes) public_key = NULL;
  Call call = { .workstation = ct_uuid_random () };
  gboolean good = server != NULL && ct_server_schema_migrate (server, error) && ct_store_call (store, get_vault, &call, error);

  login = good ? make_login (&call.vault, &public_key, error) : NULL;
  if (login == NULL || !ct_store_call (store, get_generation, &call, error)
      || !ct_server_admin_add_pharmacy (server, &call.vault, call.generation, error))
    return FALSE;
  address->role = ct_server_admin_add_workstation (server, &call.vault, &call.workstation, label, login, NULL, error);
  if (address->role == NULL)
    return FALSE;
  address->host = g_strdup (admin->host);
  address->port = admin->port;
  address->database = g_strdup (admin->database);
  address->ca_file = g_strdup (admin->ca_file);
  own = ct_server_connect (address, login, NULL, error);
  return own != NULL && settle_in (store, own, &call.workstation, NULL, public_key, error);
}

/**
 * ct_membership_invite:
 * @label: what the counter to come is called
 *
 * Returns: (transfer full) (nullable): the code to be typed there within a day, as it is written
 */
CtSecretBytes *
ct_membership_invite (CtStore *store, const CtServerAddress *admin, CtSecretBytes *password, const char *label, GError **error)
{
  g_autoptr (CtServer) server = connect_admin (admin, password, error);
  g_autoptr (CtSecretBytes) code = ct_recovery_code_random ();
  g_autoptr (CtSecretBytes) login = ct_invitation_password (code);
  g_autoptr (GBytes) envelope = NULL;
  g_autofree char *role = NULL;
  Call call = { .workstation = ct_invitation_workstation (code), .code = code };

  if (server == NULL || !ct_store_call (store, invite, &call, error))
    return NULL;
  envelope = call.made;
  role = ct_server_admin_add_workstation (server, &call.vault, &call.workstation, label, login, envelope, error);
  return role != NULL ? ct_recovery_code_format (code) : NULL;
}

/**
 * ct_membership_arrive:
 * @address: its role is that of the code
 * @code: from ct_recovery_code_parse()
 * @arrival: (out caller-allocates): for ct_arrival_by_code_clear(), whatever is returned
 *
 * Fetches what waits there for who has @code.
 */
gboolean
ct_membership_arrive (const CtServerAddress *address, CtSecretBytes *code, CtArrivalByCode *arrival, GError **error)
{
  g_autoptr (CtSecretBytes) login = ct_invitation_password (code);
  g_autoptr (GBytes) envelope = NULL;

  *arrival = (CtArrivalByCode) { .server = ct_server_connect (address, login, NULL, error) };
  if (arrival->server == NULL || !ct_server_book_open (arrival->server, &arrival->vault, &arrival->workstation, error))
    return FALSE;
  envelope = ct_server_peers_invited (arrival->server, error);
  if (envelope != NULL)
    arrival->master = ct_invitation_open (code, &arrival->vault, envelope, error);
  return arrival->master != NULL;
}

/**
 * ct_membership_stay:
 * @store: open, with the vault of @arrival
 *
 * A password and a key pair of its own; the code is used up. What is there comes in from now on.
 */
gboolean
ct_membership_stay (CtStore *store, CtArrivalByCode *arrival, GError **error)
{
  g_autoptr (GBytes) public_key = NULL;
  g_autoptr (CtSecretBytes) login = NULL;
  Call call = { 0 };

  if (!ct_server_peers_get_generation (arrival->server, &call.generation, NULL, error) || !ct_store_call (store, set_generation, &call, error))
    return FALSE;
  login = make_login (&arrival->vault, &public_key, error);
  return login != NULL && settle_in (store, arrival->server, &arrival->workstation, login, public_key, error);
}

/* Labels are people's words: two counters may have the same. */
static gboolean
find_peer (GPtrArray *peers, const char *label, CtUuid *workstation, GError **error)
{
  guint found = 0;

  for (guint i = 0; i < peers->len; i++)
    {
      const CtPeer *peer = g_ptr_array_index (peers, i);
      g_autofree char *id = ct_uuid_format (&peer->id);

      if (peer->standing == CT_PEER_REMOVED || (!g_str_equal (peer->label, label) && !g_str_equal (id, label)))
        continue;
      *workstation = peer->id;
      found++;
    }
  if (found != 1)
    g_set_error (error, CT_SERVER_ERROR, CT_SERVER_ERROR_REFUSED,
                 found == 0 ? "there is no counter “%s”: see comptoirctl server status" : "there is more than one counter “%s”: give its identifier", label);
  return found == 1;
}

static gboolean
is_other (CtStore *store, const CtUuid *workstation, GError **error)
{
  Call call = { 0 };

  if (!ct_store_call (store, get_counter, &call, error))
    return FALSE;
  if (!ct_uuid_equal (&call.counter.workstation, workstation))
    return TRUE;
  g_set_error_literal (error, CT_SERVER_ERROR, CT_SERVER_ERROR_REFUSED, "this is the counter you are at: remove it from another one");
  return FALSE;
}

/* The secret half of this workstation's pair. */
static CtSecretBytes *
look_up_pair (const char *name, GError **error)
{
  g_autoptr (CtSecretBytes) text = ct_keyring_lookup (CT_KEYRING_EXCHANGE_KEY, name, NULL, error);
  const char *digits = text != NULL ? ct_secret_bytes_text (text) : "";
  gsize length = strlen (digits);
  CtSecretBytes *secret;

  if (text == NULL)
    return NULL;
  secret = ct_secret_bytes_random (MAX (length / 2, 1));
  for (gsize i = 0; i + 1 < length; i += 2)
    ct_secret_bytes_data (secret)[i / 2] = (guint8) (g_ascii_xdigit_value (digits[i]) << 4 | g_ascii_xdigit_value (digits[i + 1]));
  return secret;
}

static CtSecretBytes *
look_up_ring_key (const char *name, GError **error)
{
  g_autoptr (CtSecretBytes) line = ct_keyring_lookup (CT_KEYRING_RING_KEY, name, NULL, error);
  g_auto (CtRingItem) item = { 0 };

  if (line == NULL || !ct_keyring_parse_ring_key (line, name, &item, error))
    return NULL;
  return ct_secret_bytes_ref (item.key);
}

/* One key on. */
static gboolean
rekey_once (CtStore *store, CtServer *server, CtSecretBytes *secret, CtSecretBytes *ring_key, gint64 generation, gboolean offer, GError **error)
{
  g_autoptr (GBytes) sealed = NULL;
  g_autoptr (GBytes) voucher = NULL;
  g_autoptr (CtSecretBytes) master = NULL;
  Call call = { .generation = generation, .ring_key = ring_key, .offer = offer };

  if (!ct_server_peers_get_successor (server, generation, &sealed, &voucher, error))
    return FALSE;
  master = ct_key_slot_open_pair (secret, sealed, error);
  call.master = master;
  call.made = voucher;
  return master != NULL && ct_store_call (store, rekey, &call, error);
}

/* The others seal the next key only for who is vouched for by this one. */
static gboolean
publish_again (CtStore *store, CtServer *server, CtSecretBytes *secret, GError **error)
{
  g_autoptr (GBytes) public_key = ct_key_slot_pair_public (secret);
  g_autoptr (GBytes) voucher = NULL;
  Call call = { .bytes = public_key };
  gboolean good = ct_store_call (store, get_counter, &call, error);

  call.workstation = call.counter.workstation;
  good = good && ct_store_call (store, vouch, &call, error);
  voucher = call.made;
  return good && ct_server_peers_publish (server, public_key, voucher, error);
}

/**
 * ct_membership_rekey:
 * @server: as this workstation
 *
 * Brings the records here under the key that the others have, where that became another since.
 * At the counter that removed another all of them then go to the server again.
 */
gboolean
ct_membership_rekey (CtStore *store, CtServer *server, GError **error)
{
  g_autoptr (CtSecretBytes) ring_key = NULL;
  g_autoptr (CtSecretBytes) secret = NULL;
  g_autofree char *name = NULL;
  Call call = { 0 };
  gint64 generation;
  gboolean renews;

  if (!ct_server_peers_get_generation (server, &generation, &renews, error) || !ct_store_call (store, get_generation, &call, error)
      || !ct_store_call (store, get_vault, &call, error))
    return FALSE;
  if (call.generation == generation)
    return TRUE;
  if (generation < call.generation)
    {
      g_set_error_literal (error, CT_SERVER_ERROR, CT_SERVER_ERROR_FOREIGN, "the server was put back to a day before a counter was removed");
      return FALSE;
    }
  name = ct_uuid_format (&call.vault);
  name[8] = '\0';
  secret = look_up_pair (name, error);
  ring_key = secret != NULL ? look_up_ring_key (name, error) : NULL;
  if (ring_key == NULL)
    return FALSE;
  while (call.generation < generation)
    if (!rekey_once (store, server, secret, ring_key, ++call.generation, renews, error))
      return FALSE;
  return publish_again (store, server, secret, error);
}

/* For everybody who stays, this counter among them. */
static GPtrArray *
close_keys (GPtrArray *peers, const CtUuid *leaves, CtSecretBytes *master, GBytes *voucher)
{
  GPtrArray *keys = g_ptr_array_new_with_free_func ((GDestroyNotify) ct_server_key_free);

  for (guint i = 0; i < peers->len; i++)
    {
      const CtPeer *peer = g_ptr_array_index (peers, i);
      CtServerKey *key;

      if (peer->standing != CT_PEER_MEMBER || ct_uuid_equal (&peer->id, leaves))
        continue;
      key = g_new0 (CtServerKey, 1);
      key->workstation = peer->id;
      key->sealed = ct_key_slot_close_public (peer->public_key, master);
      key->voucher = g_bytes_ref (voucher);
      g_ptr_array_add (keys, key);
    }
  return keys;
}

/* This counter, as a workstation, beside who administers. */
static CtServer *
connect_own (CtStore *store, const CtServerAddress *admin, const CtUuid *vault, GError **error)
{
  g_autoptr (CtServerAddress) own = g_new0 (CtServerAddress, 1);
  g_autoptr (CtSecretBytes) login = NULL;
  g_autoptr (CtServer) server = NULL;
  g_autofree char *name = ct_uuid_format (vault);
  Call call = { 0 };
  CtUuid pharmacy, workstation;

  name[8] = '\0';
  login = ct_keyring_lookup (CT_KEYRING_SERVER_LOGIN, name, NULL, error);
  if (login == NULL || !ct_store_call (store, get_counter, &call, error))
    return NULL;
  own->host = g_strdup (admin->host);
  own->port = admin->port;
  own->database = g_strdup (admin->database);
  own->ca_file = g_strdup (admin->ca_file);
  own->role = ct_server_admin_role (&call.counter.workstation);
  server = ct_server_connect (own, login, NULL, error);
  return server != NULL && ct_server_book_open (server, &pharmacy, &workstation, error) ? g_steal_pointer (&server) : NULL;
}

/* With all that is under the key before on this disk, where it can be renewed: whoever writes to
 * the server between the two makes it be done again.
 *
 * @call: with the workstation that goes, and the key that comes */
static gboolean
succeed (CtStore *store, CtServer *admin, CtServer *own, Call *call, CtServerSuccession *succession, GError **error)
{
  for (guint i = 0; i < TRIES; i++)
    {
      g_autoptr (GError) local = NULL;
      CtExchange report;

      if (!ct_exchange_run (store, own, &report, error) || !ct_store_call (store, get_counter, call, error))
        return FALSE;
      succession->seen = call->counter.seen;
      if (ct_server_admin_remove_workstation (admin, &call->vault, &call->workstation, succession, &local))
        return TRUE;
      if (!g_error_matches (local, CT_SERVER_ERROR, CT_SERVER_ERROR_OTHER_KEY) || i + 1 == TRIES)
        {
          g_propagate_error (error, g_steal_pointer (&local));
          return FALSE;
        }
    }
  return FALSE;
}

/**
 * ct_membership_shut_out:
 * @label: of the counter, or its identifier
 *
 * It gets nothing from the server any more, and what is written from now on is under a key that
 * it never had: here when this returns, at the others when they next meet the server. Done again
 * where it was interrupted behind the server's part, that counter is not found, and whatever is
 * left is done when a counter next meets the server.
 */
gboolean
ct_membership_shut_out (CtStore *store, const CtServerAddress *admin, CtSecretBytes *password, const char *label, GError **error)
{
  g_autoptr (CtServer) server = connect_admin (admin, password, error);
  g_autoptr (CtServer) own = NULL;
  g_autoptr (CtSecretBytes) master = ct_secret_bytes_random (CT_SEAL_KEY_LENGTH);
  g_autoptr (GPtrArray) peers = NULL;
  g_autoptr (GPtrArray) keys = NULL;
  g_autoptr (GBytes) voucher = NULL;
  CtServerSuccession succession = { 0 };
  CtExchange report;
  Call call = { .master = master };

  if (server == NULL || !ct_store_call (store, get_vault, &call, error))
    return FALSE;
  peers = ct_server_peers_list (server, &call.vault, error);
  call.peers = peers;
  if (peers == NULL || !find_peer (peers, label, &call.workstation, error) || !is_other (store, &call.workstation, error))
    return FALSE;
  own = connect_own (store, admin, &call.vault, error);
  if (own == NULL || !ct_membership_rekey (store, own, error) || !ct_store_call (store, check_vouchers, &call, error)
      || !ct_store_call (store, get_counter, &call, error) || !ct_store_call (store, get_generation, &call, error))
    return FALSE;
  succession.generation = ++call.generation;
  succession.renewer = call.counter.workstation;
  if (!ct_store_call (store, vouch_master, &call, error))
    return FALSE;
  voucher = call.made;
  keys = close_keys (peers, &call.workstation, master, voucher);
  succession.keys = keys;
  return succeed (store, server, own, &call, &succession, error) && ct_store_call (store, note_shut_out, &call, error)
         && ct_membership_rekey (store, own, error) && ct_exchange_run (store, own, &report, error);
}

void
ct_arrival_by_code_clear (CtArrivalByCode *arrival)
{
  g_clear_pointer (&arrival->master, ct_secret_bytes_unref);
  g_clear_pointer (&arrival->server, ct_server_free);
}
