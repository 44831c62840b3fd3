/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Comptoir authors */

#pragma once

#include "ct-catalog.h"
#include "ct-figures.h"
#include "ct-professional.h"
#include "ct-row.h"

#include <cairo.h>

G_BEGIN_DECLS

typedef enum
{
  CT_PAPER_RESULT,
  CT_PAPER_INTERIM, /* while the service does not answer: with room for a stamp */
  CT_PAPER_SLIP,    /* while the test cannot be read yet: number, time to come back, code */
} CtPaperKind;

typedef enum
{
  CT_PAPER_A4,
  CT_PAPER_A5,
} CtPaperSize;

typedef struct _CtPaper CtPaper;

#define CT_PAPER_ERROR (ct_paper_error_quark ())

typedef enum
{
  CT_PAPER_ERROR_DRAFT, /* nobody has validated it */
  CT_PAPER_ERROR_READ,  /* a slip of what does not wait to be read */
  CT_PAPER_ERROR_PAGE,  /* it cannot be drawn */
} CtPaperError;

GQuark   ct_paper_error_quark (void);
CtPaper *ct_paper_new    (CtPaperKind           kind,
                          const char           *language,
                          const CtRow          *row,
                          const CtCatalog      *catalog,
                          const CtProfessional *professional,
                          GDateTime            *now,
                          gboolean              practice,
                          GError              **error);
CtPaper *ct_paper_new_days (const CtFigures     *figures,
                            CtDate               from,
                            CtDate               to,
                            const char          *language,
                            const CtCatalog     *catalog,
                            const CtProfessional *professional,
                            GDateTime           *now,
                            gboolean             practice);
void     ct_paper_free   (CtPaper              *self);
double   ct_paper_draw   (const CtPaper        *self,
                          cairo_t              *cairo,
                          double                width,
                          double                height);
GBytes  *ct_paper_to_pdf (GPtrArray            *papers,
                          CtPaperSize           size,
                          GError              **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (CtPaper, ct_paper_free)

G_END_DECLS
