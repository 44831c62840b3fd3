/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Comptoir authors */

/* private_key_jwt at the practice SI-DEP: a key made here, its public half as a
 * JWK, and every claim wrong in turn. */

#include "ct-practice-assertion.h"

#include "wait.h"

#include <gnutls/abstract.h>
#include <gnutls/crypto.h>
#include <gnutls/x509.h>
#include <string.h>

#define AUDIENCE "https://127.0.0.1:1/token"

static gnutls_privkey_t key;

static char *
base64url (const void *data, gsize length)
{
  char *text = g_base64_encode (data, length);

  g_strdelimit (text, "+", '-');
  g_strdelimit (text, "/", '_');
  text[strcspn (text, "=")] = '\0';
  return text;
}

/* gnutls gives integers with a leading zero byte where the sign bit is set. */
static char *
coordinate (const gnutls_datum_t *number)
{
  guint8 bytes[48] = { 0 };
  gsize skip = number->size > 48 ? number->size - 48 : 0;

  memcpy (bytes + 48 - (number->size - skip), number->data + skip, number->size - skip);
  return base64url (bytes, sizeof bytes);
}

static char *
write_jwk (const char *folder)
{
  char *path = g_build_filename (folder, "client.jwk", NULL);
  gnutls_datum_t x, y, k;
  gnutls_ecc_curve_t curve;
  g_autofree char *x_text = NULL;
  g_autofree char *y_text = NULL;
  g_autofree char *jwk = NULL;

  g_assert_cmpint (gnutls_privkey_init (&key), ==, 0);
  g_assert_cmpint (gnutls_privkey_generate2 (key, GNUTLS_PK_ECDSA, GNUTLS_CURVE_TO_BITS (GNUTLS_ECC_CURVE_SECP384R1), 0,
                                             NULL, 0), ==, 0);
  g_assert_cmpint (gnutls_privkey_export_ecc_raw (key, &curve, &x, &y, &k), ==, 0);
  x_text = coordinate (&x);
  y_text = coordinate (&y);
  jwk = g_strdup_printf ("{\"kty\":\"EC\",\"crv\":\"P-384\",\"x\":\"%s\",\"y\":\"%s\"}", x_text, y_text);
  g_assert_true (g_file_set_contents (path, jwk, -1, NULL));
  gnutls_free (x.data);
  gnutls_free (y.data);
  gnutls_free (k.data);
  return path;
}

static char *
sign (const char *header, const char *claims)
{
  g_autofree char *first = base64url (header, strlen (header));
  g_autofree char *second = base64url (claims, strlen (claims));
  g_autofree char *text = g_strconcat (first, ".", second, NULL);
  gnutls_datum_t data = { (unsigned char *) text, (unsigned) strlen (text) }, der, r, s;
  g_autoptr (GByteArray) raw = g_byte_array_new ();
  g_autofree char *signature = NULL;
  g_autofree char *r_text = NULL;
  gsize length;

  g_assert_cmpint (gnutls_privkey_sign_data2 (key, GNUTLS_SIGN_ECDSA_SHA384, 0, &data, &der), ==, 0);
  g_assert_cmpint (gnutls_decode_rs_value (&der, &r, &s), ==, 0);
  for (guint i = 0; i < 2; i++)
    {
      const gnutls_datum_t *number = i == 0 ? &r : &s;
      guint8 bytes[48] = { 0 };
      gsize skip = number->size > 48 ? number->size - 48 : 0;

      length = number->size - skip;
      memcpy (bytes + 48 - length, number->data + skip, length);
      g_byte_array_append (raw, bytes, sizeof bytes);
    }
  signature = base64url (raw->data, raw->len);
  gnutls_free (der.data);
  gnutls_free (r.data);
  gnutls_free (s.data);
  return g_strconcat (text, ".", signature, NULL);
}

static void
test_assertion (void)
{
  g_autofree char *folder = wait_folder ();
  g_autofree char *path = write_jwk (folder);
  g_autoptr (GError) error = NULL;
  CtPracticeAssertion *assertion = ct_practice_assertion_new (path, "client", &error);
  gint64 now = g_get_real_time () / G_USEC_PER_SEC;
  static const char header[] = "{\"alg\":\"ES384\",\"typ\":\"JWT\"}";
  static const char format[] = "{\"iss\":\"%s\",\"sub\":\"%s\",\"aud\":\"%s\",\"jti\":\"%s\",\"exp\":%" G_GINT64_FORMAT "}";
  const struct
  {
    const char *header, *iss, *sub, *aud, *jti;
    gint64      exp;
    gboolean    good;
  } cases[] = {
    { header, "client", "client", AUDIENCE, "1", now + 60, TRUE },
    { header, "client", "client", AUDIENCE, "1", now + 60, FALSE }, /* used */
    { header, "client", "client", AUDIENCE, "2", now + 60, TRUE },
    { header, "other", "client", AUDIENCE, "3", now + 60, FALSE },
    { header, "client", "other", AUDIENCE, "3", now + 60, FALSE },
    { header, "client", "client", "https://elsewhere/token", "3", now + 60, FALSE },
    { header, "client", "client", AUDIENCE, "", now + 60, FALSE },
    { header, "client", "client", AUDIENCE, "3", now - 1, FALSE },
    { header, "client", "client", AUDIENCE, "3", now + 3600, FALSE },
    { "{\"alg\":\"none\"}", "client", "client", AUDIENCE, "3", now + 60, FALSE },
    { "{\"alg\":\"ES256\"}", "client", "client", AUDIENCE, "3", now + 60, FALSE },
  };

  g_assert_no_error (error);
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *claims =
        g_strdup_printf (format, cases[i].iss, cases[i].sub, cases[i].aud, cases[i].jti, cases[i].exp);
      g_autofree char *jwt = sign (cases[i].header, claims);
      g_autofree char *changed = g_strdup (jwt);

      g_test_message ("case %u", i);
      changed[strlen (changed) - 5] = changed[strlen (changed) - 5] == 'A' ? 'B' : 'A';
      g_assert_false (ct_practice_assertion_check (assertion, changed, AUDIENCE));
      g_assert_cmpint (ct_practice_assertion_check (assertion, jwt, AUDIENCE), ==, cases[i].good);
    }
  g_assert_false (ct_practice_assertion_check (assertion, "", AUDIENCE));
  g_assert_false (ct_practice_assertion_check (assertion, "a.b.c", AUDIENCE));
  g_assert_false (ct_practice_assertion_check (assertion, "....", AUDIENCE));
  ct_practice_assertion_free (assertion);
  gnutls_privkey_deinit (key);

  g_assert_true (g_file_set_contents (path, "{\"kty\":\"EC\",\"crv\":\"P-256\"}", -1, NULL));
  g_assert_null (ct_practice_assertion_new (path, "client", &error));
  g_assert_nonnull (error);
  wait_remove (folder);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/assertion/claims", test_assertion);
  return g_test_run ();
}
