/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Comptoir authors */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Bytes in locked memory, wiped when the last reference goes. */
typedef struct _CtSecretBytes CtSecretBytes;

gboolean       ct_secret_bytes_init   (void);
CtSecretBytes *ct_secret_bytes_new    (gconstpointer  data,
                                       gsize          length);
CtSecretBytes *ct_secret_bytes_random (gsize          length);
CtSecretBytes *ct_secret_bytes_ref    (CtSecretBytes *self);
void           ct_secret_bytes_unref  (CtSecretBytes *self);
guint8        *ct_secret_bytes_data   (CtSecretBytes *self);
gsize          ct_secret_bytes_length (CtSecretBytes *self);
gboolean       ct_secret_bytes_equal  (CtSecretBytes *self,
                                       CtSecretBytes *other);
const char    *ct_secret_bytes_text   (CtSecretBytes *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (CtSecretBytes, ct_secret_bytes_unref)

G_END_DECLS
