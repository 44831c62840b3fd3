/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Comptoir authors */

/* That what this counter and others have is the same: what changes here is told to the line
 * (ct-line.c), and how it stands with the server is what the window asks for. Without a server
 * there is none of this. */

#define G_LOG_DOMAIN "ct-share"

#include "config.h"

#include "ct-synchroniser-private.h"

struct _CtSynchroniser
{
  GObject      parent_instance;
  CtStore     *store;
  CtLine      *line;  /* NULL once closed */
  CtLineState *state; /* as it was last told */
};

G_DEFINE_FINAL_TYPE (CtSynchroniser, ct_synchroniser, G_TYPE_OBJECT)

enum
{
  SIGNAL_CHANGED,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

static void
told (CtLineState *state, gpointer data)
{
  CtSynchroniser *self = data;

  ct_line_state_free (self->state);
  self->state = state;
  g_signal_emit (self, signals[SIGNAL_CHANGED], 0);
}

static void
on_record_cb (CtStore *store, gpointer record, gpointer data)
{
  ct_line_nudge (CT_SYNCHRONISER (data)->line);
}

static void
ct_synchroniser_dispose (GObject *object)
{
  ct_synchroniser_close (CT_SYNCHRONISER (object));
  G_OBJECT_CLASS (ct_synchroniser_parent_class)->dispose (object);
}

static void
ct_synchroniser_finalize (GObject *object)
{
  ct_line_state_free (CT_SYNCHRONISER (object)->state);
  G_OBJECT_CLASS (ct_synchroniser_parent_class)->finalize (object);
}

static void
ct_synchroniser_class_init (CtSynchroniserClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = ct_synchroniser_dispose;
  object_class->finalize = ct_synchroniser_finalize;
  signals[SIGNAL_CHANGED] =
    g_signal_new ("changed", CT_TYPE_SYNCHRONISER, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
ct_synchroniser_init (CtSynchroniser *self)
{
  self->state = g_new0 (CtLineState, 1);
}

/**
 * ct_synchroniser_new:
 * @url: of the server, without a role
 * @ca_file: "" for the system's authorities
 *
 * See ct_line_new(). Emits "changed" when it stands otherwise with the server, and with each
 * sign of life.
 */
CtSynchroniser *
ct_synchroniser_new (CtStore *store, const char *url, const char *ca_file, CtSecretBytes *password, const char *vault)
{
  CtSynchroniser *self = g_object_new (CT_TYPE_SYNCHRONISER, NULL);

  self->store = g_object_ref (store);
  self->line = ct_line_new (store, url, ca_file, password, vault, told, self);
  g_signal_connect (store, "row-changed", G_CALLBACK (on_record_cb), self);
  g_signal_connect (store, "row-removed", G_CALLBACK (on_record_cb), self);
  return self;
}

/**
 * ct_synchroniser_close:
 *
 * See ct_line_close(). Before the store is closed.
 */
void
ct_synchroniser_close (CtSynchroniser *self)
{
  if (self->line == NULL)
    return;
  g_signal_handlers_disconnect_by_data (self->store, self);
  ct_line_close (self->line);
  g_clear_pointer (&self->line, ct_line_unref);
  g_clear_object (&self->store);
}

/**
 * ct_synchroniser_get_line:
 *
 * Returns: (transfer none) (nullable): NULL once closed
 */
CtLine *
ct_synchroniser_get_line (CtSynchroniser *self)
{
  return self->line;
}

gboolean
ct_synchroniser_is_open (CtSynchroniser *self)
{
  return self->state->open;
}

/**
 * ct_synchroniser_get_problem:
 *
 * Returns: (transfer none) (nullable): why it is away, in the server's or the library's words
 */
const char *
ct_synchroniser_get_problem (CtSynchroniser *self)
{
  return self->state->problem;
}

/**
 * ct_synchroniser_get_met_at:
 *
 * Returns: ms since 1970, when this counter and the server were last the same; 0 for not since
 *   the start
 */
gint64
ct_synchroniser_get_met_at (CtSynchroniser *self)
{
  return self->state->met_at;
}

/**
 * ct_synchroniser_get_strangers:
 *
 * Returns: how many records on the server were changed outside Comptoir, as seen since the start
 */
guint
ct_synchroniser_get_strangers (CtSynchroniser *self)
{
  return self->state->strangers;
}

/**
 * ct_synchroniser_get_peers:
 *
 * Returns: (transfer none) (nullable) (element-type CtPeer): this counter among them; NULL until
 *   the server said
 */
GPtrArray *
ct_synchroniser_get_peers (CtSynchroniser *self)
{
  return self->state->peers;
}
