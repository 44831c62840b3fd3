/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Comptoir authors */

#pragma once

#include "ct-session.h"

G_BEGIN_DECLS

const char *ct_people_words_role     (CtRole                 role);
char       *ct_people_words_refusal  (const GError          *error,
                                      const char            *initials,
                                      const CtOperator      *operator);
const char *ct_people_words_pin      (CtPinFlaw              flaw);
char       *ct_people_words_sending  (const CtStatusFigures *figures);

G_END_DECLS
