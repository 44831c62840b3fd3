/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Comptoir authors */

#pragma once

#include "ct-uuid.h"

G_BEGIN_DECLS

#define CT_AUDIT_SENDER "sender" /* the program by itself */

/* What is noted beside the states a record reaches, which are noted by their own keys. */
#define CT_AUDIT_OPENED     "opened"     /* the vault, by its key in the keyring */
#define CT_AUDIT_RECOVERED  "recovered"  /* the vault, by the recovery code */
#define CT_AUDIT_CODE_MADE  "code-made"
#define CT_AUDIT_KEY_CHANGED "key-changed"
#define CT_AUDIT_VAULT_MADE "vault-made"
#define CT_AUDIT_OLDER      "older-than-key" /* a copy of an earlier day was put back */
#define CT_AUDIT_VIEWED     "viewed"
#define CT_AUDIT_DISCARDED  "discarded"
#define CT_AUDIT_PURGED     "purged"
#define CT_AUDIT_PRINTED    "printed"
#define CT_AUDIT_BACKED_UP  "backed-up"
#define CT_AUDIT_EXPORTED   "exported"   /* to a file; detail: sealed or plain, and how many */
#define CT_AUDIT_IMPORTED   "imported"   /* out of a file; detail: how many */
#define CT_AUDIT_LISTED     "listed"     /* numbers and days of records, to a file; nobody's name */
#define CT_AUDIT_HANDED_OVER "handed-over" /* by another program, as a draft */
#define CT_AUDIT_EXPORT_GONE "export-gone" /* detail: erased, told (a person says so), failed (it never was whole) */
#define CT_AUDIT_ADDED      "operator-added"   /* detail: whose initials */
#define CT_AUDIT_CHANGED    "operator-changed" /* their role, or their PIN */
#define CT_AUDIT_LEFT       "operator-left"
#define CT_AUDIT_SIGNED_IN  "signed-in"
#define CT_AUDIT_PIN_WRONG  "pin-wrong"
#define CT_AUDIT_LOCKED     "locked"     /* the screen */
#define CT_AUDIT_CHECKED    "checked"    /* the chain itself */
#define CT_AUDIT_JOINED     "joined"     /* this counter works with others from now on */
#define CT_AUDIT_INVITED    "invited"    /* another counter may come to these records, by a code of one use */
#define CT_AUDIT_SHUT_OUT   "shut-out"   /* a counter gets nothing more */
#define CT_AUDIT_RESEALED   "resealed"   /* under the vault's new key */
#define CT_AUDIT_GONE_THERE "gone-there" /* discarded or erased at another counter */
#define CT_AUDIT_TRIMMED    "trimmed"    /* its oldest lines are past their time */

/* Who did what, when, to which record; nothing of a person. */
typedef struct
{
  gint64  n;
  gint64  at; /* ms since 1970 */
  char   *actor;
  char   *verb;
  CtUuid  record; /* null: of none */
  char   *detail;
} CtAuditLine;

/* What checking the whole chain of them said. */
typedef struct
{
  gint64 lines;
  gint64 last;      /* number of the newest */
  gint64 strangers; /* records that are not what their newest line tells */
  gint64 broken_at; /* the first line that is not what was written, or is missing; 0: none */
} CtAuditReport;

void ct_audit_line_free (CtAuditLine *line);

G_END_DECLS
