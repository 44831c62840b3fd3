/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Comptoir authors */

/* The figures of the truth line; "changed" when one is another than before. */

#include "config.h"

#include "ct-status.h"

struct _CtStatus
{
  GObject         parent_instance;
  CtStatusFigures figures;
};

G_DEFINE_FINAL_TYPE (CtStatus, ct_status, G_TYPE_OBJECT)

enum
{
  SIGNAL_CHANGED,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

static void
ct_status_class_init (CtStatusClass *klass)
{
  signals[SIGNAL_CHANGED] =
    g_signal_new ("changed", CT_TYPE_STATUS, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
ct_status_init (CtStatus *self)
{
}

CtStatus *
ct_status_new (void)
{
  return g_object_new (CT_TYPE_STATUS, NULL);
}

/**
 * ct_status_get:
 *
 * Returns: (transfer none): valid until the next update
 */
const CtStatusFigures *
ct_status_get (CtStatus *self)
{
  return &self->figures;
}

static gboolean
equal (const CtStatusFigures *a, const CtStatusFigures *b)
{
  return a->sender == b->sender && a->unsent == b->unsent && a->oldest == b->oldest
         && a->last_success == b->last_success && a->next_try == b->next_try && a->sending == b->sending
         && a->refused == b->refused && a->damaged == b->damaged;
}

void
ct_status_update (CtStatus *self, const CtStatusFigures *figures)
{
  if (equal (&self->figures, figures))
    return;
  self->figures = *figures;
  g_signal_emit (self, signals[SIGNAL_CHANGED], 0);
}
