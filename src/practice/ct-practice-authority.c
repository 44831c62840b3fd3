/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Comptoir authors */

/* A certificate authority of the practice SI-DEP's own, for this machine alone.
 *
 * Made at first start: ca.pem, server.pem and server-key.pem. The authority's
 * private key is never written: it signs one certificate and is forgotten, so
 * nobody can make another that Comptoir would trust. Near its end, all is made
 * anew. */

#define G_LOG_DOMAIN "ct-practice"

#include "config.h"

#include "ct-practice-authority.h"

#include <errno.h>
#include <fcntl.h>
#include <gnutls/crypto.h>
#include <gnutls/gnutls.h>
#include <gnutls/x509.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#define LIFETIME_DAYS 800 /* browsers refuse more than 825 */
#define RENEW_DAYS    30
#define DAY           (24 * 60 * 60)

static gboolean
check (int code, GError **error)
{
  if (code >= 0)
    return TRUE;
  g_set_error (error, G_TLS_ERROR, G_TLS_ERROR_MISC, "certificate: %s", gnutls_strerror (code));
  return FALSE;
}

static gboolean
new_key (gnutls_x509_privkey_t *key, GError **error)
{
  return check (gnutls_x509_privkey_init (key), error)
         && check (gnutls_x509_privkey_generate (*key, GNUTLS_PK_ECDSA, GNUTLS_CURVE_TO_BITS (GNUTLS_ECC_CURVE_SECP256R1), 0),
                   error);
}

static gboolean
new_certificate (gnutls_x509_crt_t *crt, gnutls_x509_privkey_t key, const char *name, GError **error)
{
  guint8 serial[16];
  time_t now = time (NULL);

  if (!check (gnutls_rnd (GNUTLS_RND_NONCE, serial, sizeof serial), error))
    return FALSE;
  serial[0] = (guint8) ((serial[0] & 0x7f) | 0x01); /* positive, not zero */
  return check (gnutls_x509_crt_init (crt), error) && check (gnutls_x509_crt_set_version (*crt, 3), error)
         && check (gnutls_x509_crt_set_serial (*crt, serial, sizeof serial), error)
         && check (gnutls_x509_crt_set_activation_time (*crt, now - DAY), error)
         && check (gnutls_x509_crt_set_expiration_time (*crt, now + LIFETIME_DAYS * (time_t) DAY), error)
         && check (gnutls_x509_crt_set_dn_by_oid (*crt, GNUTLS_OID_X520_COMMON_NAME, 0, name, (unsigned) strlen (name)),
                   error)
         && check (gnutls_x509_crt_set_key (*crt, key), error);
}

static gboolean
name_loopback (gnutls_x509_crt_t crt, GError **error)
{
  static const guint8 v4[] = { 127, 0, 0, 1 };
  static const guint8 v6[16] = { [15] = 1 };

  return check (gnutls_x509_crt_set_subject_alt_name (crt, GNUTLS_SAN_DNSNAME, "localhost", 9, GNUTLS_FSAN_SET), error)
         && check (gnutls_x509_crt_set_subject_alt_name (crt, GNUTLS_SAN_IPADDRESS, v4, sizeof v4, GNUTLS_FSAN_APPEND),
                   error)
         && check (gnutls_x509_crt_set_subject_alt_name (crt, GNUTLS_SAN_IPADDRESS, v6, sizeof v6, GNUTLS_FSAN_APPEND),
                   error);
}

static gboolean
write_private (const char *path, const gnutls_datum_t *pem, GError **error)
{
  g_autofree char *fresh = g_strconcat (path, ".new", NULL);
  int fd = open (fresh, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW, 0600);
  gboolean good = fd >= 0 && write (fd, pem->data, pem->size) == (ssize_t) pem->size && fsync (fd) == 0;

  if (fd >= 0)
    good = close (fd) == 0 && good;
  if (good && rename (fresh, path) == 0)
    return TRUE;
  g_set_error (error, G_IO_ERROR, (int) g_io_error_from_errno (errno), "%s: %s", path, g_strerror (errno));
  return FALSE;
}

typedef struct
{
  char *ca, *server, *key;
} Paths;

