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
  CT_STATE_CONFLICT, /* somebody else changed it: nothing of ours was taken */
  CT_STATE_STUCK,    /* its fate stays unknown, try after try, while others pass */
  CT_STATE_CONCLUDED, /* a person said what became of it, and why */
  CT_N_STATES
} CtState;

/* What happens to a record. */
typedef enum
{
  CT_EVENT_SAVE,
  CT_EVENT_VALIDATE,
  CT_EVENT_WITHDRAW,  /* by the user, or to mend what was refused */
  CT_EVENT_CLAIM,     /* by the sender */
  CT_EVENT_PROOF,     /* the service took it */
  CT_EVENT_REFUSAL,   /* it did not, and said why */
  CT_EVENT_NOT_TAKEN, /* surely not, this time */
  CT_EVENT_CUT,       /* nobody knows, the sender's death included */
  CT_EVENT_CONFLICT,  /* surely not, and not by trying again */
  CT_EVENT_STUCK,     /* nobody knows, and trying again does not tell */
  CT_EVENT_RESEND,    /* a person says: once more */
  CT_EVENT_CONCLUDE,  /* a person says: that is all */
  CT_N_EVENTS
} CtEvent;

gboolean    ct_state_next      (CtState     from,
                                CtEvent     event,
                                CtState    *to);
const char *ct_state_key       (CtState     state);
gboolean    ct_state_from_key  (const char *key,
                                CtState    *state);
gboolean    ct_state_is_unsent (CtState     state);
gboolean    ct_state_is_final  (CtState     state);

G_END_DECLS
