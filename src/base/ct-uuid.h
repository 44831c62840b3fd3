/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Comptoir authors */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

#define CT_UUID_STRING_SIZE 37

typedef struct
{
  guint8 bytes[16];
} CtUuid;

CtUuid   ct_uuid_random  (void);
CtUuid   ct_uuid_derive  (const CtUuid *space,
                          const char   *name);
gboolean ct_uuid_parse   (const char   *text,
                          CtUuid       *uuid);
char    *ct_uuid_format  (const CtUuid *uuid);
gboolean ct_uuid_equal   (const CtUuid *a,
                          const CtUuid *b);
guint    ct_uuid_hash      (gconstpointer uuid);
gboolean ct_uuid_same      (gconstpointer one,
                            gconstpointer other);
gboolean ct_uuid_is_null (const CtUuid *uuid);

G_END_DECLS
