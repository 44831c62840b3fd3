/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Comptoir authors */

/* A login that no file can give away (SMART Backend Services, RFC 7523): an EC P-384
 * key pair made here. The private key lives in the keyring only, as PKCS #8 in PEM;
 * the service gets the public one (RFC 7517), and with each login a statement signed
 * by ES384 that is good for a few minutes and for one endpoint. */

#define G_LOG_DOMAIN "ct-gateway"

#include "config.h"

#include "ct-client-key.h"

#include "ct-uuid.h"

#include <gnutls/abstract.h>
#include <gnutls/crypto.h>
#include <gnutls/x509.h>
#include <json-glib/json-glib.h>
#include <string.h>

#define BEGIN      "-----BEGIN PRIVATE KEY-----"
#define COORDINATE 48  /* bytes of P-384 */
#define LIFE_S     240 /* SMART allows five minutes */

G_DEFINE_AUTO_CLEANUP_FREE_FUNC (gnutls_privkey_t, gnutls_privkey_deinit, NULL)
G_DEFINE_AUTO_CLEANUP_FREE_FUNC (gnutls_x509_privkey_t, gnutls_x509_privkey_deinit, NULL)

static void
wipe (gnutls_datum_t *datum)
{
  if (datum->data != NULL)
    gnutls_memset (datum->data, 0, datum->size);
  gnutls_free (datum->data);
}

static char *
base64url (gconstpointer data, gsize length)
{
  char *text = g_base64_encode (data, length);

  text[strcspn (text, "=")] = '\0';
  return g_strdelimit (g_strdelimit (text, "+", '-'), "/", '_');
}

/* A number as its @COORDINATE last bytes, whatever zeros the library left or took. */
static void
pad (guint8 out[COORDINATE], const gnutls_datum_t *number)
{
  gsize n = MIN (number->size, COORDINATE);

  memset (out, 0, COORDINATE);
  memcpy (out + COORDINATE - n, number->data + number->size - n, n);
}

/**
 * ct_client_key_generate:
 *
 * Takes a few milliseconds: for a worker, or before there is a window.
 *
 * Returns: (transfer full) (nullable): the private key
 */
CtSecretBytes *
ct_client_key_generate (void)
{
  g_auto (gnutls_privkey_t) key = NULL;
  g_auto (gnutls_x509_privkey_t) x509 = NULL;
  gnutls_datum_t pem = { 0 };
  CtSecretBytes *credential = NULL;

  if (gnutls_privkey_init (&key) == 0
      && gnutls_privkey_generate (key, GNUTLS_PK_ECDSA, GNUTLS_CURVE_TO_BITS (GNUTLS_ECC_CURVE_SECP384R1), 0) == 0
      && gnutls_privkey_export_x509 (key, &x509) == 0
      && gnutls_x509_privkey_export2_pkcs8 (x509, GNUTLS_X509_FMT_PEM, NULL, GNUTLS_PKCS_PLAIN, &pem) == 0)
    credential = ct_secret_bytes_new (pem.data, strlen ((const char *) pem.data));
  wipe (&pem);
  return credential;
}

/**
 * ct_client_key_is_one:
 *
 * Returns: whether @credential is a private key, not a client's secret
 */
gboolean
ct_client_key_is_one (CtSecretBytes *credential)
{
  return g_str_has_prefix (ct_secret_bytes_text (credential), BEGIN);
}

static gnutls_privkey_t
load (CtSecretBytes *credential)
{
  g_auto (gnutls_privkey_t) key = NULL;
  gnutls_datum_t pem = { (guint8 *) ct_secret_bytes_text (credential), (unsigned) ct_secret_bytes_length (credential) };

  if (gnutls_privkey_init (&key) != 0 || gnutls_privkey_import_x509_raw (key, &pem, GNUTLS_X509_FMT_PEM, NULL, 0) != 0)
    return NULL;
  return g_steal_pointer (&key);
}

/* The required members in the order of their names: what a thumbprint is made of
 * (RFC 7638). */
static char *
bare_jwk (gnutls_privkey_t key)
{
  gnutls_datum_t x = { 0 }, y = { 0 }, k = { 0 };
  gnutls_ecc_curve_t curve;
  guint8 bytes[COORDINATE];
  g_autofree char *x_text = NULL;
  g_autofree char *y_text = NULL;

  if (gnutls_privkey_export_ecc_raw (key, &curve, &x, &y, &k) != 0)
    return NULL;
  pad (bytes, &x);
  x_text = base64url (bytes, COORDINATE);
  pad (bytes, &y);
  y_text = base64url (bytes, COORDINATE);
  wipe (&x);
  wipe (&y);
  wipe (&k);
  return curve == GNUTLS_ECC_CURVE_SECP384R1
           ? g_strdup_printf ("{\"crv\":\"P-384\",\"kty\":\"EC\",\"x\":\"%s\",\"y\":\"%s\"}", x_text, y_text)
           : NULL;
}

