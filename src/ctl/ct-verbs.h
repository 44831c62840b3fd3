/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Comptoir authors */

#pragma once

#include "ct-session.h"

G_BEGIN_DECLS

/* Exit codes of comptoirctl. */
typedef enum
{
  CT_EXIT_DONE = 0,
  CT_EXIT_FAILED = 1, /* the reason is on stderr */
  CT_EXIT_USAGE = 2,  /* bad usage, or an invalid record */
} CtExit;

/* A verb gets its own arguments, argv[0] being the verb itself. */
CtExit   ct_verb_setup  (gboolean      practice,
                         int           argc,
                         char        **argv);
CtExit   ct_verb_key    (gboolean      practice,
                         int           argc,
                         char        **argv);
CtExit   ct_verb_prefer (gboolean      practice,
                         int           argc,
                         char        **argv);
CtExit   ct_verb_add    (gboolean      practice,
                         int           argc,
                         char        **argv);
CtExit   ct_verb_list   (gboolean      practice,
                         int           argc,
                         char        **argv);
CtExit   ct_verb_status (gboolean      practice,
                         int           argc,
                         char        **argv);
CtExit   ct_verb_send   (gboolean      practice,
                         int           argc,
                         char        **argv);

CtExit   ct_verb_backup (gboolean      practice,
                         int           argc,
                         char        **argv);
CtExit   ct_verb_drill  (gboolean      practice,
                         int           argc,
                         char        **argv);
CtExit   ct_verb_restore (gboolean     practice,
                         int           argc,
                         char        **argv);
CtExit   ct_verb_figures (gboolean     practice,
                         int           argc,
                         char        **argv);
CtExit   ct_verb_import (gboolean      practice,
                         int           argc,
                         char        **argv);
CtExit   ct_verb_export (gboolean      practice,
                         int           argc,
                         char        **argv);
CtExit   ct_verb_print  (gboolean      practice,
                         int           argc,
                         char        **argv);
CtExit   ct_verb_exports (gboolean     practice,
                         int           argc,
                         char        **argv);
CtExit   ct_verb_purge  (gboolean      practice,
                         int           argc,
                         char        **argv);
CtExit   ct_verb_verify (gboolean      practice,
                         int           argc,
                         char        **argv);
CtExit   ct_verb_audit  (gboolean      practice,
                         int           argc,
                         char        **argv);
CtExit   ct_verb_recovery_code (gboolean practice,
                         int           argc,
                         char        **argv);
CtExit   ct_verb_people (gboolean      practice,
                         int           argc,
                         char        **argv);
CtExit   ct_verb_recover (gboolean     practice,
                         int           argc,
                         char        **argv);

CtExit   ct_verb_server (gboolean      practice,
                         int           argc,
                         char        **argv);

void       ct_verb_complain (const GError     *error);
void       ct_verb_done_cb  (GObject             *source,
                             GAsyncResult        *result,
                             gpointer             data);
GAsyncResult *ct_verb_wait (GAsyncResult       **result);
gboolean   ct_verb_parse (int                 *argc,
                          char              ***argv,
                          const GOptionEntry  *entries);
gboolean   ct_verb_read_secret (const char     *prompt,
                          char                *secret,
                          gsize                size);
void       ct_verb_set_operator (const char    *initials);
CtSession *ct_verb_open  (gboolean             practice);
void       ct_verb_close (CtSession           *session);

G_END_DECLS
