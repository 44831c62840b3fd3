/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Comptoir authors */

/* comptoirctl: the same services without a display, for unattended set-up and
 * for scripts. */

#include "config.h"

#include "ct-verbs.h"

#include "ct-process.h"
#include "ct-secret-bytes.h"
#include "ct-transport.h"

#include <locale.h>
#include <stdio.h>
#include <string.h>

static const struct
{
  const char *name;
  CtExit (*run) (gboolean practice, int argc, char **argv);
} verbs[] = {
  { "setup", ct_verb_setup }, { "add", ct_verb_add },   { "list", ct_verb_list },
  { "key", ct_verb_key }, { "prefer", ct_verb_prefer }, { "status", ct_verb_status }, { "send", ct_verb_send },
  { "backup", ct_verb_backup }, { "restore", ct_verb_restore }, { "drill", ct_verb_drill },
  { "purge", ct_verb_purge }, { "verify", ct_verb_verify }, { "audit", ct_verb_audit },
  { "people", ct_verb_people }, { "export", ct_verb_export }, { "import", ct_verb_import }, { "figures", ct_verb_figures }, { "exports", ct_verb_exports }, { "print", ct_verb_print },
  { "recovery-code", ct_verb_recovery_code }, { "recover", ct_verb_recover }, { "server", ct_verb_server },
};

static const char usage[] =
  "Usage: comptoirctl [--practice] [--as INITIALS] VERB\n"
  "\n"
  "  setup --service URL --client-id ID [--ca FILE] [--pin sha256//SUM[;...]]\n"
  "        --finess N --pharmacy NAME\n"
  "        --rpps N --practitioner NAME [--secret-stdin | --make-key]\n"
  "  key                         the public key that the service has to know\n"
  "  prefer [NAME VALUE]         how this counter works: auto-advance on|off,\n"
  "        check-first on|off, finish-at-login on|off, grace SECONDS,\n"
  "        retention-days DAYS, reading-minutes[:KIT] MINUTES,\n"
  "        paper-language fr|en|fr,en, paper-size A4|A5, hand-over-folder FOLDER|off\n"
  "  add FILE|- [--draft]        one JSON object, or one a line; one draft comes into the\n"
  "        form of the window that runs, unless somebody is typing in it\n"
  "  list [--json] [--names]     the records and their states\n"
  "  status [--json]             what waits, and since when\n"
  "  send [--wait SECONDS]       send what waits, now\n"
  "  backup FILE                 a sealed copy, opened again, all of it, before it is\n"
  "        called made\n"
  "  restore [FILE]              a backup, or the newest one here, in the place of the\n"
  "        records; these stay beside it under a dated name\n"
  "  drill                       try the newest backup: open all of it, change nothing\n"
  "  purge [--report]            erase what is past its days, now; read the whole file\n"
  "        afterwards for what was there\n"
  "  verify                      whether records and audit chain are what was written\n"
  "  audit [--json]              who did what, when, to which record; nobody's name\n"
  "  recovery-code               a new code that opens these records without the\n"
  "        keyring, to be written down; one made before is void\n"
  "  recover                     open them by that code, on stdin, and give the\n"
  "        keyring a new key\n"
  "  figures [--json [--uuids]] [--from DAY] [--to DAY]\n"
  "        what was done, in counts: by day, hour, result, kit and lot; nobody's name\n"
  "  import FILE [--preview] [--to-mend] [--declared] [--errors FILE]\n"
  "        records out of a table (CSV) or FHIR, as drafts: those that are ready, and with\n"
  "        --to-mend the others, with --declared those that were sent already. --preview\n"
  "        changes nothing; --errors gives the table back with what is to be mended\n"
  "  import --template FILE      a table to be filled in, its columns in French\n"
  "  export FILE [--format csv|fhir] [--from DAY] [--to DAY] [--erase-in DAYS]\n"
  "        results as CSV, or as FHIR a line each, sealed: age --decrypt FILE opens it.\n"
  "        The passphrase is a line of stdin, twelve characters at the least\n"
  "  export FILE --plain         not sealed: who administers gives the reason, a line of\n"
  "        stdin\n"
  "  print UUID FILE [--paper result|interim|slip] [--language fr|en|fr,en]\n"
  "        [--size A4|A5]: the patient's paper of a validated result, or the slip of one that\n"
  "        waits for its reading, as PDF; FILE is one of those outside\n"
  "  exports [--json]            the files that are outside, and until when\n"
  "  exports --erase ID          erase one; --gone ID: it is gone, by your word\n"
  "  people [--json]             who works here, and in which role\n"
  "  people --new-pin INITIALS   a PIN for somebody who administers from then on: the\n"
  "        recovery code and the PIN are two lines of stdin\n"
  "  server init URL --label NAME [--ca FILE]\n"
  "        this counter is the first to share its records through a PostgreSQL server;\n"
  "        URL is postgresql://ROLE@HOST/DATABASE, of a role that makes roles, its\n"
  "        password a line of stdin\n"
  "  server add-workstation NAME --admin ROLE\n"
  "        a code, good for a day, that brings another counter to these records\n"
  "  server join URL [--ca FILE]\n"
  "        that counter, which has no records yet: URL without a role, the code a line of\n"
  "        stdin\n"
  "  server remove-workstation NAME --admin ROLE\n"
  "        it gets nothing more, and all records a new key; NAME, or its identifier\n"
  "  server migrate URL [--ca FILE] [--put-back]\n"
  "        brings the server to this version; with --put-back its database is of an\n"
  "        earlier day, and the counters tell it what they have\n"
  "  server status [--json]      the counters, and when each last gave a sign of life\n"
  "  server sync                 be the same as the others, now\n"
  "\n"
  "--as: where people have PINs, setup, server, recovery-code and export --plain need\n"
  "somebody who administers, export somebody who checks, print and list --names anybody who\n"
  "works here; the PIN is the first line of stdin.\n"
  "Exit codes: 0 done, 1 failed (the reason is on stderr), 2 bad usage or an\n"
  "invalid record. --practice works on the practice data and nothing else.\n";

