/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Comptoir authors */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* What a test looks for, and what it is to others. */
typedef struct
{
  char *id;
  char *name;    /* in the workstation's language */
  char *code;    /* of LOINC, for the Observation that is sent */
  char *display; /* LOINC's own words */
  GStrv also;    /* of LOINC: those of others that mean the same, when read */
} CtAnalyte;

/* A kind of test that a pharmacy does: data/catalog/tests.json. */
typedef struct
{
  char      *id;
  char      *name;          /* in the workstation's language */
  char      *specimen;      /* of SNOMED CT */
  char      *specimen_name; /* SNOMED CT's own words */
  char      *other;         /* what stands for a kit of it that is not listed */
  GPtrArray *analytes;      /* of CtAnalyte, at most CT_MAX_ANALYTES: the results' order in form and entry */
} CtTest;

typedef struct
{
  char         *id;     /* JRC device id, of a kit of the EU list */
  char         *label;  /* manufacturer and name, as the EU list writes them */
  char         *maker;
  char         *name;
  gboolean      listed; /* by the EU, now or once: its id is the EU's */
  gboolean      left;   /* the EU's list, which had it */
  const CtTest *test;
} CtKit;

typedef struct
{
  char  postal_code[6];
  char  insee[6];
  char *name;
  guint population;
} CtTown;

typedef struct
{
  char *code; /* ISO 3166-1 alpha-2 */
  char *name; /* English */
} CtCountry;

typedef struct _CtCatalog CtCatalog;

CtCatalog       *ct_catalog_new           (void);
CtCatalog       *ct_catalog_ref           (CtCatalog       *self);
void             ct_catalog_unref         (CtCatalog       *self);
CtTest          *ct_catalog_add_test      (CtCatalog       *self,
                                           const char      *id,
                                           const char      *name,
                                           const char      *other);
void             ct_catalog_add_analyte   (CtCatalog       *self,
                                           const char      *id,
                                           const char      *name,
                                           const char      *code,
                                           const char      *display,
                                           const char * const *also);
void             ct_catalog_look_for      (const CtCatalog *self,
                                           CtTest          *test,
                                           const char      *analyte);
void             ct_catalog_set_specimen  (CtTest          *test,
                                           const char      *code,
                                           const char      *display);
void             ct_catalog_add_kit       (CtCatalog       *self,
                                           const CtTest    *test,
                                           const char      *id,
                                           const char      *maker,
                                           const char      *name);
void             ct_catalog_add_eu_kit    (CtCatalog       *self,
                                           const CtTest    *test,
                                           const char      *id,
                                           const char      *label);
void             ct_catalog_mark_left     (CtCatalog       *self,
                                           const char      *id);
GPtrArray       *ct_catalog_tests         (const CtCatalog *self);
const CtTest    *ct_catalog_test_of_kit   (const CtCatalog *self,
                                           const char      *kit);
guint            ct_catalog_n_results     (const CtCatalog *self,
                                           const char      *kit);
const CtTest    *ct_catalog_test_for      (const CtCatalog *self,
                                           GPtrArray       *analytes);
GPtrArray       *ct_catalog_analytes      (const CtCatalog *self);
const CtAnalyte *ct_catalog_analyte_of    (const CtCatalog *self,
                                           const char      *code);
void             ct_catalog_add_country   (CtCatalog       *self,
                                           const char      *code,
                                           const char      *name);
void             ct_catalog_add_towns     (CtCatalog       *self,
                                           const char      *tsv);
const CtKit     *ct_catalog_find_kit      (const CtCatalog *self,
                                           const char      *id);
GPtrArray       *ct_catalog_kits          (const CtCatalog *self);
const CtCountry *ct_catalog_find_country  (const CtCatalog *self,
                                           const char      *code);
GPtrArray       *ct_catalog_countries     (const CtCatalog *self);
const CtTown    *ct_catalog_towns_of_code (const CtCatalog *self,
                                           const char      *postal_code,
                                           guint           *n);
const CtTown    *ct_catalog_find_town     (const CtCatalog *self,
                                           const char      *postal_code,
                                           const char      *name);
const CtTown    *ct_catalog_town_named    (const CtCatalog *self,
                                           const char      *name);
const CtTown    *ct_catalog_town_of_insee (const CtCatalog *self,
                                           const char      *insee);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (CtCatalog, ct_catalog_unref)

G_END_DECLS
