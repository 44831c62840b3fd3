/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Comptoir authors */

/* What all verbs share: their options, and a session opened and closed. */

#include "config.h"

#include "ct-verbs.h"

#include <stdio.h>
#include <string.h>
#include <termios.h>
#include <unistd.h>

static const char *operator_initials; /* nullable: of whoever gives the command */

/**
 * ct_verb_parse:
 * @argc: (inout): what is left after the options, the verb included
 *
 * Says on stderr what is wrong.
 */
gboolean
ct_verb_parse (int *argc, char ***argv, const GOptionEntry *entries)
{
  g_autoptr (GOptionContext) context = g_option_context_new (NULL);
  g_autoptr (GError) error = NULL;

  g_option_context_set_help_enabled (context, FALSE);
  g_option_context_add_main_entries (context, entries, NULL);
  if (g_option_context_parse (context, argc, argv, &error))
    return TRUE;
  g_printerr ("comptoirctl: %s\n", error->message);
  return FALSE;
}

/* What to do about each reason not to open. */
static const char *
advice (const GError *error)
{
  if (error->domain != CT_SESSION_ERROR)
    return "";
  switch ((CtSessionError) error->code)
    {
    case CT_SESSION_ERROR_NO_KEYRING:
      return ": start a Secret Service in this session (gnome-keyring), or run inside one";
    case CT_SESSION_ERROR_KEYRING_LOCKED:
      return ": unlock the keyring and try again";
    case CT_SESSION_ERROR_KEY_MISSING:
      return ": the records' key is not there; no new one is made over existing records."
             " Give the recovery code to comptoirctl recover, or put the keyring back";
    case CT_SESSION_ERROR_KEY_WRONG:
      return ": give the recovery code to comptoirctl recover, or put back the keyring that belongs to these records";
    case CT_SESSION_ERROR_OLDER:
      return ": start Comptoir, and decide there whether to go on with them";
    case CT_SESSION_ERROR_OTHER_CODE:
      return ": take the newest sheet; a code that was replaced opens nothing any more";
    case CT_SESSION_ERROR_NO_CODE:
      return ": only the keyring that made them opens them";
    case CT_SESSION_ERROR_RIGHT:
      return ": give your initials with --as, and your PIN as the first line of stdin";
    case CT_SESSION_ERROR_CODE:
    case CT_SESSION_ERROR_STORE:
    case CT_SESSION_ERROR_BUSY:
      break;
    }
  return "";
}

/**
 * ct_verb_complain:
 *
 * Says on stderr why the records do not open, and what to do.
 */
void
ct_verb_complain (const GError *error)
{
  g_printerr ("comptoirctl: %s%s\n", error->message, advice (error));
}

/**
 * ct_verb_done_cb:
 * @data: a GAsyncResult **, NULL before
 *
 * For ct_verb_wait().
 */
void
ct_verb_done_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  *(GAsyncResult **) data = g_object_ref (result);
}

/**
 * ct_verb_wait:
 * @result: what ct_verb_done_cb() gets
 *
 * Returns: (transfer none): it
 */
GAsyncResult *
ct_verb_wait (GAsyncResult **result)
{
  while (*result == NULL)
    g_main_context_iteration (NULL, TRUE);
  return *result;
}

/**
 * ct_verb_read_secret:
 * @prompt: shown when someone types it; what is typed is not
 * @secret: one line of stdin; wiped by the caller
 *
 * Returns: FALSE when there is none
 */
gboolean
ct_verb_read_secret (const char *prompt, char *secret, gsize size)
{
  gboolean typed = isatty (STDIN_FILENO);
  struct termios before, silent;
  gboolean good;

  setvbuf (stdin, NULL, _IONBF, 0); /* no second copy in a buffer of stdio's */
  if (typed && tcgetattr (STDIN_FILENO, &before) == 0)
    {
      fputs (prompt, stderr);
      silent = before;
      silent.c_lflag &= ~(tcflag_t) ECHO;
      tcsetattr (STDIN_FILENO, TCSAFLUSH, &silent);
    }
  good = fgets (secret, (int) size, stdin) != NULL;
  if (typed)
    {
      tcsetattr (STDIN_FILENO, TCSAFLUSH, &before);
      fputc ('\n', stderr);
    }
  secret[strcspn (secret, "\r\n")] = '\0';
  return good && *secret != '\0';
}

/**
 * ct_verb_set_operator:
 * @initials: who gives the command; their PIN is read from stdin when it is opened
 */
void
ct_verb_set_operator (const char *initials)
{
  operator_initials = initials;
}

static gboolean
sign_in (CtSession *session)
{
  CtPeople *people = ct_session_get_people (session);
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  char initials[CT_OPERATOR_INITIALS_MAX + 1];
  char pin[64] = "";

  if (!ct_operator_initials (operator_initials, initials) || !ct_verb_read_secret ("PIN: ", pin, sizeof pin))
    {
      g_printerr ("comptoirctl: --as takes one to four letters, and the PIN is the first line of stdin\n");
      return FALSE;
    }
  ct_people_sign_in_async (people, initials, pin, ct_verb_done_cb, &result);
  explicit_bzero (pin, sizeof pin);
  ct_verb_wait (&result);
  if (ct_people_finish (people, result, &error))
    return TRUE;
  g_printerr ("comptoirctl: %s\n", error->message);
  return FALSE;
}

/**
 * ct_verb_open:
 *
 * Says on stderr why it cannot be opened, and what to do.
 *
 * Returns: (transfer full) (nullable): for ct_verb_close()
 */
CtSession *
ct_verb_open (gboolean practice)
{
  CtSession *session = ct_session_new (practice);
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;

  ct_session_set_actor (session, "command");
  ct_session_open_async (session, ct_verb_done_cb, &result);
  ct_verb_wait (&result);
  if (!ct_session_open_finish (session, result, &error))
    ct_verb_complain (error);
  else if (operator_initials == NULL || sign_in (session))
    return session;
  ct_verb_close (session);
  return NULL;
}

void
ct_verb_close (CtSession *session)
{
  ct_session_close (session);
  /* The thread that reads them must not find the program ended under it. */
  while (ct_session_is_listing (session))
    g_main_context_iteration (NULL, TRUE);
  while (g_main_context_iteration (NULL, FALSE))
    ;
  g_object_unref (session);
}
