/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Comptoir authors */

/* How a counter comes to a vault that others have: by a code of one use, shown at one of them
 * and typed at the new one. 160 random bits, written as a recovery code is, from which come
 *
 *   who it is        BLAKE2b-128 (code; "CTV1|join|who")     its UUID, and so its role
 *   how it logs in   BLAKE2b-256 (code; "CTV1|join|login")   in hexadecimal, until it has its own
 *   what it opens    BLAKE2b-256 (code; "CTV1|join|seal")    MK, in an envelope that waits for it
 *
 * The server holds the envelope and what a login is checked against; neither opens anything
 * without the code, which never goes there. */

#include "config.h"

#include "ct-invitation.h"

#include "ct-aead.h"
#include "ct-seal.h"

#include <string.h>

#define WHO   "CTV1|join|who"
#define LOGIN "CTV1|join|login"
#define SEAL  "CTV1|join|seal"

static void
derive (guint8 *out, gsize length, CtSecretBytes *code, const char *purpose)
{
  crypto_generichash (out, length, (const guint8 *) purpose, strlen (purpose), ct_secret_bytes_data (code), ct_secret_bytes_length (code));
}

/**
 * ct_invitation_workstation:
 * @code: from ct_recovery_code_random() or _parse()
 *
 * Returns: which workstation the new counter becomes
 */
CtUuid
ct_invitation_workstation (CtSecretBytes *code)
{
  CtUuid uuid;

  derive (uuid.bytes, sizeof uuid.bytes, code, WHO);
  uuid.bytes[6] = (uuid.bytes[6] & 0x0f) | 0x80; /* version 8: of our own making (RFC 9562) */
  uuid.bytes[8] = (uuid.bytes[8] & 0x3f) | 0x80;
  return uuid;
}

/**
 * ct_invitation_password:
 *
 * Returns: (transfer full): a text
 */
CtSecretBytes *
ct_invitation_password (CtSecretBytes *code)
{
  guint8 bytes[32];
  char text[2 * sizeof bytes + 1];
  CtSecretBytes *password;

  derive (bytes, sizeof bytes, code, LOGIN);
  sodium_bin2hex (text, sizeof text, bytes, sizeof bytes);
  password = ct_secret_bytes_new (text, sizeof text - 1);
  sodium_memzero (bytes, sizeof bytes);
  sodium_memzero (text, sizeof text);
  return password;
}

static CtSecretBytes *
seal_key (CtSecretBytes *code)
{
  CtSecretBytes *key = ct_secret_bytes_random (CT_AEAD_KEY);

  derive (ct_secret_bytes_data (key), CT_AEAD_KEY, code, SEAL);
  return key;
}

/**
 * ct_invitation_close:
 *
 * Returns: (transfer full): MK, for who has @code
 */
GBytes *
ct_invitation_close (CtSecretBytes *code, const CtUuid *vault, CtSecretBytes *master)
{
  g_autoptr (CtSecretBytes) key = seal_key (code);
  g_autoptr (GByteArray) ad = ct_aead_associated (SEAL, vault, NULL);
  GByteArray *sealed = g_byte_array_new ();

  ct_aead_close (sealed, ct_secret_bytes_data (key), ad, ct_secret_bytes_data (master), CT_SEAL_KEY_LENGTH);
  return g_byte_array_free_to_bytes (sealed);
}

/**
 * ct_invitation_open:
 *
 * Returns: (transfer full) (nullable): MK; NULL with %CT_SEAL_ERROR_KEY when @sealed was not
 *   closed for @code and @vault
 */
CtSecretBytes *
ct_invitation_open (CtSecretBytes *code, const CtUuid *vault, GBytes *sealed, GError **error)
{
  g_autoptr (CtSecretBytes) key = seal_key (code);
  g_autoptr (CtSecretBytes) master = ct_secret_bytes_random (CT_SEAL_KEY_LENGTH);
  g_autoptr (GByteArray) ad = ct_aead_associated (SEAL, vault, NULL);
  gsize size;
  const guint8 *data = g_bytes_get_data (sealed, &size);

  if (size == CT_SEAL_KEY_LENGTH + CT_AEAD_EXTRA
      && ct_aead_open (ct_secret_bytes_data (master), ct_secret_bytes_data (key), ad, data, size))
    return g_steal_pointer (&master);
  g_set_error_literal (error, CT_SEAL_ERROR, CT_SEAL_ERROR_KEY, "this code is not that of the invitation on the server");
  return NULL;
}
