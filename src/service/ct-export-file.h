/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Comptoir authors */

#pragma once

#include "ct-catalog.h"
#include "ct-fresh-file.h"
#include "ct-professional.h"
#include "ct-secret-bytes.h"

G_BEGIN_DECLS

/* How the records are written. */
typedef struct
{
  gboolean        fhir;         /* a transaction a line; a table otherwise */
  CtCatalog      *catalog;      /* of FHIR, as is the next */
  CtProfessional *professional; /* nullable: nobody is set up */
} CtExportForm;

gboolean ct_export_file_write (CtFreshFile        *file,
                               const CtExportForm *form,
                               GPtrArray          *rows,
                               CtSecretBytes      *passphrase,
                               GError            **error);

G_END_DECLS
