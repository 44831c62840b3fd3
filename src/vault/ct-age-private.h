/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Comptoir authors */

#pragma once

#include "ct-age.h"

#include <sodium.h>

G_BEGIN_DECLS

#define CT_AGE_FILE_KEY 16
#define CT_AGE_KEY      32
#define CT_AGE_SALT     16
#define CT_AGE_NONCE    16
#define CT_AGE_TAG      crypto_aead_chacha20poly1305_ietf_ABYTES
#define CT_AGE_WRAPPED  (CT_AGE_FILE_KEY + CT_AGE_TAG)
#define CT_AGE_FACTOR   18 /* scrypt's N is 2 to this: 256 MiB and about a second, as age itself takes */
#define CT_AGE_FACTOR_MAX 20 /* what is read: a file must not order gigabytes */
#define CT_AGE_SEALED   (CT_AGE_CHUNK + CT_AGE_TAG)

/* The one recipient of a file: whoever knows the passphrase. */
typedef struct
{
  guint8 salt[CT_AGE_SALT];
  guint  factor;
  guint8 wrapped[CT_AGE_WRAPPED]; /* the file key */
} CtAgeStanza;

/* Which chunk comes next, and under which key. */
typedef struct
{
  guint8 *key;  /* CT_AGE_KEY bytes in locked memory */
  guint8  nonce[crypto_aead_chacha20poly1305_ietf_NPUBBYTES];
} CtAgeStream;

gboolean ct_age_wrap           (CtAgeStanza       *stanza,
                                CtSecretBytes     *passphrase,
                                const guint8      *file_key,
                                GError           **error);
gboolean ct_age_unwrap         (const CtAgeStanza *stanza,
                                CtSecretBytes     *passphrase,
                                guint8            *file_key,
                                GError           **error);
char    *ct_age_header_format  (const CtAgeStanza *stanza);
gboolean ct_age_header_parse   (const char        *header,
                                CtAgeStanza       *stanza);
void     ct_age_header_mac     (const char        *header,
                                const guint8      *file_key,
                                guint8            *mac);
void     ct_age_stream_start   (CtAgeStream       *self,
                                const guint8      *file_key,
                                const guint8      *nonce);
void     ct_age_stream_advance (CtAgeStream       *self,
                                gboolean           last);
gboolean ct_age_fail           (CtAgeError         code,
                                const char        *message,
                                GError           **error);

G_END_DECLS
