/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Comptoir authors */

/* What another program hands over: one person, as a vCard or as FHIR, or the address of a
 * record that is here. Taken whole or not at all.
 *
 * An address names a record by its number and can hold nobody: whatever stands in one is seen
 * by every program of the session, and by the list of those that run. */

#include "config.h"

#include "ct-handed.h"

#include "ct-fhir-reader.h"
#include "ct-name.h"
#include "ct-rules.h"
#include "ct-scan.h"
#include "ct-sheet-reader.h"
#include "ct-slip-code.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <string.h>
#include <unistd.h>

G_DEFINE_QUARK (ct-handed-error-quark, ct_handed_error)

static gpointer
refuse (GError **error, CtHandedError code, const char *message)
{
  g_set_error_literal (error, CT_HANDED_ERROR, (int) code, message);
  return NULL;
}

/* Opens a file, and nothing that only leads to one. O_NOFOLLOW would say the same in one step,
 * but the document portal, by which a sandbox is given files, refuses it.
 *
 * Returns: -1 when @path is a link, a pipe, a device, or cannot be read */
static int
open_file (const char *path)
{
  struct stat named, opened;
  int fd = lstat (path, &named) == 0 && S_ISREG (named.st_mode) ? open (path, O_RDONLY | O_CLOEXEC | O_NONBLOCK) : -1;

  if (fd >= 0 && (fstat (fd, &opened) != 0 || opened.st_dev != named.st_dev || opened.st_ino != named.st_ino))
    {
      close (fd);
      return -1;
    }
  return fd;
}

/**
 * ct_handed_load:
 *
 * Returns: (transfer full) (nullable): what is in the file; of a link, a pipe or a device
 *   nothing is read
 */
GBytes *
ct_handed_load (const char *path, GError **error)
{
  int fd = open_file (path);
  g_autoptr (GByteArray) bytes = NULL;
  guint8 buffer[16384];
  ssize_t n = 0;

  if (fd < 0)
    return refuse (error, CT_HANDED_ERROR_READ, "this is no file that can be read");
  bytes = g_byte_array_new ();
  while (bytes->len <= CT_HANDED_MAX_BYTES && (n = read (fd, buffer, sizeof buffer)) > 0)
    g_byte_array_append (bytes, buffer, (guint) n);
  close (fd);
  if (n < 0)
    return refuse (error, CT_HANDED_ERROR_READ, "this is no file that can be read");
  if (bytes->len > CT_HANDED_MAX_BYTES)
    return refuse (error, CT_HANDED_ERROR_LARGE, "the file is longer than one person can be");
  return g_byte_array_free_to_bytes (g_steal_pointer (&bytes));
}

/* Returns: (transfer full) (nullable): a text without its mark, lines ended by \n */
static char *
text_of (GBytes *bytes, GError **error)
{
  gsize length;
  const char *data = g_bytes_get_data (bytes, &length);
  GString *text;

  if (length == 0 || memchr (data, '\0', length) != NULL || !g_utf8_validate (data, (gssize) length, NULL))
    return refuse (error, CT_HANDED_ERROR_UNKNOWN, "this is neither a vCard nor FHIR, in UTF-8");
  text = g_string_new_len (data, (gssize) length);
  if (g_str_has_prefix (text->str, CT_CSV_BOM))
    g_string_erase (text, 0, (gssize) strlen (CT_CSV_BOM));
  g_string_replace (text, "\r\n", "\n", 0);
  return g_strchug (g_string_free (text, FALSE));
}

static CtEntry *
read_vcard (const char *text, GDateTime *now, GError **error)
{
  g_autoptr (CtEntry) entry = ct_entry_new ();
  const char *second = strstr (text + 1, "BEGIN:VCARD");

  if (second != NULL)
    return refuse (error, CT_HANDED_ERROR_SEVERAL, "more than one person is in the file");
  if (ct_scan_read (text, ct_date_of (now), entry) != CT_SCAN_PATIENT)
    return refuse (error, CT_HANDED_ERROR_BROKEN, "the vCard is not whole, or names nobody");
  return g_steal_pointer (&entry);
}

