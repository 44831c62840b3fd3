/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Comptoir authors */

#pragma once

#include "ct-field.h"

#include "ct-uuid.h"

G_BEGIN_DECLS

/* What was typed for one record, raw: the payload the vault seals. Shared
 * between threads once built, and then never changed. */
typedef struct _CtEntry CtEntry;

/* What an entry is to an accepted record that it corrects or cancels. */
typedef struct
{
  CtUuid   amends;          /* the record it follows, which may itself be a correction */
  CtUuid   origin;          /* the first of them all, whose identifiers the service knows */
  guint64  origin_revision;
  gboolean cancels;         /* the result was no result; otherwise it is corrected */
  gboolean overwrites;      /* whatever somebody else made of it meanwhile: a person decided */
  gboolean ready;           /* validated: goes as soon as the fate of @amends is known */
} CtAmendment;

/* What a person said of a record whose fate the service does not tell. */
typedef struct
{
  gint64   at;   /* ms since 1970 */
  gboolean seen; /* it is there; otherwise it is given up */
  char    *why;
} CtConclusion;

CtEntry    *ct_entry_new              (void);
CtEntry    *ct_entry_copy             (const CtEntry *self);
CtEntry    *ct_entry_ref              (CtEntry       *self);
void        ct_entry_unref            (CtEntry       *self);
const char *ct_entry_get              (const CtEntry *self,
                                       CtField        field);
void        ct_entry_set              (CtEntry       *self,
                                       CtField        field,
                                       const char    *value);
void        ct_entry_set_cursor       (CtEntry       *self,
                                       CtField        field,
                                       gboolean       open);
CtField     ct_entry_get_cursor       (const CtEntry *self);
gboolean    ct_entry_is_open          (const CtEntry *self);
void        ct_entry_set_validated_at (CtEntry       *self,
                                       gint64         time);
gint64      ct_entry_get_validated_at (const CtEntry *self);
void        ct_entry_set_due_at       (CtEntry       *self,
                                       gint64         time,
                                       guint          slot);
gint64      ct_entry_get_due_at       (const CtEntry *self);
guint       ct_entry_get_slot         (const CtEntry *self);
void        ct_entry_set_held         (CtEntry       *self,
                                       gboolean       held);
gboolean    ct_entry_is_held          (const CtEntry *self);
void        ct_entry_set_by           (CtEntry       *self,
                                       const char    *name);
const char *ct_entry_get_by           (const CtEntry *self);
void        ct_entry_set_amendment    (CtEntry           *self,
                                       const CtAmendment *amendment);
const CtAmendment *
            ct_entry_get_amendment    (const CtEntry *self);
void        ct_entry_set_conclusion   (CtEntry            *self,
                                       const CtConclusion *conclusion);
const CtConclusion *
            ct_entry_get_conclusion   (const CtEntry *self);
void        ct_entry_set_twin         (CtEntry       *self,
                                       const CtUuid  *uuid);
const CtUuid *
            ct_entry_get_twin         (const CtEntry *self);
gboolean    ct_entry_is_blank         (const CtEntry *self);
gboolean    ct_entry_same_answers     (const CtEntry *self,
                                       const CtEntry *other);
GBytes     *ct_entry_to_bytes         (const CtEntry *self);
CtEntry    *ct_entry_from_bytes       (GBytes        *bytes);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (CtEntry, ct_entry_unref)

G_END_DECLS
