/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Comptoir authors */

#pragma once

#include "ct-uuid.h"

#include <libpq-fe.h>

G_BEGIN_DECLS

#define CT_SERVER_VALUES_MAX 17

/* Values for a statement's $1, $2..., in the order they are added, in the server's binary form.
 * What they are made of has to outlive them. */
typedef struct
{
  int         n;
  Oid         types[CT_SERVER_VALUES_MAX];
  const char *data[CT_SERVER_VALUES_MAX]; /* NULL for NULL */
  int         lengths[CT_SERVER_VALUES_MAX];
  int         formats[CT_SERVER_VALUES_MAX];
  gint64      numbers[CT_SERVER_VALUES_MAX]; /* in network order */
  char        truths[CT_SERVER_VALUES_MAX];
} CtServerValues;

void     ct_server_values_add_uuid    (CtServerValues  *self,
                                       const CtUuid    *uuid);
void     ct_server_values_add_int64   (CtServerValues  *self,
                                       gint64           number);
void     ct_server_values_add_boolean (CtServerValues  *self,
                                       gboolean         truth);
void     ct_server_values_add_text    (CtServerValues  *self,
                                       const char      *text);
void     ct_server_values_add_bytes   (CtServerValues  *self,
                                       GBytes          *bytes);

gboolean ct_server_value_is_null      (const PGresult  *result,
                                       int              row,
                                       int              column);
gboolean ct_server_value_uuid         (const PGresult  *result,
                                       int              row,
                                       int              column,
                                       CtUuid          *uuid);
gint64   ct_server_value_int64        (const PGresult  *result,
                                       int              row,
                                       int              column);
gboolean ct_server_value_boolean      (const PGresult  *result,
                                       int              row,
                                       int              column);
char    *ct_server_value_text         (const PGresult  *result,
                                       int              row,
                                       int              column);
GBytes  *ct_server_value_bytes        (const PGresult  *result,
                                       int              row,
                                       int              column);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (PGresult, PQclear)

G_END_DECLS
