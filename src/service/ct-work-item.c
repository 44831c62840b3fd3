/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Comptoir authors */

/* One line of the worklist: the record as it is now, and whether it is the
 * first of its section (the line then bears the section's title). */

#include "config.h"

#include "ct-work-item.h"

struct _CtWorkItem
{
  GObject   parent_instance;
  CtRow    *row;
  gboolean  first;
};

G_DEFINE_FINAL_TYPE (CtWorkItem, ct_work_item, G_TYPE_OBJECT)

enum
{
  SIGNAL_CHANGED,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

static void
ct_work_item_finalize (GObject *object)
{
  ct_row_unref (CT_WORK_ITEM (object)->row);
  G_OBJECT_CLASS (ct_work_item_parent_class)->finalize (object);
}

static void
ct_work_item_class_init (CtWorkItemClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = ct_work_item_finalize;
  signals[SIGNAL_CHANGED] =
    g_signal_new ("changed", CT_TYPE_WORK_ITEM, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
ct_work_item_init (CtWorkItem *self)
{
}

CtWorkItem *
ct_work_item_new (CtRow *row)
{
  CtWorkItem *self = g_object_new (CT_TYPE_WORK_ITEM, NULL);

  self->row = ct_row_ref (row);
  return self;
}

void
ct_work_item_set_row (CtWorkItem *self, CtRow *row)
{
  CtRow *before = self->row;

  self->row = ct_row_ref (row);
  ct_row_unref (before);
  g_signal_emit (self, signals[SIGNAL_CHANGED], 0);
}

void
ct_work_item_set_first (CtWorkItem *self, gboolean first)
{
  if (self->first == first)
    return;
  self->first = first;
  g_signal_emit (self, signals[SIGNAL_CHANGED], 0);
}

gboolean
ct_work_item_is_first (CtWorkItem *self)
{
  return self->first;
}

/**
 * ct_work_item_get_number:
 *
 * Returns: that of a test to be read; 0 for any other record
 */
guint
ct_work_item_get_number (CtWorkItem *self)
{
  return ct_work_item_get_section (self) == CT_SECTION_READING ? ct_entry_get_slot (self->row->entry) : 0;
}

/**
 * ct_work_item_tick:
 *
 * Time went on: what is shown of it may have changed.
 */
void
ct_work_item_tick (CtWorkItem *self)
{
  g_signal_emit (self, signals[SIGNAL_CHANGED], 0);
}

/**
 * ct_work_item_get_row:
 *
 * Returns: (transfer none)
 */
CtRow *
ct_work_item_get_row (CtWorkItem *self)
{
  return self->row;
}

CtSection
ct_work_item_get_section (CtWorkItem *self)
{
  switch (self->row->state)
    {
    case CT_STATE_DRAFT:
      return ct_row_is_unsent (self->row)                  ? CT_SECTION_TO_SEND
             : ct_entry_is_held (self->row->entry)             ? CT_SECTION_TO_CHECK
             : ct_entry_get_due_at (self->row->entry) != 0 ? CT_SECTION_READING
                                                           : CT_SECTION_IN_PROGRESS;
    case CT_STATE_REFUSED:
    case CT_STATE_CONFLICT:
    case CT_STATE_STUCK:
      return CT_SECTION_TO_CORRECT;
    case CT_STATE_ACCEPTED:
      return CT_SECTION_ACCEPTED;
    case CT_STATE_CONCLUDED:
      return CT_SECTION_CONCLUDED;
    case CT_STATE_WAITING:
    case CT_STATE_SENDING:
    case CT_STATE_UNKNOWN:
    case CT_N_STATES:
      break;
    }
  return CT_SECTION_TO_SEND;
}

/**
 * ct_work_item_compare:
 *
 * Orders by section; the oldest first, among accepted records the newest, among
 * tests to be read the one that is due first.
 */
int
ct_work_item_compare (CtWorkItem *a, CtWorkItem *b)
{
  CtSection one = ct_work_item_get_section (a), two = ct_work_item_get_section (b);
  int order = (a->row->seq > b->row->seq) - (a->row->seq < b->row->seq);

  if (one != two)
    return (int) one - (int) two;
  if (one == CT_SECTION_READING)
    {
      gint64 due_a = ct_entry_get_due_at (a->row->entry), due_b = ct_entry_get_due_at (b->row->entry);

      if (due_a != due_b)
        return due_a < due_b ? -1 : 1;
    }
  return one == CT_SECTION_ACCEPTED ? -order : order;
}
