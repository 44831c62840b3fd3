/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Comptoir authors */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

#define CT_OPERATOR_INITIALS_MAX 4
#define CT_OPERATOR_PIN_MIN      6
#define CT_OPERATOR_PIN_MAX      12
#define CT_OPERATOR_TRIES        5  /* that cost no waiting */

/* Each may what the one before may. Kept on disk: the figures stay. */
typedef enum
{
  CT_ROLE_ENTERS,      /* what they validate waits for somebody to check it */
  CT_ROLE_CHECKS,      /* ... and sends */
  CT_ROLE_ADMINISTERS, /* people, keys, copies, how long records stay */
} CtRole;

/* Why a PIN is not taken. */
typedef enum
{
  CT_PIN_GOOD,
  CT_PIN_SHORT,
  CT_PIN_LONG,
  CT_PIN_NO_DIGIT, /* something in it is none */
  CT_PIN_OBVIOUS,  /* 111111, 123456, 987654 */
} CtPinFlaw;

/* Somebody who works at this counter. Initials are never given to another, so that the
 * audit chain names one person for good. */
typedef struct
{
  char     initials[CT_OPERATOR_INITIALS_MAX + 1];
  CtRole   role;
  char    *pin;      /* what a PIN is checked against */
  guint    tries;    /* wrong ones in a row */
  gint64   tried_at; /* ms since 1970, of the last wrong one */
  gboolean left;     /* works here no more */
} CtOperator;

CtOperator *ct_operator_new         (const char       *initials,
                                     CtRole            role,
                                     const char       *pin);
CtOperator *ct_operator_copy        (const CtOperator *self);
void        ct_operator_free        (CtOperator       *self);
gint64      ct_operator_wait        (const CtOperator *self,
                                     gint64            now);
gboolean    ct_operator_initials    (const char       *typed,
                                     char             *initials);
CtPinFlaw   ct_operator_check_pin   (const char       *pin);
GPtrArray  *ct_operators_new        (void);
CtOperator *ct_operators_find       (GPtrArray        *operators,
                                     const char       *initials);
guint       ct_operators_count      (GPtrArray        *operators,
                                     CtRole            at_least);
GBytes     *ct_operators_pack       (GPtrArray        *operators);
GPtrArray  *ct_operators_unpack     (GBytes           *packed);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (CtOperator, ct_operator_free)

G_END_DECLS
