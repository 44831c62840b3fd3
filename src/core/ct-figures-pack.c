/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Comptoir authors */

/* Figures of days whose records are erased, as bytes for an envelope: counts, how long each
 * took to be accepted, and the numbers of the records for the list for billing. */

#include "config.h"

#include "ct-figures-private.h"

#include <string.h>

static GVariant *
four (const guint *results)
{
  return g_variant_new_fixed_array (G_VARIANT_TYPE_UINT32, results, CT_FIGURES_RESULTS, sizeof *results);
}

static GVariant *
findings (const CtFiguresLot *lot)
{
  return g_variant_new_fixed_array (G_VARIANT_TYPE_UINT32, lot->findings, CT_MAX_ANALYTES * CT_FIGURES_RESULTS, sizeof (guint32));
}

static void
pack_lists (const CtFigures *self, GVariantBuilder *days, GVariantBuilder *lots, GVariantBuilder *list)
{
  for (guint i = 0; i < self->days->len; i++)
    {
      const CtFiguresDay *day = g_ptr_array_index (self->days, i);

      g_variant_builder_add (days, "(xu@au)", ct_date_number (day->day), day->tests, four (day->results));
    }
  for (guint i = 0; i < self->lots->len; i++)
    {
      const CtFiguresLot *lot = g_ptr_array_index (self->lots, i);

      g_variant_builder_add (lots, "(ssu@au@au)", lot->kit, lot->lot, lot->tests, four (lot->results), findings (lot));
    }
  for (guint i = 0; i < self->list->len; i++)
    {
      const CtFiguresTest *test = &g_array_index (self->list, CtFiguresTest, i);

      g_variant_builder_add (list, "(x@ay)", ct_date_number (test->day),
                             g_variant_new_fixed_array (G_VARIANT_TYPE_BYTE, test->uuid.bytes, sizeof test->uuid.bytes, 1));
    }
}

#define PACKED "(uuuauauaxa(xuau)a(ssuauau)a(xay))"

/**
 * ct_figures_pack:
 *
 * Of records that are erased: all of them accepted, cancelled or given up, none of them odd.
 *
 * Returns: (transfer full): for an envelope of its own
 */
GBytes *
ct_figures_pack (const CtFigures *self)
{
  g_auto (GVariantBuilder) days = G_VARIANT_BUILDER_INIT (G_VARIANT_TYPE ("a(xuau)"));
  g_auto (GVariantBuilder) lots = G_VARIANT_BUILDER_INIT (G_VARIANT_TYPE ("a(ssuauau)"));
  g_auto (GVariantBuilder) list = G_VARIANT_BUILDER_INIT (G_VARIANT_TYPE ("a(xay)"));
  g_autoptr (GVariant) packed = NULL;

  pack_lists (self, &days, &lots, &list);
  packed = g_variant_ref_sink (
    g_variant_new ("(uuu@au@au@axa(xuau)a(ssuauau)a(xay))", self->tests, self->accepted, self->cancelled, four (self->results),
                   g_variant_new_fixed_array (G_VARIANT_TYPE_UINT32, self->hours, G_N_ELEMENTS (self->hours), sizeof *self->hours),
                   g_variant_new_fixed_array (G_VARIANT_TYPE_INT64, self->delays->data, self->delays->len, sizeof (gint64)), &days, &lots,
                   &list));
  return g_variant_get_data_as_bytes (packed);
}

/* Returns: whether @array has exactly @n */
static gboolean
take (GVariant *array, guint n, guint *values)
{
  gsize length;
  const guint32 *there = g_variant_get_fixed_array (array, &length, sizeof *there);

  if (length != n)
    return FALSE;
  memcpy (values, there, n * sizeof *values);
  return TRUE;
}

static gboolean
unpack_days (CtFigures *self, GVariant *days)
{
  gboolean good = TRUE;

  for (gsize i = 0; good && i < g_variant_n_children (days); i++)
    {
      CtFiguresDay *day = g_new0 (CtFiguresDay, 1);
      g_autoptr (GVariant) results = NULL;
      gint64 number;

      g_variant_get_child (days, i, "(xu@au)", &number, &day->tests, &results);
      good = number > 0 && number < G_MAXINT32 / 2 && take (results, CT_FIGURES_RESULTS, day->results);
      day->day = good ? ct_date_from_number (number) : (CtDate) { 0 };
      g_ptr_array_add (self->days, day);
    }
  return good;
}

static gboolean
unpack_lots (CtFigures *self, GVariant *lots)
{
  gboolean good = TRUE;

  for (gsize i = 0; good && i < g_variant_n_children (lots); i++)
    {
      CtFiguresLot *lot = g_new0 (CtFiguresLot, 1);
      g_autoptr (GVariant) results = NULL, findings = NULL;

      g_variant_get_child (lots, i, "(ssu@au@au)", &lot->kit, &lot->lot, &lot->tests, &results, &findings);
      good = take (results, CT_FIGURES_RESULTS, lot->results) && take (findings, CT_MAX_ANALYTES * CT_FIGURES_RESULTS, (guint *) lot->findings);
      g_ptr_array_add (self->lots, lot);
    }
  return good;
}

static gboolean
unpack_list (CtFigures *self, GVariant *list)
{
  gboolean good = TRUE;

  for (gsize i = 0; good && i < g_variant_n_children (list); i++)
    {
      CtFiguresTest test = { 0 };
      g_autoptr (GVariant) bytes = NULL;
      gconstpointer data;
      gint64 number;
      gsize length;

      g_variant_get_child (list, i, "(x@ay)", &number, &bytes);
      data = g_variant_get_fixed_array (bytes, &length, 1);
      good = number > 0 && number < G_MAXINT32 / 2 && length == sizeof test.uuid.bytes;
      if (!good)
        break;
      test.day = ct_date_from_number (number);
      memcpy (test.uuid.bytes, data, length);
      g_array_append_val (self->list, test);
    }
  return good;
}

/**
 * ct_figures_unpack:
 *
 * Returns: (transfer full) (nullable): NULL when @packed is not from ct_figures_pack()
 */
CtFigures *
ct_figures_unpack (GBytes *packed)
{
  g_autoptr (GVariant) value = g_variant_ref_sink (g_variant_new_from_bytes (G_VARIANT_TYPE (PACKED), packed, FALSE));
  g_autoptr (GVariant) results = NULL, hours = NULL, delays = NULL, days = NULL, lots = NULL, list = NULL;
  CtFigures *self;
  const gint64 *each;
  gsize n;

  if (!g_variant_is_normal_form (value))
    return NULL;
  self = ct_figures_new ();
  g_variant_get (value, "(uuu@au@au@ax@a(xuau)@a(ssuauau)@a(xay))", &self->tests, &self->accepted, &self->cancelled, &results, &hours, &delays,
                 &days, &lots, &list);
  self->refused = self->tests - MIN (self->accepted, self->tests); /* nothing that waits is erased */
  each = g_variant_get_fixed_array (delays, &n, sizeof *each);
  g_array_append_vals (self->delays, each, (guint) n);
  if (take (results, CT_FIGURES_RESULTS, self->results) && take (hours, G_N_ELEMENTS (self->hours), self->hours) && unpack_days (self, days)
      && unpack_lots (self, lots) && unpack_list (self, list))
    {
      ct_figures_settle (self);
      return self;
    }
  ct_figures_free (self);
  return NULL;
}
