/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Comptoir authors */

/* A counter for tests: a whole session of practice data, set up for a practice
 * service, and an invented patient to type. */

#pragma once

#include "ct-session.h"

#include "practice.h"
#include "sample.h"
#include "wait.h"

extern Practice *practice; /* of the test that includes this */

CtSession *open_session  (void);
void       close_session (CtSession  *session);
void       set_up        (CtSession  *session);
void       type_sample   (CtDesk     *desk,
                          const char *result);
CtRow     *nth_row       (CtSession  *session,
                          guint       position);
gboolean   is_state      (CtSession  *session,
                          guint       position,
                          CtState     state);
guint      count         (CtSession  *session);
