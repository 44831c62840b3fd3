/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Comptoir authors */

#pragma once

#include "ct-gateway.h"
#include "wait.h"

/* One record to the gateway, for tests that link it. */
static inline void
submit_begin (CtGateway *gateway, GBytes *body, const char *places, gboolean unsure, Wait *wait)
{
  g_autoptr (GPtrArray) submissions = g_ptr_array_new_with_free_func ((GDestroyNotify) ct_submission_free);

  g_ptr_array_add (submissions, ct_submission_new (body, places, unsure));
  ct_gateway_submit_async (gateway, submissions, wait_cb, wait);
}

static inline CtAnswer *
submit_end (Wait *wait)
{
  g_autoptr (GPtrArray) answers = ct_gateway_submit_finish (wait_result (wait));
  CtAnswer *answer = g_ptr_array_steal_index (answers, 0);

  wait_clear (wait);
  return answer;
}

static inline CtAnswer *
submit_one (CtGateway *gateway, GBytes *body, const char *places, gboolean unsure)
{
  Wait wait = { NULL };

  submit_begin (gateway, body, places, unsure, &wait);
  return submit_end (&wait);
}
