/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Comptoir authors */

/* A strict look at JSON text before json-glib sees it.
 *
 * json-glib 1.6 overflows the stack on 75,000 '[', reads 0123 as octal, takes
 * single quotes, comments and several roots, and cuts strings at \u0000. This
 * accepts RFC 8259 and nothing else: at most 64 KiB (of a file that somebody lets in, what its
 * reader allows), at most 32 deep, one root
 * (an object or an array), UTF-8, no \u0000, no lone surrogate, no member name
 * twice in one object. It allocates only the set of member names. */

#include "config.h"

#include "ct-json-guard.h"

#include <math.h>
#include <string.h>

typedef struct
{
  const char *p;
  const char *end;
  const char *why;
} Scan;

static gboolean scan_value (Scan *s, guint depth);

static gboolean
fail (Scan *s, const char *why)
{
  s->why = why;
  return FALSE;
}

/* No NUL stands here any more, which strchr() would take for one of these. */
static void
skip_space (Scan *s)
{
  while (s->p < s->end && strchr (" \t\r\n", *s->p) != NULL)
    s->p++;
}

static gboolean
take (Scan *s, char c)
{
  if (s->p < s->end && *s->p == c)
    {
      s->p++;
      return TRUE;
    }
  return FALSE;
}

static int
scan_hex4 (Scan *s)
{
  int value = 0;

  if (s->end - s->p < 4)
    return -1;
  for (guint i = 0; i < 4; i++)
    {
      int digit = g_ascii_xdigit_value (*s->p++);

      if (digit < 0)
        return -1;
      value = value * 16 + digit;
    }
  return value;
}

static gboolean
scan_unicode_escape (Scan *s)
{
  int unit = scan_hex4 (s);

  if (unit <= 0)
    return fail (s, "bad \\u escape");
  if (unit >= 0xdc00 && unit <= 0xdfff)
    return fail (s, "lone surrogate");
  if (unit >= 0xd800 && unit <= 0xdbff)
    {
      int low;

      if (!take (s, '\\') || !take (s, 'u'))
        return fail (s, "lone surrogate");
      low = scan_hex4 (s);
      if (low < 0xdc00 || low > 0xdfff)
        return fail (s, "lone surrogate");
    }
  return TRUE;
}

static gboolean
scan_string (Scan *s)
{
  if (!take (s, '"'))
    return fail (s, "a string was expected");

  while (s->p < s->end)
    {
      guchar c = (guchar) *s->p++;

      if (c == '"')
        return TRUE;
      if (c < 0x20)
        return fail (s, "control character in a string");
      if (c != '\\')
        continue;
      if (s->p == s->end)
        break;
      c = (guchar) *s->p++;
      if (c == 'u')
        {
          if (!scan_unicode_escape (s))
            return FALSE;
        }
      else if (strchr ("\"\\/bfnrt", c) == NULL)
        return fail (s, "unknown escape");
    }
  return fail (s, "string without end");
}

static gboolean
scan_digits (Scan *s)
{
  const char *start = s->p;

  while (s->p < s->end && g_ascii_isdigit (*s->p))
    s->p++;
  return s->p > start;
}

/* json-glib would make infinity of it, which no JSON can say. */
static gboolean
is_finite (const char *number, gsize length)
{
  g_autofree char *text = g_strndup (number, length);

  return isfinite (g_ascii_strtod (text, NULL));
}

static gboolean
scan_number (Scan *s)
{
  const char *start = s->p;

  take (s, '-');
  if (!take (s, '0') && !scan_digits (s))
    return fail (s, "not a JSON value");
  if (take (s, '.') && !scan_digits (s))
    return fail (s, "bad number");
  if (take (s, 'e') || take (s, 'E'))
    {
      if (!take (s, '+'))
        take (s, '-');
      if (!scan_digits (s))
        return fail (s, "bad number");
    }
  if (s->p < s->end && (g_ascii_isalnum (*s->p) || *s->p == '.'))
    return fail (s, "bad number");
  if (!is_finite (start, (gsize) (s->p - start)))
    return fail (s, "number too large");
  return TRUE;
}

static gboolean
scan_member (Scan *s, GHashTable *names, guint depth)
{
  const char *start;
  char *name;

  skip_space (s);
  start = s->p;
  if (!scan_string (s))
    return FALSE;

  /* Two spellings of one name ("a" and "\u0061") count as two here; json-glib
   * keeps the last. No field of ours needs an escape, so refuse them. */
  if (memchr (start, '\\', (gsize) (s->p - start)) != NULL)
    return fail (s, "escape in a member name");
  name = g_strndup (start, (gsize) (s->p - start));
  if (!g_hash_table_add (names, name))
    return fail (s, "member name twice");

  skip_space (s);
  if (!take (s, ':'))
    return fail (s, "':' expected");
  return scan_value (s, depth);
}

static gboolean
scan_container (Scan *s, guint depth)
{
  char close = *s->p == '{' ? '}' : ']';
  g_autoptr (GHashTable) names = NULL;

  if (depth >= CT_JSON_MAX_DEPTH)
    return fail (s, "nested too deep");
  if (*s->p++ == '{')
    names = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);

  skip_space (s);
  if (take (s, close))
    return TRUE;
  do
    {
      if (names != NULL ? !scan_member (s, names, depth + 1) : !scan_value (s, depth + 1))
        return FALSE;
      skip_space (s);
    }
  while (take (s, ','));

  if (!take (s, close))
    return fail (s, "container without end");
  return TRUE;
}

static gboolean
scan_value (Scan *s, guint depth)
{
  static const char * const words[] = { "true", "false", "null" };

  skip_space (s);
  if (s->p == s->end)
    return fail (s, "value expected");
  if (*s->p == '{' || *s->p == '[')
    return scan_container (s, depth);
  if (*s->p == '"')
    return scan_string (s);
  for (guint i = 0; i < G_N_ELEMENTS (words); i++)
    if ((gsize) (s->end - s->p) >= strlen (words[i]) && strncmp (s->p, words[i], strlen (words[i])) == 0)
      {
        s->p += strlen (words[i]);
        return TRUE;
      }
  return scan_number (s);
}

/**
 * ct_json_guard:
 * @data: need not end with a NUL
 * @why: (out) (optional): on FALSE, a static English sentence for a log
 *
 * Returns: whether @data may be given to json-glib
 */
gboolean
ct_json_guard (const char *data, gsize length, const char **why)
{
  return ct_json_guard_file (data, length, CT_JSON_MAX_SIZE, why);
}

/**
 * ct_json_guard_file:
 * @max: bytes, in the place of %CT_JSON_MAX_SIZE
 *
 * As ct_json_guard().
 */
gboolean
ct_json_guard_file (const char *data, gsize length, gsize max, const char **why)
{
  Scan scan = { data, data + length, NULL };
  gboolean good;

  if (length > max)
    good = fail (&scan, max == CT_JSON_MAX_SIZE ? "larger than 64 KiB" : "larger than is read");
  else if (!g_utf8_validate_len (data, length, NULL))
    good = fail (&scan, "not UTF-8");
  else
    {
      skip_space (&scan);
      if (scan.p == scan.end || (*scan.p != '{' && *scan.p != '['))
        good = fail (&scan, "neither object nor array");
      else if ((good = scan_value (&scan, 0)))
        {
          skip_space (&scan);
          if (scan.p != scan.end)
            good = fail (&scan, "text after the end");
        }
    }

  if (why != NULL)
    *why = scan.why;
  return good;
}
