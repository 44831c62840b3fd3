/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Comptoir authors */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef enum
{
  CT_STATE_DRAFT,
  CT_STATE_WAITING,
  CT_STATE_SENDING,
  CT_STATE_UNKNOWN,
  CT_STATE_ACCEPTED,
  CT_STATE_REFUSED,
  CT_N_STATES
} CtState;

gboolean    ct_state_may_follow (CtState     from,
                                 CtState     to);
const char *ct_state_key        (CtState     state);
gboolean    ct_state_from_key   (const char *key,
                                 CtState    *state);
gboolean    ct_state_is_unsent  (CtState     state);

G_END_DECLS
