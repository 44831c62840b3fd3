/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Comptoir authors */

/* What the service knows us by: a secret it gave, or a key of our own. Either is the
 * same item of the keyring. */

#include "config.h"

#include "ct-credential.h"

#include "ct-client-key.h"

/**
 * ct_credential_make_key:
 *
 * Returns: (transfer full) (nullable): a new private key, to be kept in the keyring
 */
CtSecretBytes *
ct_credential_make_key (void)
{
  return ct_client_key_generate ();
}

/**
 * ct_credential_public_key:
 *
 * Returns: (transfer full) (nullable): the public key as a JWK, to be registered with
 *   the service; NULL when @credential is a secret
 */
char *
ct_credential_public_key (CtSecretBytes *credential)
{
  return ct_client_key_is_one (credential) ? ct_client_key_public_jwk (credential) : NULL;
}