static gboolean
save (gnutls_x509_crt_t ca, gnutls_x509_crt_t server, gnutls_x509_privkey_t key, const Paths *paths, GError **error)
{
  gnutls_datum_t ca_pem = { 0 }, server_pem = { 0 }, key_pem = { 0 };
  gboolean good = check (gnutls_x509_crt_export2 (ca, GNUTLS_X509_FMT_PEM, &ca_pem), error)
                  && check (gnutls_x509_crt_export2 (server, GNUTLS_X509_FMT_PEM, &server_pem), error)
                  && check (gnutls_x509_privkey_export2_pkcs8 (key, GNUTLS_X509_FMT_PEM, NULL, GNUTLS_PKCS_PLAIN, &key_pem),
                            error)
                  && write_private (paths->key, &key_pem, error) && write_private (paths->server, &server_pem, error)
                  && write_private (paths->ca, &ca_pem, error);

  gnutls_free (ca_pem.data);
  gnutls_free (server_pem.data);
  gnutls_free (key_pem.data);
  return good;
}

static gboolean
make (const Paths *paths, GError **error)
{
  gnutls_x509_privkey_t ca_key = NULL, key = NULL;
  gnutls_x509_crt_t ca = NULL, server = NULL;
  gboolean good;

  good = new_key (&ca_key, error) && new_key (&key, error)
         && new_certificate (&ca, ca_key, "Comptoir practice authority", error)
         && check (gnutls_x509_crt_set_ca_status (ca, 1), error)
         && check (gnutls_x509_crt_set_key_usage (ca, GNUTLS_KEY_KEY_CERT_SIGN), error)
         && check (gnutls_x509_crt_sign2 (ca, ca, ca_key, GNUTLS_DIG_SHA256, 0), error)
         && new_certificate (&server, key, "Comptoir practice SI-DEP", error) && name_loopback (server, error)
         && check (gnutls_x509_crt_set_key_usage (server, GNUTLS_KEY_DIGITAL_SIGNATURE), error)
         && check (gnutls_x509_crt_set_key_purpose_oid (server, GNUTLS_KP_TLS_WWW_SERVER, 0), error)
         && check (gnutls_x509_crt_sign2 (server, ca, ca_key, GNUTLS_DIG_SHA256, 0), error)
         && save (ca, server, key, paths, error);

  if (ca != NULL)
    gnutls_x509_crt_deinit (ca);
  if (server != NULL)
    gnutls_x509_crt_deinit (server);
  if (ca_key != NULL)
    gnutls_x509_privkey_deinit (ca_key);
  if (key != NULL)
    gnutls_x509_privkey_deinit (key);
  return good;
}

/* Returns: (transfer full) (nullable): what is there, if it lasts long enough */
static GTlsCertificate *
load (const Paths *paths)
{
  g_autoptr (GTlsCertificate) certificate = g_tls_certificate_new_from_files (paths->server, paths->key, NULL);
  g_autoptr (GDateTime) until =
    certificate != NULL ? g_tls_certificate_get_not_valid_after (certificate) : NULL;
  g_autoptr (GDateTime) now = g_date_time_new_now_utc ();

  if (until == NULL || g_date_time_difference (until, now) < RENEW_DAYS * G_TIME_SPAN_DAY
      || !g_file_test (paths->ca, G_FILE_TEST_IS_REGULAR))
    return NULL;
  return g_steal_pointer (&certificate);
}

/**
 * ct_practice_authority_certificate:
 * @directory: private, exists
 * @ca_file: (out) (transfer full): what a client has to trust
 *
 * Returns: (transfer full) (nullable): for localhost, 127.0.0.1 and ::1
 */
GTlsCertificate *
ct_practice_authority_certificate (const char *directory, char **ca_file, GError **error)
{
  g_autofree char *ca = g_build_filename (directory, "ca.pem", NULL);
  g_autofree char *server = g_build_filename (directory, "server.pem", NULL);
  g_autofree char *key = g_build_filename (directory, "server-key.pem", NULL);
  const Paths paths = { ca, server, key };
  GTlsCertificate *certificate = load (&paths);

  if (certificate == NULL && make (&paths, error))
    certificate = g_tls_certificate_new_from_files (server, key, error);
  if (certificate != NULL)
    *ca_file = g_steal_pointer (&ca);
  return certificate;
}
