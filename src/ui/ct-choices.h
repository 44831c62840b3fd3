/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Comptoir authors */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* The answers one field may have, each with its code and its word. */
typedef struct _CtChoices CtChoices;

CtChoices  *ct_choices_new   (void);
CtChoices  *ct_choices_from_strv (GStrv texts);
CtChoices  *ct_choices_ref   (CtChoices       *self);
void        ct_choices_unref (CtChoices       *self);
void        ct_choices_add   (CtChoices       *self,
                              const char      *code,
                              const char      *label);
guint       ct_choices_count (const CtChoices *self);
const char *ct_choices_code  (const CtChoices *self,
                              guint            index);
const char *ct_choices_label (const CtChoices *self,
                              guint            index);
int         ct_choices_find  (const CtChoices *self,
                              const char      *code);
int         ct_choices_match (const CtChoices *self,
                              const char      *text);
int         ct_choices_only  (const CtChoices *self,
                              const char      *text);
gboolean    ct_choices_begins (const CtChoices *self,
                               guint            index,
                               const char      *text);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (CtChoices, ct_choices_unref)

G_END_DECLS
