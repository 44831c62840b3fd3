/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Comptoir authors */

#pragma once

#include "ct-catalog.h"
#include "ct-date.h"
#include "ct-entry.h"

G_BEGIN_DECLS

/* Who was tested. Empty strings are NULL; dates without a year are none. */
typedef struct
{
  char   *birth_name;  /* capitals */
  char   *used_name;   /* capitals, nullable */
  GStrv   first_names;
  CtDate  birth_date;
  char    sex;         /* 'F', 'M', 'U' */
  char   *nir;         /* 15 characters, nullable */
  char   *address;     /* nullable */
  char   *postal_code; /* nullable outside France */
  char   *town;
  char   *insee;       /* nullable */
  char   *country;     /* ISO 3166-1 alpha-2 */
  char   *phone;       /* E.164, nullable */
  char   *email;       /* nullable */
} CtPerson;

/* One test of one person, complete and valid: only ct_rules_check() makes it,
 * and nobody changes it. */
typedef struct
{
  gatomicrefcount  refs;
  CtPerson         person;
  CtCatalog       *catalog;  /* of the test */
  const CtTest    *test;
  char            *kit_id;   /* JRC id; NULL for a kit that is not in the EU list */
  char            *kit_maker;
  char            *kit_name;
  char            *lot;
  CtDate           kit_expiry;
  GDateTime       *sampled_at;
  char            *symptoms;      /* codes of ct_field_codes(), nullable */
  CtDate           onset_date;
  char            *health_worker; /* nullable */
  char            *residence;     /* nullable */
  gboolean         consent;
  char            *results[CT_MAX_ANALYTES]; /* one for each analyte of the test */
  char            *reason; /* nullable: of an amendment alone */
} CtRecord;

CtRecord *ct_record_new   (void);
CtRecord *ct_record_ref   (CtRecord *self);
void      ct_record_unref (CtRecord *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (CtRecord, ct_record_unref)

G_END_DECLS
