/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Comptoir authors */

/* A client that proves who it is by a signed JWT (RFC 7523, SMART Backend
 * Services): ES384, issued by and about the client, for this endpoint, ending
 * within five minutes, each used once. */

#define G_LOG_DOMAIN "ct-practice"

#include "config.h"

#include "ct-practice-assertion.h"

#include "ct-practice-path.h"

#include <gio/gio.h>
#include <gnutls/abstract.h>
#include <gnutls/crypto.h>
#include <string.h>

#define COORDINATE 48 /* bytes of P-384 */
#define MAX_LIFE_S 300

struct _CtPracticeAssertion
{
  char            *client_id;
  gnutls_pubkey_t  key;
  GHashTable      *used; /* of jti */
};

static guint8 *
decode (const char *base64url, gsize *length)
{
  g_autoptr (GString) text = g_string_new (base64url);

  g_strdelimit (text->str, "-", '+');
  g_strdelimit (text->str, "_", '/');
  while (text->len % 4 != 0)
    g_string_append_c (text, '=');
  return g_base64_decode (text->str, length);
}

static gboolean
import_key (CtPracticeAssertion *self, JsonNode *jwk)
{
  const char *x = ct_practice_path_string (jwk, "x"), *y = ct_practice_path_string (jwk, "y");
  g_autofree guint8 *x_bytes = NULL;
  g_autofree guint8 *y_bytes = NULL;
  gsize x_length, y_length;
  gnutls_datum_t x_datum, y_datum;

  if (g_strcmp0 (ct_practice_path_string (jwk, "kty"), "EC") != 0
      || g_strcmp0 (ct_practice_path_string (jwk, "crv"), "P-384") != 0 || x == NULL || y == NULL)
    return FALSE;
  x_bytes = decode (x, &x_length);
  y_bytes = decode (y, &y_length);
  x_datum = (gnutls_datum_t) { x_bytes, (unsigned) x_length };
  y_datum = (gnutls_datum_t) { y_bytes, (unsigned) y_length };
  return gnutls_pubkey_init (&self->key) == 0
         && gnutls_pubkey_import_ecc_raw (self->key, GNUTLS_ECC_CURVE_SECP384R1, &x_datum, &y_datum) == 0;
}

/**
 * ct_practice_assertion_new:
 * @jwk_file: a public EC P-384 key
 *
 * Returns: (transfer full) (nullable)
 */
CtPracticeAssertion *
ct_practice_assertion_new (const char *jwk_file, const char *client_id, GError **error)
{
  CtPracticeAssertion *self;
  g_autofree char *text = NULL;
  g_autoptr (JsonNode) jwk = NULL;
  const char *why;
  gsize length;

  if (!g_file_get_contents (jwk_file, &text, &length, error))
    return NULL;
  self = g_new0 (CtPracticeAssertion, 1);
  self->client_id = g_strdup (client_id);
  self->used = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  jwk = ct_practice_path_parse (text, length, &why);
  if (jwk != NULL && import_key (self, jwk))
    return self;
  g_set_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_DATA, "%s: no public JWK of curve P-384", jwk_file);
  ct_practice_assertion_free (self);
  return NULL;
}

void
ct_practice_assertion_free (CtPracticeAssertion *self)
{
  if (self->key != NULL)
    gnutls_pubkey_deinit (self->key);
  g_hash_table_unref (self->used);
  g_free (self->client_id);
  g_free (self);
}

static JsonNode *
part (const char *base64url)
{
  const char *why;
  gsize length;
  g_autofree guint8 *bytes = decode (base64url, &length);

  return bytes != NULL ? ct_practice_path_parse ((const char *) bytes, length, &why) : NULL;
}

static gboolean
is_signed (CtPracticeAssertion *self, const char *jwt, gsize signed_length, const char *signature)
{
  gsize length;
  g_autofree guint8 *raw = decode (signature, &length);
  gnutls_datum_t data = { (unsigned char *) jwt, (unsigned) signed_length }, der = { 0 };
  gnutls_datum_t r = { raw, COORDINATE }, s = { raw + COORDINATE, COORDINATE };
  gboolean good;

  if (length != 2 * COORDINATE || gnutls_encode_rs_value (&der, &r, &s) != 0)
    return FALSE;
  good = gnutls_pubkey_verify_data2 (self->key, GNUTLS_SIGN_ECDSA_SHA384, 0, &data, &der) >= 0;
  gnutls_free (der.data);
  return good;
}

static gboolean
says_right (CtPracticeAssertion *self, JsonNode *claims, const char *audience)
{
  gint64 now = g_get_real_time () / G_USEC_PER_SEC;
  JsonNode *end = ct_practice_path_node (claims, "exp");
  gint64 exp = end != NULL && JSON_NODE_HOLDS_VALUE (end) ? json_node_get_int (end) : 0;

  return g_strcmp0 (ct_practice_path_string (claims, "iss"), self->client_id) == 0
         && g_strcmp0 (ct_practice_path_string (claims, "sub"), self->client_id) == 0
         && g_strcmp0 (ct_practice_path_string (claims, "aud"), audience) == 0
         && ct_practice_path_string (claims, "jti") != NULL && exp > now && exp <= now + MAX_LIFE_S;
}

/**
 * ct_practice_assertion_check:
 * @audience: the token endpoint's address
 *
 * Returns: whether @jwt proves the client; it counts as used then
 */
gboolean
ct_practice_assertion_check (CtPracticeAssertion *self, const char *jwt, const char *audience)
{
  g_auto (GStrv) parts = g_strsplit (jwt, ".", -1);
  g_autoptr (JsonNode) header = NULL;
  g_autoptr (JsonNode) claims = NULL;

  if (g_strv_length (parts) != 3)
    return FALSE;
  header = part (parts[0]);
  claims = part (parts[1]);
  return header != NULL && claims != NULL && g_strcmp0 (ct_practice_path_string (header, "alg"), "ES384") == 0
         && is_signed (self, jwt, strlen (parts[0]) + 1 + strlen (parts[1]), parts[2])
         && says_right (self, claims, audience)
         && g_hash_table_add (self->used, g_strdup (ct_practice_path_string (claims, "jti")));
}
