/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Comptoir authors */

/* What the code of a waiting slip says: which record, and nothing of whom. An address of this
 * program's (comptoir:), in the capitals, digits and signs that a QR code packs closest
 * (ISO/IEC 18004, alphanumeric mode). */

#include "config.h"

#include "ct-slip-code.h"

#include <string.h>

#define BEGINS "COMPTOIR:RECORD/"

/**
 * ct_slip_code_format:
 *
 * Returns: (transfer full): the code of @record
 */
char *
ct_slip_code_format (const CtUuid *record)
{
  g_autofree char *uuid = ct_uuid_format (record);
  g_autofree char *capitals = g_ascii_strup (uuid, -1);

  return g_strconcat (BEGINS, capitals, NULL);
}

/**
 * ct_slip_code_parse:
 * @text: scanned or handed over; a reader's Return may follow
 * @record: (out): untouched unless it is one
 *
 * Returns: whether @text is the code of a record
 */
gboolean
ct_slip_code_parse (const char *text, CtUuid *record)
{
  g_autofree char *uuid = NULL;

  if (g_ascii_strncasecmp (text, BEGINS, strlen (BEGINS)) != 0)
    return FALSE;
  uuid = g_ascii_strdown (text + strlen (BEGINS), -1);
  return ct_uuid_parse (g_strchomp (uuid), record);
}