static CtEntry *
read_fhir (GBytes *bytes, const CtCatalog *catalog, GError **error)
{
  g_autoptr (GError) why = NULL;
  g_autoptr (CtBatch) batch = ct_fhir_read (bytes, catalog, &why);

  if (batch == NULL)
    return refuse (error, CT_HANDED_ERROR_BROKEN, why->message);
  if (ct_batch_get_n_items (batch) > 1)
    return refuse (error, CT_HANDED_ERROR_SEVERAL, "more than one person is in the file");
  return ct_entry_ref (ct_batch_get_item (batch, 0)->entry);
}

/* A table has many people in it, and a window of its own. */
static gboolean
is_table (GBytes *bytes)
{
  g_autoptr (CtCsv) csv = ct_csv_parse (bytes, NULL);
  g_autoptr (CtBatch) batch = csv != NULL ? ct_sheet_read (csv, NULL) : NULL;

  return batch != NULL;
}

/* What is typed can be mended on the screen; a name that is none was never typed. */
static gboolean
is_name (const CtEntry *entry, CtField field)
{
  g_autofree char *name = ct_name_normalize (ct_entry_get (entry, field));

  return name != NULL || *ct_entry_get (entry, field) == '\0';
}

static CtEntry *
tidied (CtEntry *found, const CtCatalog *catalog, GDateTime *now, GError **error)
{
  g_autoptr (CtEntry) entry = ct_entry_new ();

  if (*ct_entry_get (found, CT_FIELD_BIRTH_NAME) == '\0' || !is_name (found, CT_FIELD_BIRTH_NAME) || !is_name (found, CT_FIELD_FIRST_NAMES)
      || !is_name (found, CT_FIELD_USED_NAME))
    return refuse (error, CT_HANDED_ERROR_NAME, "there is no name, or one with characters that no name has");
  for (guint i = 0; i < CT_FIELD_REASON; i++)
    {
      g_autofree char *text = ct_rules_tidy ((CtField) i, ct_entry_get (found, (CtField) i), catalog, now);

      ct_entry_set (entry, (CtField) i, text);
    }
  return g_steal_pointer (&entry);
}

/**
 * ct_handed_read:
 * @bytes: of a file: a vCard, or a Patient of FHIR R4, alone or in a Bundle
 *
 * Returns: (transfer full) (nullable): the answers it gives, as the form writes them; NULL with
 *   an error of #CtHandedError
 */
CtEntry *
ct_handed_read (GBytes *bytes, const CtCatalog *catalog, GDateTime *now, GError **error)
{
  g_autofree char *text = NULL;
  g_autoptr (CtEntry) found = NULL;

  if (g_bytes_get_size (bytes) > CT_HANDED_MAX_BYTES)
    return refuse (error, CT_HANDED_ERROR_LARGE, "the file is longer than one person can be");
  if (is_table (bytes))
    return refuse (error, CT_HANDED_ERROR_SEVERAL, "this is a table");
  text = text_of (bytes, error);
  if (text == NULL)
    return NULL;
  if (*text == '{' || *text == '[')
    {
      g_autoptr (GBytes) json = g_bytes_new (text, strlen (text));

      found = read_fhir (json, catalog, error);
    }
  else if (g_str_has_prefix (text, "BEGIN:VCARD") || g_str_has_prefix (text, "MECARD:"))
    found = read_vcard (text, now, error);
  else
    return refuse (error, CT_HANDED_ERROR_UNKNOWN, "this is neither a vCard nor FHIR");
  return found != NULL ? tidied (found, catalog, now, error) : NULL;
}

/**
 * ct_handed_parse_address:
 * @address: comptoir:record/ and a number, as comptoirctl add and a waiting slip give it
 *
 * Nothing else is an address here: no path is followed and no name is taken out of one.
 */
gboolean
ct_handed_parse_address (const char *address, CtUuid *record, GError **error)
{
  if (strlen (address) < 100 && ct_slip_code_parse (address, record))
    return TRUE;
  refuse (error, CT_HANDED_ERROR_ADDRESS, "an address is comptoir:record/ and the number of a record; people are handed over by a file or comptoirctl add");
  return FALSE;
}
