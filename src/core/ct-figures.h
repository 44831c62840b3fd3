/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Comptoir authors */

#pragma once

#include "ct-catalog.h"
#include "ct-date.h"
#include "ct-row.h"

G_BEGIN_DECLS

#define CT_FIGURES_RESULTS 4 /* what a result can be, in the order of ct_field_codes (CT_FIELD_RESULT) */

typedef struct
{
  CtDate day;
  guint  tests;
  guint  results[CT_FIGURES_RESULTS];
} CtFiguresDay;

typedef struct
{
  char *kit; /* its code; "other" for one that is not listed */
  char *lot;
  guint tests;
  guint results[CT_FIGURES_RESULTS];                   /* by what each sample came to */
  guint findings[CT_MAX_ANALYTES][CT_FIGURES_RESULTS]; /* of each analyte of the kit's test, in its order */
} CtFiguresLot;

/* Of one thing that is looked for, by whatever test: whether a sore throat is due to a germ
 * tells nothing of Covid. */
typedef struct
{
  const CtAnalyte *analyte;
  guint            tests;
  guint            results[CT_FIGURES_RESULTS];
} CtFiguresAnalyte;

typedef struct
{
  CtUuid uuid;
  CtDate day;
} CtFiguresTest;

/* Counts of some days, and nobody in them. */
typedef struct
{
  guint      tests; /* validated in these days, each counted once however often it was corrected */
  guint      results[CT_FIGURES_RESULTS];
  guint      accepted;
  guint      waiting;   /* on their way, those of unknown fate among them */
  guint      refused;   /* somebody has to mend or decide */
  guint      cancelled; /* beside the tests */
  guint      drafts;    /* not validated, whenever they were begun */
  guint      hours[24];
  gint64     median_ms; /* from validation to acceptance; -1 while nothing was accepted */
  GPtrArray *days;      /* of CtFiguresDay, in order; those with tests alone */
  GPtrArray *lots;      /* of CtFiguresLot, the most used first */
  GArray    *list;      /* of CtFiguresTest: what was counted */
  GPtrArray *odd;       /* of CtUuid: what cannot be counted rightly, so that the totals do not agree */
  GArray    *delays;    /* of gint64, ms: of each that was accepted, in order */
} CtFigures;

CtFigures *ct_figures_count      (GPtrArray       *rows,
                                  CtDate           from,
                                  CtDate           to,
                                  GTimeZone       *zone);
void       ct_figures_add        (CtFigures       *self,
                                  GPtrArray       *others);
GBytes    *ct_figures_pack       (const CtFigures *self);
CtFigures *ct_figures_unpack     (GBytes          *packed);
CtDate     ct_figures_day_of     (const CtRow     *row,
                                  GTimeZone       *zone);
void       ct_figures_free       (CtFigures       *self);
GPtrArray *ct_figures_by_analyte (const CtFigures *self,
                                  const CtCatalog *catalog);
double     ct_figures_positivity (const guint     *results);
gboolean   ct_figures_agree      (const CtFigures *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (CtFigures, ct_figures_free)

G_END_DECLS
