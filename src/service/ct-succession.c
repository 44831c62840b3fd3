/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Comptoir authors */

/* How a counter goes, and the key that comes after: whoever is removed had the vault's key, so
 * that the others need another one.
 *
 *   1 the counter that removes it has all that is on the server
 *   2 server    one transaction: it is out, the next key lies there for each who stays
 *   3 here      all records under that key, in one transaction, and then to the server
 *   4 others    when they next meet the server, before anything else
 *
 * Where it dies behind 2, this counter finds itself at 3 when it next meets the server. */

#define G_LOG_DOMAIN "ct-share"

#include "config.h"

#include "ct-succession.h"

#include "ct-exchange.h"
#include "ct-key-slot.h"
#include "ct-keyring.h"
#include "ct-membership.h"
#include "ct-server-admin.h"
#include "ct-server-book.h"
#include "ct-server-peers.h"

#include <string.h>

#define TRIES 20 /* to find the others quiet for a moment */

/* ---- the store's worker ---- */

typedef struct
{
  CtUuid         workstation;
  CtUuid         vault;
  CtCounter      counter;
  gint64         generation;
  GBytes        *bytes;   /* a public key */
  GBytes        *voucher; /* of that, or of a new key */
  CtSecretBytes *ring_key;
  CtSecretBytes *master;
  GPtrArray     *peers; /* of CtPeer */
  gboolean       offer;
} Call;

static gboolean
vouch (CtRecordBook *book, gpointer data, GError **error)
{
  Call *call = data;

  return ct_record_book_vouch (book, &call->workstation, call->bytes, &call->voucher, error);
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
rekey (CtRecordBook *book, gpointer data, GError **error)
{
  Call *call = data;

  return ct_record_book_rekey (book, call->ring_key, call->master, call->generation, call->voucher, call->offer, error);
}

static gboolean
vouch_master (CtRecordBook *book, gpointer data, GError **error)
{
  Call *call = data;

  return ct_record_book_vouch_master (book, call->master, call->generation, &call->voucher, error);
}

static gboolean
check_voucher (CtRecordBook *book, gpointer data, GError **error)
{
  Call *call = data;

  return ct_record_book_check_voucher (book, &call->workstation, call->bytes, call->voucher, error);
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
  call.voucher = voucher;
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
  voucher = call.voucher;
  return good && ct_server_peers_publish (server, public_key, voucher, error);
}

/* Whether this workstation's key stands there under the key that the records here are under: it
 * may have died between the two.
 *
 * @vouched: (out) */
static gboolean
is_vouched (CtStore *store, CtServer *server, const CtUuid *vault, gboolean *vouched, GError **error)
{
  g_autoptr (GPtrArray) peers = ct_server_peers_list (server, vault, error);

  *vouched = FALSE;
  for (guint i = 0; peers != NULL && i < peers->len; i++)
    {
      const CtPeer *peer = g_ptr_array_index (peers, i);
      Call call = { .workstation = peer->id, .bytes = peer->public_key, .voucher = peer->voucher };

      if (peer->me && peer->public_key != NULL && peer->voucher != NULL)
        *vouched = ct_store_call (store, check_voucher, &call, NULL);
    }
  return peers != NULL;
}

/* What was left undone concerns the next removal: it is no reason not to share now. */
static void
publish_late (CtStore *store, CtServer *server, const char *name)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (CtSecretBytes) secret = look_up_pair (name, &error);

  if (secret == NULL || !publish_again (store, server, secret, &error))
    g_info ("this workstation's key is not vouched for: %s", error->message);
}

/**
 * ct_succession_follow:
 * @server: as this workstation
 *
 * Brings the records here under the key that the others have, where that became another since.
 * At the counter that removed another all of them then go to the server again. Also where nothing
 * became another, this workstation's public key is vouched for afterwards.
 */
gboolean
ct_succession_follow (CtStore *store, CtServer *server, GError **error)
{
  g_autoptr (CtSecretBytes) ring_key = NULL;
  g_autoptr (CtSecretBytes) secret = NULL;
  g_autofree char *name = NULL;
  Call call = { 0 };
  gint64 generation;
  gboolean renews, vouched;

  if (!ct_server_peers_get_generation (server, &generation, &renews, error) || !ct_store_call (store, get_generation, &call, error)
      || !ct_store_call (store, get_vault, &call, error))
    return FALSE;
  if (!is_vouched (store, server, &call.vault, &vouched, error))
    return FALSE;
  if (call.generation == generation && vouched)
    return TRUE;
  if (generation < call.generation)
    {
      g_set_error_literal (error, CT_SERVER_ERROR, CT_SERVER_ERROR_FOREIGN, "the server was put back to a day before a counter was removed");
      return FALSE;
    }
  name = ct_uuid_format (&call.vault);
  name[8] = '\0';
  if (call.generation == generation)
    {
      publish_late (store, server, name);
      return TRUE;
    }
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
 * ct_succession_shut_out:
 * @label: of the counter, or its identifier
 *
 * It gets nothing from the server any more, and what is written from now on is under a key that
 * it never had: here when this returns, at the others when they next meet the server. Done again
 * where it was interrupted behind the server's part, that counter is not found, and whatever is
 * left is done when a counter next meets the server.
 */
gboolean
ct_succession_shut_out (CtStore *store, const CtServerAddress *admin, CtSecretBytes *password, const char *label, GError **error)
{
  g_autoptr (CtServer) server = ct_server_connect (admin, password, NULL, error);
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
  if (own == NULL || !ct_succession_follow (store, own, error) || !ct_exchange_begin (store, own, error)
      || !ct_store_call (store, check_vouchers, &call, error)
      || !ct_store_call (store, get_counter, &call, error) || !ct_store_call (store, get_generation, &call, error))
    return FALSE;
  succession.generation = ++call.generation;
  succession.renewer = call.counter.workstation;
  if (!ct_store_call (store, vouch_master, &call, error))
    return FALSE;
  voucher = call.voucher;
  keys = close_keys (peers, &call.workstation, master, voucher);
  succession.keys = keys;
  return succeed (store, server, own, &call, &succession, error) && ct_store_call (store, note_shut_out, &call, error)
         && ct_succession_follow (store, own, error) && ct_exchange_run (store, own, &report, error);
}