static char *
thumbprint (const char *bare)
{
  g_autoptr (GChecksum) checksum = g_checksum_new (G_CHECKSUM_SHA256);
  guint8 digest[32];
  gsize length = sizeof digest;

  g_checksum_update (checksum, (const guint8 *) bare, -1);
  g_checksum_get_digest (checksum, digest, &length);
  return base64url (digest, length);
}

/**
 * ct_client_key_public_jwk:
 *
 * Returns: (transfer full) (nullable): what the service has to know, one line of
 *   JSON; NULL when @key is none
 */
char *
ct_client_key_public_jwk (CtSecretBytes *key)
{
  g_auto (gnutls_privkey_t) loaded = load (key);
  g_autofree char *bare = loaded != NULL ? bare_jwk (loaded) : NULL;
  g_autofree char *kid = bare != NULL ? thumbprint (bare) : NULL;

  if (bare == NULL)
    return NULL;
  return g_strdup_printf ("{\"alg\":\"ES384\",\"key_ops\":[\"verify\"],\"kid\":\"%s\",\"use\":\"sig\",%s", kid, bare + 1);
}

static char *
claims (const char *client_id, const char *audience, gint64 now)
{
  CtUuid uuid = ct_uuid_random ();
  g_autofree char *jti = ct_uuid_format (&uuid);
  g_autoptr (JsonObject) object = json_object_new ();
  g_autoptr (JsonNode) node = json_node_new (JSON_NODE_OBJECT);

  json_object_set_string_member (object, "iss", client_id);
  json_object_set_string_member (object, "sub", client_id);
  json_object_set_string_member (object, "aud", audience);
  json_object_set_string_member (object, "jti", jti);
  json_object_set_int_member (object, "iat", now);
  json_object_set_int_member (object, "exp", now + LIFE_S);
  json_node_set_object (node, object);
  return json_to_string (node, FALSE);
}

/* Returns: (nullable): the 96 bytes r, s in base64url */
static char *
sign (gnutls_privkey_t key, const char *text)
{
  gnutls_datum_t data = { (guint8 *) text, (unsigned) strlen (text) }, der = { 0 }, r = { 0 }, s = { 0 };
  guint8 bytes[2 * COORDINATE];
  gboolean good = gnutls_privkey_sign_data2 (key, GNUTLS_SIGN_ECDSA_SHA384, 0, &data, &der) == 0
                  && gnutls_decode_rs_value (&der, &r, &s) == 0;

  if (good)
    {
      pad (bytes, &r);
      pad (bytes + COORDINATE, &s);
    }
  gnutls_free (der.data);
  gnutls_free (r.data);
  gnutls_free (s.data);
  return good ? base64url (bytes, sizeof bytes) : NULL;
}

/**
 * ct_client_key_assertion:
 * @audience: the token endpoint
 * @now: the server's time, seconds since 1970: ours may be wrong
 *
 * Returns: (transfer full) (nullable): a signed JWT, never used twice
 */
char *
ct_client_key_assertion (CtSecretBytes *key, const char *client_id, const char *audience, gint64 now)
{
  g_auto (gnutls_privkey_t) loaded = load (key);
  g_autofree char *bare = loaded != NULL ? bare_jwk (loaded) : NULL;
  g_autofree char *kid = bare != NULL ? thumbprint (bare) : NULL;
  g_autofree char *header = NULL;
  g_autofree char *body = NULL;
  g_autofree char *header_text = NULL;
  g_autofree char *body_text = NULL;
  g_autofree char *signed_text = NULL;
  g_autofree char *signature = NULL;

  if (bare == NULL)
    return NULL;
  header = g_strdup_printf ("{\"alg\":\"ES384\",\"kid\":\"%s\",\"typ\":\"JWT\"}", kid);
  body = claims (client_id, audience, now);
  header_text = base64url (header, strlen (header));
  body_text = base64url (body, strlen (body));
  signed_text = g_strconcat (header_text, ".", body_text, NULL);
  signature = sign (loaded, signed_text);
  return signature != NULL ? g_strconcat (signed_text, ".", signature, NULL) : NULL;
}
