/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Comptoir authors */

/* Tables for and from spreadsheets: RFC 4180 as they really write it. Read are ";", ","
 * and tabs, UTF-8 with or without its mark, and Windows-1252 (of which Latin-1 is a part);
 * written are ";", UTF-8 with its mark and CRLF, which is what opens rightly in a French
 * Excel by a double click.
 *
 * A cell that a spreadsheet would take for a formula is guarded by an apostrophe, as OWASP
 * advises (https://owasp.org/www-community/attacks/CSV_Injection); so is one that looks
 * guarded already, so that what was written is what is read: one apostrophe is taken off
 * where nothing but apostrophes stands before such a character.
 *
 * No library: those for C in Debian (libcsv, 2013) know neither charsets nor formulas. */

#include "config.h"

#include "ct-csv.h"

#include <string.h>

#define SEPARATOR ';'
#define FORMULA   "=+-@\t\r\n"

G_DEFINE_QUARK (ct-csv-error-quark, ct_csv_error)

struct _CtCsv
{
  GPtrArray *rows; /* of GStrv */
  char       separator;
  gboolean   utf8;
};

/* Where the text is, while it is read. */
typedef struct
{
  const char *at;
  char        separator;
  guint       line; /* for whoever has to mend it */
} Cursor;

/* Returns: whether @text, behind any apostrophes, begins as a formula does */
static gboolean
is_formula (const char *text)
{
  text += strspn (text, "'");
  return *text != '\0' && strchr (FORMULA, *text) != NULL;
}

/* ---- reading ---- */

static gboolean
fail (GError **error, CtCsvError code, const char *message)
{
  g_set_error_literal (error, CT_CSV_ERROR, (int) code, message);
  return FALSE;
}

/* Returns: (transfer full) (nullable): as UTF-8, without its mark */
static char *
decode (GBytes *bytes, gboolean *utf8, GError **error)
{
  gsize length;
  const char *data = g_bytes_get_data (bytes, &length);
  char *text;

  if (length > CT_CSV_MAX_BYTES)
    {
      fail (error, CT_CSV_ERROR_LARGE, "the file has more than 5 MB");
      return NULL;
    }
  if (length > 0 && memchr (data, '\0', length) != NULL)
    {
      fail (error, CT_CSV_ERROR_BINARY, "this is no text: save it as CSV first");
      return NULL;
    }
  *utf8 = length == 0 || g_utf8_validate (data, (gssize) length, NULL);
  if (*utf8)
    {
      gsize mark = length >= strlen (CT_CSV_BOM) && memcmp (data, CT_CSV_BOM, strlen (CT_CSV_BOM)) == 0 ? strlen (CT_CSV_BOM) : 0;

      return length == 0 ? g_strdup ("") : g_strndup (data + mark, length - mark);
    }
  text = g_convert (data, (gssize) length, "UTF-8", "WINDOWS-1252", NULL, NULL, NULL);
  if (text == NULL)
    fail (error, CT_CSV_ERROR_CHARSET, "the file is neither in UTF-8 nor in Windows-1252: save it as UTF-8");
  return text;
}

/* The one that parts the first row, which holds the names of the columns. */
static char
find_separator (const char *text)
{
  static const char candidates[] = ";,\t";
  guint counts[G_N_ELEMENTS (candidates)] = { 0 };
  gboolean quoted = FALSE;
  guint best = 0;

  for (const char *p = text; *p != '\0' && (quoted || (*p != '\n' && *p != '\r')); p++)
    {
      const char *found = strchr (candidates, *p);

      if (*p == '"')
        quoted = !quoted;
      else if (!quoted && found != NULL)
        counts[found - candidates]++;
    }
  for (guint i = 1; i < strlen (candidates); i++)
    if (counts[i] > counts[best])
      best = i;
  return candidates[best];
}

/* Takes the end of a row, however it is written. */
static gboolean
take_end (Cursor *cursor)
{
  if (*cursor->at != '\r' && *cursor->at != '\n')
    return *cursor->at == '\0';
  if (cursor->at[0] == '\r' && cursor->at[1] == '\n')
    cursor->at++;
  cursor->at++;
  cursor->line++;
  return TRUE;
}

static gboolean
read_quoted (Cursor *cursor, GString *cell, GError **error)
{
  guint began = cursor->line;

  for (cursor->at++; *cursor->at != '\0'; cursor->at++)
    {
      if (cursor->at[0] == '"' && cursor->at[1] == '"')
        cursor->at++;
      else if (*cursor->at == '"')
        {
          cursor->at++;
          if (*cursor->at == cursor->separator || strchr ("\r\n", *cursor->at) != NULL)
            return TRUE;
          g_set_error (error, CT_CSV_ERROR, CT_CSV_ERROR_QUOTE, "line %u: a cell goes on behind its closing quotation mark", cursor->line);
          return FALSE;
        }
      cursor->line += *cursor->at == '\n';
      g_string_append_c (cell, *cursor->at);
    }
  g_set_error (error, CT_CSV_ERROR, CT_CSV_ERROR_QUOTE, "line %u: a quotation mark is not closed", began);
  return FALSE;
}

