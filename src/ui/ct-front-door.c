/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Comptoir authors */

/* What other programs hand over waits here until somebody works: before the records are open,
 * and while the screen is locked; what lies in a watched folder stays there. Then it goes to the reception (ct-reception.c), whose answers
 * are put in words.
 *
 *   told (words)       what became of it
 *   several (GFile)    a file of many people: to be imported */

#define G_LOG_DOMAIN "ct-ui"

#include "config.h"

#include "ct-front-door.h"

#include "ct-handed.h"

#include <glib/gi18n.h>

struct _CtFrontDoor
{
  GObject      parent_instance;
  CtReception *reception; /* nullable: the records are not open */
  gboolean     open;
  GPtrArray   *files;     /* of GFile, that wait */
  CtUuid       record;    /* or null: one that waits */
};

G_DEFINE_FINAL_TYPE (CtFrontDoor, ct_front_door, G_TYPE_OBJECT)

enum
{
  SIGNAL_TOLD,
  SIGNAL_SEVERAL,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

static const char *
refusal (const GError *error)
{
  if (error->domain == CT_HANDED_ERROR)
    switch ((CtHandedError) error->code)
      {
      case CT_HANDED_ERROR_READ:
        return _("Nothing was taken: the file cannot be read.");
      case CT_HANDED_ERROR_LARGE:
        return _("Nothing was taken: the file is longer than one person can be.");
      case CT_HANDED_ERROR_UNKNOWN:
        return _("Nothing was taken: the file is neither a vCard nor FHIR.");
      case CT_HANDED_ERROR_BROKEN:
        return _("Nothing was taken: the file is not whole, or names nobody.");
      case CT_HANDED_ERROR_NAME:
        return _("Nothing was taken: there is no name in it, or none that a person can have.");
      case CT_HANDED_ERROR_SEVERAL:
        return _("Nothing was taken: more than one person is in the file. Import it, with Ctrl+O.");
      case CT_HANDED_ERROR_ADDRESS:
        return _("Nothing was taken: this address names no record that is here.");
      }
  return _("Nothing was taken: the record could not be written. The file is where it was.");
}

static void
on_arrived_cb (CtReception *reception, gboolean here, gpointer data)
{
  g_signal_emit (data, signals[SIGNAL_TOLD], 0,
                 here ? _("Handed over by another program: read the answers back.")
                      : _("Somebody was handed over by another program: the draft waits in the list."));
}

static void
on_several_cb (CtReception *reception, GFile *file, gpointer data)
{
  g_signal_emit (data, signals[SIGNAL_SEVERAL], 0, file);
}

static void
on_refused_cb (CtReception *reception, GError *error, gpointer data)
{
  g_message ("nothing was handed over: %s", error->message);
  g_signal_emit (data, signals[SIGNAL_TOLD], 0, refusal (error));
}

static void
let_in (CtFrontDoor *self)
{
  CtUuid record = self->record;

  if (self->reception != NULL)
    ct_reception_set_closed (self->reception, !self->open);
  if (!self->open || self->reception == NULL)
    return;
  for (guint i = 0; i < self->files->len; i++)
    ct_reception_take (self->reception, g_ptr_array_index (self->files, i));
  g_ptr_array_set_size (self->files, 0);
  self->record = (CtUuid) { 0 };
  if (!ct_uuid_is_null (&record))
    ct_reception_expect (self->reception, &record);
}

static void
ct_front_door_dispose (GObject *object)
{
  CtFrontDoor *self = CT_FRONT_DOOR (object);

  g_clear_object (&self->reception);
  g_clear_pointer (&self->files, g_ptr_array_unref);
  G_OBJECT_CLASS (ct_front_door_parent_class)->dispose (object);
}

static void
ct_front_door_class_init (CtFrontDoorClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = ct_front_door_dispose;
  signals[SIGNAL_TOLD] = g_signal_new ("told", CT_TYPE_FRONT_DOOR, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 1, G_TYPE_STRING);
  signals[SIGNAL_SEVERAL] = g_signal_new ("several", CT_TYPE_FRONT_DOOR, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 1, G_TYPE_FILE);
}

static void
ct_front_door_init (CtFrontDoor *self)
{
  self->files = g_ptr_array_new_with_free_func (g_object_unref);
}

CtFrontDoor *
ct_front_door_new (void)
{
  return g_object_new (CT_TYPE_FRONT_DOOR, NULL);
}

/**
 * ct_front_door_set_reception:
 * @reception: of the records that are open now
 */
void
ct_front_door_set_reception (CtFrontDoor *self, CtReception *reception)
{
  g_set_object (&self->reception, reception);
  ct_reception_set_closed (reception, !self->open);
  g_signal_connect_object (reception, "arrived", G_CALLBACK (on_arrived_cb), self, 0);
  g_signal_connect_object (reception, "several", G_CALLBACK (on_several_cb), self, 0);
  g_signal_connect_object (reception, "refused", G_CALLBACK (on_refused_cb), self, 0);
}

/**
 * ct_front_door_set_open:
 * @open: whether somebody works, and sees what comes
 */
void
ct_front_door_set_open (CtFrontDoor *self, gboolean open)
{
  self->open = open;
  let_in (self);
}

/**
 * ct_front_door_receive:
 * @file: a file or an address that somebody opens
 */
void
ct_front_door_receive (CtFrontDoor *self, GFile *file)
{
  g_ptr_array_add (self->files, g_object_ref (file));
  let_in (self);
}

/**
 * ct_front_door_expect:
 * @record: a draft that another process has written; the newest of them, when several come
 */
void
ct_front_door_expect (CtFrontDoor *self, const CtUuid *record)
{
  self->record = *record;
  let_in (self);
}
