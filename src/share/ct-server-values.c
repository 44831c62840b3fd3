/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Comptoir authors */

/* Our values in the server's binary form, and back. A column of another size than its type has
 * is read as nothing: what a server sends is not trusted before a MAC says so. */

#include "config.h"

#include "ct-server-values.h"

#include <string.h>

/* Of PostgreSQL's catalogue (pg_type.dat), where they are fixed for good. */
#define OID_BOOL  16
#define OID_BYTEA 17
#define OID_INT8  20
#define OID_TEXT  25
#define OID_UUID  2950

static int
add (CtServerValues *self, Oid type, const char *data, gsize length)
{
  g_return_val_if_fail (self->n < CT_SERVER_VALUES_MAX, 0);

  self->types[self->n] = type;
  self->data[self->n] = data;
  self->lengths[self->n] = (int) length;
  self->formats[self->n] = 1;
  return self->n++;
}

void
ct_server_values_add_uuid (CtServerValues *self, const CtUuid *uuid)
{
  add (self, OID_UUID, (const char *) uuid->bytes, sizeof uuid->bytes);
}

void
ct_server_values_add_int64 (CtServerValues *self, gint64 number)
{
  int i = add (self, OID_INT8, NULL, sizeof number);

  self->numbers[i] = GINT64_TO_BE (number);
  self->data[i] = (const char *) &self->numbers[i];
}

void
ct_server_values_add_boolean (CtServerValues *self, gboolean truth)
{
  int i = add (self, OID_BOOL, NULL, 1);

  self->truths[i] = truth ? 1 : 0;
  self->data[i] = &self->truths[i];
}

void
ct_server_values_add_text (CtServerValues *self, const char *text)
{
  add (self, OID_TEXT, text, strlen (text));
}

/**
 * ct_server_values_add_bytes:
 * @bytes: (nullable)
 */
void
ct_server_values_add_bytes (CtServerValues *self, GBytes *bytes)
{
  gsize length = 0;
  const char *data = bytes != NULL ? g_bytes_get_data (bytes, &length) : NULL;

  add (self, OID_BYTEA, bytes != NULL && data == NULL ? "" : data, length);
}

gboolean
ct_server_value_is_null (const PGresult *result, int row, int column)
{
  return PQgetisnull (result, row, column);
}

gboolean
ct_server_value_uuid (const PGresult *result, int row, int column, CtUuid *uuid)
{
  *uuid = (CtUuid) { 0 };
  if (PQgetisnull (result, row, column) || PQgetlength (result, row, column) != sizeof uuid->bytes)
    return FALSE;
  memcpy (uuid->bytes, PQgetvalue (result, row, column), sizeof uuid->bytes);
  return TRUE;
}

gint64
ct_server_value_int64 (const PGresult *result, int row, int column)
{
  gint64 number = 0;

  if (PQgetlength (result, row, column) == sizeof number)
    memcpy (&number, PQgetvalue (result, row, column), sizeof number);
  return GINT64_FROM_BE (number);
}

gboolean
ct_server_value_boolean (const PGresult *result, int row, int column)
{
  return PQgetlength (result, row, column) == 1 && *PQgetvalue (result, row, column) != 0;
}

/**
 * ct_server_value_text:
 *
 * Returns: (transfer full): "" for NULL, and for what is no UTF-8
 */
char *
ct_server_value_text (const PGresult *result, int row, int column)
{
  const char *text = PQgetvalue (result, row, column);

  return g_strdup (g_utf8_validate (text, -1, NULL) ? text : "");
}

/**
 * ct_server_value_bytes:
 *
 * Returns: (transfer full) (nullable): NULL for NULL
 */
GBytes *
ct_server_value_bytes (const PGresult *result, int row, int column)
{
  if (PQgetisnull (result, row, column))
    return NULL;
  return g_bytes_new (PQgetvalue (result, row, column), (gsize) PQgetlength (result, row, column));
}
