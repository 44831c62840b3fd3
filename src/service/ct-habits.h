/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Comptoir authors */

#pragma once

#include "ct-worklist.h"

G_BEGIN_DECLS

typedef struct _CtHabits CtHabits;

CtHabits   *ct_habits_new     (CtWorklist *worklist);
void        ct_habits_free    (CtHabits   *self);
const char *ct_habits_postal_code (CtHabits *self);
const char *ct_habits_town    (CtHabits   *self,
                               const char *postal_code);
gboolean    ct_habits_is_far  (CtHabits   *self,
                               const char *postal_code);
GStrv       ct_habits_emails  (CtHabits   *self,
                               const char *text);
GStrv       ct_habits_streets (CtHabits   *self,
                               const char *text,
                               const char *postal_code);

G_END_DECLS
