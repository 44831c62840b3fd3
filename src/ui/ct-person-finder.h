/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Comptoir authors */

#pragma once

#include "ct-field-box.h"
#include "ct-match-bar.h"
#include "ct-read-back.h"
#include "ct-session.h"

G_BEGIN_DECLS

#define CT_TYPE_PERSON_FINDER (ct_person_finder_get_type ())
G_DECLARE_FINAL_TYPE (CtPersonFinder, ct_person_finder, CT, PERSON_FINDER, GObject)

CtPersonFinder *ct_person_finder_new         (CtFieldBox     *box,
                                              CtMatchBar     *match_bar,
                                              CtReadBack     *read_back);
void            ct_person_finder_set_session (CtPersonFinder *self,
                                              CtSession      *session);
gboolean        ct_person_finder_typed       (CtPersonFinder *self,
                                              const char     *text);
gboolean        ct_person_finder_enter       (CtPersonFinder *self);
gboolean        ct_person_finder_leave       (CtPersonFinder *self);

G_END_DECLS
