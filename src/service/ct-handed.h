/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Comptoir authors */

#pragma once

#include "ct-catalog.h"
#include "ct-entry.h"
#include "ct-uuid.h"

#include <gio/gio.h>

G_BEGIN_DECLS

#define CT_HANDED_MAX_BYTES (1024 * 1024) /* one person is a few hundred */

#define CT_HANDED_ERROR (ct_handed_error_quark ())

typedef enum
{
  CT_HANDED_ERROR_READ,    /* no file, or not to be read */
  CT_HANDED_ERROR_LARGE,   /* one person is not so long */
  CT_HANDED_ERROR_UNKNOWN, /* neither a vCard nor FHIR */
  CT_HANDED_ERROR_BROKEN,  /* one of them, and not whole */
  CT_HANDED_ERROR_NAME,    /* what stands where a name should is none */
  CT_HANDED_ERROR_SEVERAL, /* more than one person: to be imported */
  CT_HANDED_ERROR_ADDRESS, /* an address that says nothing here, or too much */
} CtHandedError;

GQuark   ct_handed_error_quark   (void);
CtEntry *ct_handed_read          (GBytes          *bytes,
                                  const CtCatalog *catalog,
                                  GDateTime       *now,
                                  GError         **error);
GBytes  *ct_handed_load          (const char      *path,
                                  GError         **error);
gboolean ct_handed_parse_address (const char      *address,
                                  CtUuid          *record,
                                  GError         **error);

G_END_DECLS
