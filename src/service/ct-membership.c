/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Comptoir authors */

/* How a counter comes to those that share a server (ct-succession.c: how one goes).
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

#include "ct-invitation.h"
#include "ct-key-slot.h"
#include "ct-keyring.h"
#include "ct-recovery-code.h"
#include "ct-server-admin.h"
#include "ct-server-book.h"
#include "ct-server-peers.h"
#include "ct-server-schema.h"

#include <string.h>

/* ---- the store's worker ---- */

typedef struct
{
  CtUuid         workstation;
  CtUuid         vault;
  CtSecretBytes *code;
  GBytes        *bytes; /* a public key, which goes in */
  GBytes        *made;  /* a voucher, or an envelope */
  CtCounter      counter;
  gint64         generation;
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
 * @put_back: the database was put back to an earlier day
 *
 * Sets the server up, or brings it to this version.
 */
gboolean
ct_membership_migrate (const CtServerAddress *admin, CtSecretBytes *password, gboolean put_back, GError **error)
{
  g_autoptr (CtServer) server = connect_admin (admin, password, error);

  return server != NULL && ct_server_schema_migrate (server, error) && (!put_back || ct_server_admin_begin_epoch (server, error));
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

void
ct_arrival_by_code_clear (CtArrivalByCode *arrival)
{
  g_clear_pointer (&arrival->master, ct_secret_bytes_unref);
  g_clear_pointer (&arrival->server, ct_server_free);
}