/* Takes @flag out of the arguments, wherever it stands. */
static gboolean
take_flag (int *argc, char **argv, const char *flag)
{
  for (int i = 1; i < *argc; i++)
    if (g_str_equal (argv[i], flag))
      {
        memmove (argv + i, argv + i + 1, (gsize) (*argc - i) * sizeof *argv);
        (*argc)--;
        return TRUE;
      }
  return FALSE;
}

/* Takes @option and its value out of the arguments; NULL without them. */
static const char *
take_value (int *argc, char **argv, const char *option)
{
  const char *value;

  for (int i = 1; i + 1 < *argc; i++)
    if (g_str_equal (argv[i], option))
      {
        value = argv[i + 1];
        memmove (argv + i, argv + i + 2, (gsize) (*argc - i - 1) * sizeof *argv);
        *argc -= 2;
        return value;
      }
  return NULL;
}

int
main (int argc, char **argv)
{
  gboolean practice;

  ct_process_harden ();
  setlocale (LC_ALL, "");
  g_log_writer_default_set_use_stderr (TRUE); /* stdout is for answers */
  practice = take_flag (&argc, argv, "--practice");
  ct_verb_set_operator (take_value (&argc, argv, "--as"));
  if (argc == 2 && (g_str_equal (argv[1], "--help") || g_str_equal (argv[1], "-h")))
    {
      fputs (usage, stdout);
      return CT_EXIT_DONE;
    }
  if (argc == 2 && g_str_equal (argv[1], "--version"))
    {
      puts ("comptoirctl " VERSION);
      return CT_EXIT_DONE;
    }
  if (!ct_secret_bytes_init () || !ct_transport_global_init ())
    {
      fputs ("comptoirctl: libsodium or libcurl cannot be used on this machine\n", stderr);
      return CT_EXIT_FAILED;
    }
  for (guint i = 0; argc > 1 && i < G_N_ELEMENTS (verbs); i++)
    if (g_str_equal (argv[1], verbs[i].name))
      return verbs[i].run (practice, argc - 1, argv + 1);

  fputs (usage, stderr);
  return CT_EXIT_USAGE;
}
