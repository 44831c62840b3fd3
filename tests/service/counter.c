/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Comptoir authors */

#include "counter.h"

Practice *practice;

CtSession *
open_session (void)
{
  CtSession *session = ct_session_new (TRUE);
  g_autoptr (GError) error = NULL;
  Wait wait = { NULL };

  ct_preferences_set_grace (ct_session_get_preferences (session), 0);
  ct_session_open_async (session, wait_cb, &wait);
  g_assert_true (ct_session_open_finish (session, wait_result (&wait), &error));
  g_assert_no_error (error);
  wait_clear (&wait);
  return session;
}

void
close_session (CtSession *session)
{
  ct_session_close (session);
  while (g_main_context_iteration (NULL, FALSE))
    ;
  g_object_unref (session);
}

void
set_up (CtSession *session)
{
  CtSetup setup = {
    .service_url = practice->base_url,
    .client_id = practice->client_id,
    .ca_file = practice->ca_file,
    .finess = (char *) "750012346",
    .pharmacy = (char *) "Pharmacie des Lilas",
    .rpps = (char *) "10003456786",
    .practitioner = (char *) "Claire PETIT",
  };
  g_autoptr (GError) error = NULL;
  Wait wait = { NULL };

  g_assert_null (ct_setup_problem (&setup));
  ct_session_set_up_async (session, &setup, practice->client_secret, wait_cb, &wait);
  g_assert_true (ct_session_set_up_finish (session, wait_result (&wait), &error));
  g_assert_no_error (error);
  wait_clear (&wait);
}

void
type_sample (CtDesk *desk, const char *result)
{
  g_autoptr (CtEntry) entry = sample_entry ();

  ct_entry_set (entry, CT_FIELD_RESULT, result);
  for (guint i = 0; i < CT_N_FIELDS; i++)
    ct_desk_type (desk, (CtField) i, ct_entry_get (entry, (CtField) i));
}

CtRow *
nth_row (CtSession *session, guint position)
{
  g_autoptr (CtWorkItem) item = g_list_model_get_item (ct_session_get_worklist (session), position);

  return item != NULL ? ct_work_item_get_row (item) : NULL;
}

gboolean
is_state (CtSession *session, guint position, CtState state)
{
  CtRow *row = nth_row (session, position);

  return row != NULL && row->state == state;
}

guint
count (CtSession *session)
{
  return g_list_model_get_n_items (ct_session_get_worklist (session));
}
