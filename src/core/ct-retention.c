/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Comptoir authors */

/* How long an accepted record stays here, and by which clock.
 *
 * The days count from the moment the service itself names in the receipt, in UTC: neither
 * this workstation's clock on that day nor summer time moves them. Today is told by the
 * workstation's clock, but not blindly: while the machine runs, the boot clock, which
 * nobody sets, says how much time has passed. A clock that jumps ahead of it is believed
 * only after eight hours of running, so that one set wrong by mistake has time to be
 * noticed; one that is set back does not bring back what is past. What is known is kept
 * with the vault: after a night or a Sunday the workstation's clock is believed, after more
 * it is doubted as long. */

#include "ct-retention.h"

#include <glib.h>

#define DAY_MS  G_GINT64_CONSTANT (86400000)
#define DRIFT   (10 * 60 * 1000)         /* ms that the clock may run ahead of the boot clock */
#define ABSENCE (2 * DAY_MS)             /* the machine was off: a night, a Sunday */
#define DOUBT   (DAY_MS / 3)             /* running time after which a clock that jumped is believed */

/* When the service accepted @row; without its word, when it was validated here. */
static gint64
accepted_at (const CtRow *row)
{
  g_auto (GStrv) parts = g_strsplit (row->receipt, " ", 3);
  g_autoptr (GDateTime) then = g_strv_length (parts) > 1 ? g_date_time_new_from_iso8601 (parts[1], NULL) : NULL;

  return then != NULL ? g_date_time_to_unix (then) * 1000 : ct_entry_get_validated_at (row->entry);
}

/* When @row was done with. */
static gint64
ended_at (const CtRow *row)
{
  const CtConclusion *conclusion = ct_entry_get_conclusion (row->entry);

  return row->state == CT_STATE_CONCLUDED && conclusion != NULL ? conclusion->at : accepted_at (row);
}

/**
 * ct_retention_due_at:
 * @days: 1 to CT_RETENTION_MAX_DAYS; anything else is brought there
 *
 * Returns: ms since 1970 from which @row is to be erased; 0 when it is not to be: only
 *   what the service accepted, or somebody left at that, is ever erased by itself
 */
gint64
ct_retention_due_at (const CtRow *row, guint days)
{
  return ct_state_is_final (row->state) ? ended_at (row) + CLAMP (days, 1, CT_RETENTION_MAX_DAYS) * DAY_MS : 0;
}

/**
 * ct_trusted_time_start:
 * @self: (inout): as it was kept
 * @wall: ms since 1970, by the workstation's clock
 * @boot: ms of the boot clock
 */
void
ct_trusted_time_start (CtTrustedTime *self, gint64 wall, gint64 boot)
{
  gboolean usual = self->at == 0 || wall <= self->at + ABSENCE;
  gboolean same = wall >= self->wall && wall <= self->wall + ABSENCE;

  if (usual)
    self->at = MAX (wall, self->at);
  if (usual || !same)
    self->doubted = 0;
  self->wall = wall;
  self->boot = boot;
}

/**
 * ct_trusted_time_look:
 *
 * To be asked at least every hour.
 *
 * Returns: ms since 1970: so late it is at the least
 */
gint64
ct_trusted_time_look (CtTrustedTime *self, gint64 wall, gint64 boot)
{
  gint64 passed = boot - self->boot;
  gboolean same = ABS (wall - self->wall - passed) <= DRIFT;

  self->at += passed;
  if (wall <= self->at + DRIFT)
    self->doubted = 0;
  else
    self->doubted = same ? self->doubted + passed : 0;
  if (self->doubted == 0 && wall <= self->at + DRIFT)
    self->at = MAX (wall, self->at);
  else if (self->doubted >= DOUBT)
    {
      self->at = wall;
      self->doubted = 0;
    }
  self->wall = wall;
  self->boot = boot;
  return self->at;
}
