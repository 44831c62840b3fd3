/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Comptoir authors */

/* A file with results, sealed by a passphrase or plain: it is written record by record, so
 * that what is clear is in memory only, and little of it; then all of the file is read back. */

#include "config.h"

#include "ct-export-file.h"

#include "ct-age.h"
#include "ct-exports.h"
#include "ct-fhir.h"
#include "ct-rules.h"
#include "ct-sheet.h"

#include <string.h>
#include <unistd.h>

static gboolean
fail (const char *message, GError **error)
{
  g_set_error_literal (error, CT_EXPORTS_ERROR, CT_EXPORTS_ERROR_DISK, message);
  return FALSE;
}

/* Where what is clear goes, and what it was. */
typedef struct
{
  CtFreshFile *file;
  CtAgeWriter *age; /* nullable: plain */
  GChecksum   *sum;
} Sink;

static gboolean
put (Sink *sink, GString *text, GError **error)
{
  gboolean good;

  g_checksum_update (sink->sum, (const guint8 *) text->str, (gssize) text->len);
  good = sink->age != NULL ? ct_age_writer_write (sink->age, text->str, text->len, error)
                           : ct_fresh_file_write (sink->file, text->str, text->len, error);
  explicit_bzero (text->str, text->len);
  g_string_truncate (text, 0);
  return good;
}

/* As it was when it was validated: what is too long ago today was not then. */
static gboolean
append_fhir (GString *out, const CtExportForm *form, const CtRow *row, GTimeZone *zone, GError **error)
{
  g_autoptr (GDateTime) utc = g_date_time_new_from_unix_utc (ct_entry_get_validated_at (row->entry) / 1000);
  g_autoptr (GDateTime) then = g_date_time_to_timezone (utc, zone);
  g_autoptr (GPtrArray) issues = g_ptr_array_new_with_free_func ((GDestroyNotify) ct_issue_free);
  g_autoptr (CtRecord) record = ct_rules_check (row->entry, form->catalog, then, issues);
  g_autofree char *uuid = ct_uuid_format (&row->uuid);
  g_autoptr (GBytes) body = NULL;

  if (record == NULL || form->professional == NULL)
    {
      g_set_error (error, CT_EXPORTS_ERROR, CT_EXPORTS_ERROR_FORM, "the record %s cannot be written as FHIR, since %s: take CSV", uuid,
                   record == NULL ? "the lists of kits or towns have changed" : "the set-up does not say who answers for it");
      return FALSE;
    }
  body = ct_fhir_encode_whole (record, form->professional, &row->uuid, then);
  g_string_append_len (out, g_bytes_get_data (body, NULL), (gssize) g_bytes_get_size (body));
  g_string_append_c (out, '\n');
  return TRUE;
}

static gboolean
append (GString *out, const CtExportForm *form, const CtRow *row, GTimeZone *zone, GError **error)
{
  if (form->fhir)
    return append_fhir (out, form, row, zone, error);
  ct_sheet_append_row (out, row, zone);
  return TRUE;
}

/* @sum: of all that is clear */
static gboolean
write_records (CtFreshFile *file, const CtExportForm *form, GPtrArray *rows, CtSecretBytes *passphrase, GChecksum *sum, GError **error)
{
  g_autoptr (CtAgeWriter) age = NULL;
  g_autoptr (GTimeZone) zone = g_time_zone_new_local ();
  g_autoptr (GString) text = g_string_sized_new (4096);
  Sink sink = { .file = file, .sum = sum };
  gboolean good = TRUE;

  if (passphrase != NULL)
    {
      age = ct_age_writer_new (file, passphrase, error);
      if (age == NULL)
        return FALSE;
    }
  sink.age = age;
  if (!form->fhir)
    ct_sheet_begin (text);
  good = put (&sink, text, error);
  for (guint i = 0; good && i < rows->len; i++)
    good = append (text, form, g_ptr_array_index (rows, i), zone, error) && put (&sink, text, error);
  return good && (age == NULL || ct_age_writer_end (age, error));
}

static gboolean
read_plain (int fd, GChecksum *sum, GError **error)
{
  guint8 buffer[16384];
  ssize_t n;

  while ((n = read (fd, buffer, sizeof buffer)) > 0)
    g_checksum_update (sum, buffer, n);
  explicit_bzero (buffer, sizeof buffer);
  return n == 0 || fail ("the file cannot be read back", error);
}

static gboolean
read_sealed (int fd, CtSecretBytes *passphrase, GChecksum *sum, GError **error)
{
  g_autoptr (CtAgeReader) reader = ct_age_reader_new (fd, passphrase, error);
  const guint8 *data;
  gsize length = 0;

  if (reader == NULL)
    return FALSE;
  do
    {
      if (!ct_age_reader_read (reader, &data, &length, error))
        return FALSE;
      g_checksum_update (sum, data, (gssize) length);
    }
  while (length > 0);
  return TRUE;
}

/* From the file itself, as whoever gets it will. */
static gboolean
read_back (CtFreshFile *file, CtSecretBytes *passphrase, GChecksum *written, GError **error)
{
  g_autoptr (GChecksum) found = g_checksum_new (G_CHECKSUM_SHA256);

  if (lseek (file->fd, 0, SEEK_SET) != 0)
    return fail ("the file cannot be read back", error);
  if (!(passphrase != NULL ? read_sealed (file->fd, passphrase, found, error) : read_plain (file->fd, found, error)))
    return FALSE;
  return g_str_equal (g_checksum_get_string (found), g_checksum_get_string (written))
         || fail ("the file is not what was written", error);
}

/**
 * ct_export_file_write:
 * @file: nothing in it yet; kept by the caller, when this succeeds
 * @form: what it is
 * @rows: (element-type CtRow): validated
 * @passphrase: (nullable): NULL for a plain one
 *
 * Takes a second or two with a passphrase: for a worker. Fails with an error of the disk, of
 * #CtAgeError, or of #CtExportsError when what is read back is something else.
 */
gboolean
ct_export_file_write (CtFreshFile *file, const CtExportForm *form, GPtrArray *rows, CtSecretBytes *passphrase, GError **error)
{
  g_autoptr (GChecksum) sum = g_checksum_new (G_CHECKSUM_SHA256);

  return write_records (file, form, rows, passphrase, sum, error) && read_back (file, passphrase, sum, error);
}
