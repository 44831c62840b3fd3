/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Comptoir authors */

/* comptoirctl send: drain the outbox now. Beside a running window it waits while
 * that one sends. */

#include "config.h"

#include "ct-verbs.h"

#define DEFAULT_WAIT_S 60

static gboolean
time_is_up_cb (gpointer data)
{
  *(gboolean *) data = TRUE;
  return G_SOURCE_REMOVE;
}

static const char *
reason (const CtStatusFigures *figures)
{
  switch (figures->sender)
    {
    case CT_SENDER_NOT_SET_UP:
      return "nothing is set up yet: run comptoirctl setup";
    case CT_SENDER_LOGIN:
      return "the service does not accept this pharmacy's login: renew the secret (comptoirctl setup --secret-stdin), or register the key (comptoirctl key)";
    case CT_SENDER_SETTINGS:
      return "at this address is no such service: check setup --service";
    case CT_SENDER_DISTRUST:
      return "the service did not prove who it is: check setup --ca, and this machine's clock";
    case CT_SENDER_STORE:
      return "the records on disk answer with errors";
    case CT_SENDER_READY:
      break;
    }
  return NULL;
}

CtExit
ct_verb_send (gboolean practice, int argc, char **argv)
{
  int seconds = DEFAULT_WAIT_S;
  const GOptionEntry entries[] = {
    { "wait", 0, 0, G_OPTION_ARG_INT, &seconds, NULL, NULL },
    { NULL },
  };
  gboolean over = FALSE;
  const CtStatusFigures *figures;
  CtStatus *status;
  CtSession *session;
  guint timer;
  CtExit code;

  if (!ct_verb_parse (&argc, &argv, entries))
    return CT_EXIT_USAGE;
  if (argc != 1 || seconds < 0 || seconds > 24 * 3600)
    {
      g_printerr ("comptoirctl: send takes --wait SECONDS, at most a day\n");
      return CT_EXIT_USAGE;
    }
  session = ct_verb_open (practice);
  if (session == NULL)
    return CT_EXIT_FAILED;

  status = ct_session_get_status (session);
  timer = g_timeout_add_seconds ((guint) seconds, time_is_up_cb, &over);
  ct_session_start_sending (session);
  ct_session_retry_now (session);
  figures = ct_status_get (status);
  while (figures->unsent > 0 && reason (figures) == NULL && !over)
    {
      g_main_context_iteration (NULL, TRUE);
      figures = ct_status_get (status);
    }

  code = figures->unsent > 0 ? CT_EXIT_FAILED : CT_EXIT_DONE;
  if (code == CT_EXIT_FAILED)
    g_printerr ("comptoirctl: %u left to send: %s\n", figures->unsent,
                reason (figures) != NULL ? reason (figures) : "the service did not take them in time");
  if (!over)
    g_source_remove (timer);
  ct_verb_close (session);
  return code;
}
