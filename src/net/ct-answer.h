/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Comptoir authors */

#pragma once

#include "ct-transport.h"

G_BEGIN_DECLS

typedef enum
{
  CT_ANSWER_ACCEPTED, /* with the whole proof */
  CT_ANSWER_REFUSED,  /* with reasons */
  CT_ANSWER_LATER,    /* surely not taken */
  CT_ANSWER_UNKNOWN,  /* may or may not have been taken */
  CT_ANSWER_LOGIN,    /* the service does not know us any more */
  CT_ANSWER_SETTINGS, /* the address is not that of such a service */
  CT_ANSWER_DISTRUST, /* the service did not prove who it is */
  CT_ANSWER_CONFLICT, /* someone else changed it: a person decides */
} CtAnswerKind;

typedef struct
{
  CtAnswerKind  kind;
  gboolean      exposed;     /* a byte of the request may have left */
  gint64        retry_after; /* seconds, 0 for none stated */
  char         *cause;       /* a code for logs and words, never personal */
  char         *receipt;     /* nullable */
  char         *places;      /* with a receipt: of ct_places_read() */
  GPtrArray    *reasons;     /* of CtIssue */
} CtAnswer;

CtAnswer *ct_answer_new  (CtAnswerKind       kind,
                          const char        *cause);
CtAnswer *ct_answer_read (const CtHttpReply *reply,
                          GBytes            *request);
void      ct_answer_free (CtAnswer          *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (CtAnswer, ct_answer_free)

G_END_DECLS
