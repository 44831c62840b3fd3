/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Comptoir authors */

/* A record's memory; its content is made by ct-rules alone. */

#include "config.h"

#include "ct-record.h"

CtRecord *
ct_record_new (void)
{
  CtRecord *self = g_new0 (CtRecord, 1);

  g_atomic_ref_count_init (&self->refs);
  return self;
}

CtRecord *
ct_record_ref (CtRecord *self)
{
  g_atomic_ref_count_inc (&self->refs);
  return self;
}

void
ct_record_unref (CtRecord *self)
{
  CtPerson *person = &self->person;

  if (!g_atomic_ref_count_dec (&self->refs))
    return;
  g_free (person->birth_name);
  g_free (person->used_name);
  g_strfreev (person->first_names);
  g_free (person->nir);
  g_free (person->address);
  g_free (person->postal_code);
  g_free (person->town);
  g_free (person->insee);
  g_free (person->country);
  g_free (person->phone);
  g_free (person->email);
  g_clear_pointer (&self->catalog, ct_catalog_unref);
  g_free (self->kit_id);
  g_free (self->kit_maker);
  g_free (self->kit_name);
  g_free (self->lot);
  g_clear_pointer (&self->sampled_at, g_date_time_unref);
  g_free (self->symptoms);
  g_free (self->health_worker);
  g_free (self->residence);
  for (guint i = 0; i < CT_MAX_ANALYTES; i++)
    g_free (self->results[i]);
  g_free (self->reason);
  g_free (self);
}
