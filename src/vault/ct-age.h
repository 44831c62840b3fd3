/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Comptoir authors */

#pragma once

#include "ct-fresh-file.h"
#include "ct-secret-bytes.h"

G_BEGIN_DECLS

#define CT_AGE_ERROR (ct_age_error_quark ())
#define CT_AGE_CHUNK 65536

typedef enum
{
  CT_AGE_ERROR_DISK,       /* it cannot be read */
  CT_AGE_ERROR_MEMORY,     /* scrypt wants 256 MiB, which are not there */
  CT_AGE_ERROR_FORMAT,     /* this is no file sealed by a passphrase */
  CT_AGE_ERROR_PASSPHRASE, /* another one */
  CT_AGE_ERROR_BROKEN,     /* it was changed, or its end is missing */
} CtAgeError;

typedef struct _CtAgeWriter CtAgeWriter;
typedef struct _CtAgeReader CtAgeReader;

GQuark       ct_age_error_quark   (void);
CtAgeWriter *ct_age_writer_new    (CtFreshFile   *file,
                                   CtSecretBytes *passphrase,
                                   GError       **error);
gboolean     ct_age_writer_write  (CtAgeWriter   *self,
                                   gconstpointer  data,
                                   gsize          length,
                                   GError       **error);
gboolean     ct_age_writer_end    (CtAgeWriter   *self,
                                   GError       **error);
void         ct_age_writer_free   (CtAgeWriter   *self);
CtAgeReader *ct_age_reader_new    (int            fd,
                                   CtSecretBytes *passphrase,
                                   GError       **error);
gboolean     ct_age_reader_read   (CtAgeReader   *self,
                                   const guint8 **data,
                                   gsize         *length,
                                   GError       **error);
void         ct_age_reader_free   (CtAgeReader   *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (CtAgeWriter, ct_age_writer_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (CtAgeReader, ct_age_reader_free)

G_END_DECLS