static gboolean
read_cell (Cursor *cursor, GPtrArray *row, GError **error)
{
  g_autoptr (GString) cell = g_string_new (NULL);

  if (row->len == CT_CSV_MAX_COLUMNS)
    {
      g_set_error (error, CT_CSV_ERROR, CT_CSV_ERROR_WIDE, "line %u: more than %d columns", cursor->line, CT_CSV_MAX_COLUMNS);
      return FALSE;
    }
  if (*cursor->at == '"')
    {
      if (!read_quoted (cursor, cell, error))
        return FALSE;
    }
  else
    {
      const char end[] = { cursor->separator, '\r', '\n', '\0' };
      gsize length = strcspn (cursor->at, end);

      g_string_append_len (cell, cursor->at, (gssize) length);
      cursor->at += length;
    }
  if (cell->str[0] == '\'' && is_formula (cell->str))
    g_string_erase (cell, 0, 1);
  g_ptr_array_add (row, g_string_free (g_steal_pointer (&cell), FALSE));
  return TRUE;
}

/* Rows without anything in them, as spreadsheets leave them at the end, are none. */
static gboolean
is_empty (GPtrArray *row)
{
  return row->len == 1 && *(const char *) g_ptr_array_index (row, 0) == '\0';
}

static gboolean
read_row (Cursor *cursor, GPtrArray *rows, GError **error)
{
  g_autoptr (GPtrArray) row = g_ptr_array_new_with_free_func (g_free);

  do
    {
      if (row->len > 0)
        cursor->at++; /* the separator */
      if (!read_cell (cursor, row, error))
        return FALSE;
    }
  while (!take_end (cursor));
  if (is_empty (row))
    return TRUE;
  if (rows->len == CT_CSV_MAX_ROWS)
    return fail (error, CT_CSV_ERROR_LONG, "the file has more than 5,000 rows");
  g_ptr_array_add (row, NULL);
  g_ptr_array_set_free_func (row, NULL);
  g_ptr_array_add (rows, g_ptr_array_free (g_steal_pointer (&row), FALSE));
  return TRUE;
}

/**
 * ct_csv_parse:
 * @bytes: a file
 *
 * Limits: safety.md of the design, 6.7; the macros in the header.
 *
 * Returns: (transfer full) (nullable): NULL with an error of #CtCsvError, which tells the line
 */
CtCsv *
ct_csv_parse (GBytes *bytes, GError **error)
{
  g_autoptr (CtCsv) self = g_new0 (CtCsv, 1);
  g_autofree char *text = NULL;
  Cursor cursor = { .line = 1 };

  self->rows = g_ptr_array_new_with_free_func ((GDestroyNotify) g_strfreev);
  text = decode (bytes, &self->utf8, error);
  if (text == NULL)
    return NULL;
  cursor.at = text;
  cursor.separator = self->separator = find_separator (text);
  while (*cursor.at != '\0')
    if (!read_row (&cursor, self->rows, error))
      return NULL;
  return g_steal_pointer (&self);
}

void
ct_csv_free (CtCsv *self)
{
  g_ptr_array_unref (self->rows);
  g_free (self);
}

/**
 * ct_csv_get_n_rows:
 *
 * Returns: the one with the names of the columns among them
 */
guint
ct_csv_get_n_rows (CtCsv *self)
{
  return self->rows->len;
}

/**
 * ct_csv_get_row:
 *
 * Returns: (transfer none) (array zero-terminated=1): its cells; rows need not be of one length
 */
const char * const *
ct_csv_get_row (CtCsv *self, guint n)
{
  return g_ptr_array_index (self->rows, n);
}

/**
 * ct_csv_get_separator:
 *
 * Returns: what was taken for it: shown to whoever imports
 */
char
ct_csv_get_separator (CtCsv *self)
{
  return self->separator;
}

/**
 * ct_csv_is_utf8:
 *
 * Returns: FALSE when it was taken for Windows-1252
 */
gboolean
ct_csv_is_utf8 (CtCsv *self)
{
  return self->utf8;
}

/* ---- writing ---- */

/* Guarded where a spreadsheet would calculate with it. */
static void
append_cell (GString *out, const char *text)
{
  gboolean quoted = strpbrk (text, "\";,\t\r\n") != NULL;

  if (quoted)
    g_string_append_c (out, '"');
  if (is_formula (text))
    g_string_append_c (out, '\'');
  for (const char *p = text; *p != '\0'; p++)
    {
      if (*p == '"')
        g_string_append_c (out, '"');
      g_string_append_c (out, *p);
    }
  if (quoted)
    g_string_append_c (out, '"');
}

/**
 * ct_csv_append_row:
 * @out: a table, which begins with CT_CSV_BOM
 * @cells: (array zero-terminated=1): at least two: one empty cell alone is no row
 */
void
ct_csv_append_row (GString *out, const char * const *cells)
{
  for (guint i = 0; cells[i] != NULL; i++)
    {
      if (i > 0)
        g_string_append_c (out, SEPARATOR);
      append_cell (out, cells[i]);
    }
  g_string_append (out, "\r\n");
}
