/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Comptoir authors */

/* comptoirctl setup: who sends, and where to. */

#include "config.h"

#include "ct-credential.h"
#include "ct-verbs.h"

#include <gio/gio.h>
#include <string.h>

static CtExit
save (gboolean practice, const CtSetup *setup, const char *secret)
{
  CtSession *session = ct_verb_open (practice);
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;

  if (session == NULL)
    return CT_EXIT_FAILED;
  ct_session_set_up_async (session, setup, secret, ct_verb_done_cb, &result);
  ct_verb_wait (&result);
  if (!ct_session_set_up_finish (session, result, &error))
    ct_verb_complain (error);
  ct_verb_close (session);
  return error == NULL ? CT_EXIT_DONE : CT_EXIT_FAILED;
}

/* The key goes from memory to the keyring; its public half is shown. */
static CtExit
save_key (gboolean practice, const CtSetup *setup)
{
  g_autoptr (CtSecretBytes) key = ct_credential_make_key ();
  g_autofree char *public_key = key != NULL ? ct_credential_public_key (key) : NULL;
  CtExit status;

  if (public_key == NULL)
    {
      g_printerr ("comptoirctl: no key can be made on this machine\n");
      return CT_EXIT_FAILED;
    }
  status = save (practice, setup, ct_secret_bytes_text (key));
  if (status == CT_EXIT_DONE)
    g_print ("%s\n", public_key);
  return status;
}

/* comptoirctl key: what the service has to know. */
CtExit
ct_verb_key (gboolean practice, int argc, char **argv)
{
  CtSession *session;
  g_autofree char *public_key = NULL;

  if (argc != 1)
    {
      g_printerr ("comptoirctl: key takes nothing\n");
      return CT_EXIT_USAGE;
    }
  session = ct_verb_open (practice);
  if (session == NULL)
    return CT_EXIT_FAILED;
  public_key = ct_session_dup_public_key (session);
  ct_verb_close (session);
  if (public_key == NULL)
    {
      g_printerr ("comptoirctl: there is no key: make one with setup --make-key\n");
      return CT_EXIT_FAILED;
    }
  g_print ("%s\n", public_key);
  return CT_EXIT_DONE;
}

CtExit
ct_verb_setup (gboolean practice, int argc, char **argv)
{
  g_autoptr (CtSetup) setup = ct_setup_load (practice);
  gboolean secret_stdin = FALSE, make_key = FALSE;
  g_autofree char *ca = NULL;
  const GOptionEntry entries[] = {
    { "service", 0, 0, G_OPTION_ARG_STRING, &setup->service_url, NULL, NULL },
    { "client-id", 0, 0, G_OPTION_ARG_STRING, &setup->client_id, NULL, NULL },
    { "pin", 0, 0, G_OPTION_ARG_STRING, &setup->pin, NULL, NULL },
    { "ca", 0, 0, G_OPTION_ARG_FILENAME, &ca, NULL, NULL },
    { "finess", 0, 0, G_OPTION_ARG_STRING, &setup->finess, NULL, NULL },
    { "pharmacy", 0, 0, G_OPTION_ARG_STRING, &setup->pharmacy, NULL, NULL },
    { "rpps", 0, 0, G_OPTION_ARG_STRING, &setup->rpps, NULL, NULL },
    { "practitioner", 0, 0, G_OPTION_ARG_STRING, &setup->practitioner, NULL, NULL },
    { "secret-stdin", 0, 0, G_OPTION_ARG_NONE, &secret_stdin, NULL, NULL },
    { "make-key", 0, 0, G_OPTION_ARG_NONE, &make_key, NULL, NULL },
    { NULL },
  };
  char secret[1024] = "";
  CtExit status;

  if (!ct_verb_parse (&argc, &argv, entries))
    return CT_EXIT_USAGE;
  if (argc != 1)
    {
      g_printerr ("comptoirctl: setup takes options only; the secret is read from stdin with --secret-stdin\n");
      return CT_EXIT_USAGE;
    }
  if (ca != NULL)
    {
      g_free (setup->ca_file);
      setup->ca_file = g_canonicalize_filename (ca, NULL);
      if (!g_file_test (setup->ca_file, G_FILE_TEST_IS_REGULAR))
        {
          g_printerr ("comptoirctl: ca: there is no file %s\n", ca);
          return CT_EXIT_USAGE;
        }
    }
  if (ct_setup_problem (setup) != NULL)
    {
      g_printerr ("comptoirctl: %s\n", ct_setup_problem (setup));
      return CT_EXIT_USAGE;
    }
  if (secret_stdin && make_key)
    {
      g_printerr ("comptoirctl: the login is by a secret or by a key, not by both\n");
      return CT_EXIT_USAGE;
    }
  if (make_key)
    return save_key (practice, setup);
  if (secret_stdin && !ct_verb_read_secret ("Client secret: ", secret, sizeof secret))
    {
      g_printerr ("comptoirctl: no secret on stdin\n");
      return CT_EXIT_USAGE;
    }
  status = save (practice, setup, secret_stdin ? secret : NULL);
  explicit_bzero (secret, sizeof secret);
  return status;
}
