/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Comptoir authors */

#pragma once

#include "ct-filling.h"
#include "ct-store.h"

G_BEGIN_DECLS

/* @message: why the disk refused */
typedef void (*CtAutosaveFailed) (const char *message,
                                  gpointer    data);

typedef struct _CtAutosave CtAutosave;

CtAutosave *ct_autosave_new      (CtStore          *store,
                                  CtDraft          *draft,
                                  CtFilling        *filling,
                                  CtAutosaveFailed  failed,
                                  gpointer          data);
void        ct_autosave_close    (CtAutosave       *self);
void        ct_autosave_begin    (CtAutosave       *self,
                                  const CtUuid     *uuid,
                                  gboolean          saved);
void        ct_autosave_set_cursor (CtAutosave     *self,
                                  CtField           cursor);
CtField     ct_autosave_get_cursor (CtAutosave     *self);
void        ct_autosave_touch    (CtAutosave       *self);
void        ct_autosave_hold     (CtAutosave       *self,
                                  gboolean          hold);
void        ct_autosave_save     (CtAutosave       *self,
                                  gboolean          open);
gboolean    ct_autosave_is_dirty (CtAutosave       *self);
gboolean    ct_autosave_is_saved (CtAutosave       *self);

G_END_DECLS
