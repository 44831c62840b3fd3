/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Comptoir authors */

/* The code on paper that opens a vault whose keyring is lost: 160 random bits in
 * Crockford's Base32 (https://www.crockford.com/base32.html: no I, L, O, U; what looks
 * like 1 or 0 is taken for it), eight groups of four symbols, and a ninth that checks.
 *
 * The check is the number modulo 2^20 - 59. A slip in one symbol adds d * 32^i with
 * 0 < |d| < 32, a swap of two d * (32^i - 32^j): neither is ever a multiple of that prime
 * (the powers of 32 all differ there), so every such slip is seen before anything is
 * tried. It is the largest prime below 2^20 that has this, and for which no two slips in
 * different groups before the ninth leave the same rest: so mostly the group can be named. */

#include "config.h"

#include "ct-recovery-code.h"

#include <sodium.h>
#include <string.h>

G_DEFINE_QUARK (ct-recovery-code-error-quark, ct_recovery_code_error)

#define PRIME        1048517u
#define DATA_SYMBOLS 32
#define ALL_SYMBOLS  (CT_RECOVERY_CODE_GROUPS * CT_RECOVERY_CODE_GROUP)

static const char alphabet[] = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";

/* Returns: 0 to 31, -1 for what is no symbol */
static int
value_of (char c)
{
  const char *found;

  c = g_ascii_toupper (c);
  if (c == 'I' || c == 'L')
    c = '1';
  else if (c == 'O')
    c = '0';
  found = c != '\0' ? strchr (alphabet, c) : NULL;
  return found != NULL ? (int) (found - alphabet) : -1;
}

static guint
remainder_of (const guint8 *values)
{
  guint rest = 0;

  for (guint i = 0; i < DATA_SYMBOLS; i++)
    rest = (rest * 32 + values[i]) % PRIME;
  return rest;
}

static guint
check_of (const guint8 *values)
{
  guint check = 0;

  for (guint i = DATA_SYMBOLS; i < ALL_SYMBOLS; i++)
    check = check * 32 + values[i];
  return check;
}

/**
 * ct_recovery_code_random:
 *
 * Returns: (transfer full): CT_RECOVERY_CODE_BYTES bytes
 */
CtSecretBytes *
ct_recovery_code_random (void)
{
  return ct_secret_bytes_random (CT_RECOVERY_CODE_BYTES);
}

/**
 * ct_recovery_code_format:
 *
 * Returns: (transfer full): CT_RECOVERY_CODE_TEXT characters, as 0123-4567-…
 */
CtSecretBytes *
ct_recovery_code_format (CtSecretBytes *code)
{
  CtSecretBytes *text = ct_secret_bytes_random (CT_RECOVERY_CODE_TEXT);
  char *out = (char *) ct_secret_bytes_data (text);
  const guint8 *bytes = ct_secret_bytes_data (code);
  guint8 values[ALL_SYMBOLS];
  guint check;

  for (guint i = 0; i < DATA_SYMBOLS; i++)
    {
      /* Five bits, across at most two bytes. */
      guint bit = i * 5, two = (guint) bytes[bit / 8] << 8 | (bit / 8 + 1 < CT_RECOVERY_CODE_BYTES ? bytes[bit / 8 + 1] : 0u);

      values[i] = (guint8) (two >> (11 - bit % 8) & 31);
    }
  check = remainder_of (values);
  for (guint i = ALL_SYMBOLS; i-- > DATA_SYMBOLS; check /= 32)
    values[i] = (guint8) (check % 32);
  for (guint i = 0; i < ALL_SYMBOLS; i++)
    {
      if (i > 0 && i % CT_RECOVERY_CODE_GROUP == 0)
        *out++ = '-';
      *out++ = alphabet[values[i]];
    }
  sodium_memzero (values, sizeof values);
  return text;
}

/* How many symbols of the check group are not those of @rest. */
static guint
differing (const guint8 *values, guint rest)
{
  guint n = 0;

  for (guint i = ALL_SYMBOLS; i-- > DATA_SYMBOLS; rest /= 32)
    n += values[i] != rest % 32;
  return n;
}

/* Which group holds the one symbol that would mend all; 0 when there is none, or more
 * than one. */
static guint
group_of_slip (const guint8 *values)
{
  guint rest = remainder_of (values), check = check_of (values), weight = 1;
  guint group = differing (values, rest) == 1 ? CT_RECOVERY_CODE_GROUPS : 0;

  /* Another value v' at i changes the rest by (v' - v) * weight. */
  for (guint i = DATA_SYMBOLS; i-- > 0; weight = weight * 32 % PRIME)
    for (guint other = 0; other < 32; other++)
      if (other != values[i] && check < PRIME
          && (rest + (guint) ((guint64) weight * (other + PRIME - values[i]) % PRIME)) % PRIME == check)
        {
          /* Never twice in one group: there, the rests of all slips differ. */
          if (group != 0)
            return 0;
          group = i / CT_RECOVERY_CODE_GROUP + 1;
        }
  return group;
}

static CtSecretBytes *
bytes_of (const guint8 *values)
{
  CtSecretBytes *code = ct_secret_bytes_random (CT_RECOVERY_CODE_BYTES);
  guint8 *bytes = ct_secret_bytes_data (code);
  guint bits = 0, pending = 0;

  for (guint i = 0; i < DATA_SYMBOLS; i++)
    {
      pending = pending << 5 | values[i];
      bits += 5;
      if (bits >= 8)
        *bytes++ = (guint8) (pending >> (bits -= 8) & 0xff);
    }
  return code;
}

/**
 * ct_recovery_code_parse:
 * @text: as typed: case, hyphens and spaces do not matter
 * @group: (out): the group in which the slip is, 1 to 9; 0 when that cannot be told
 *
 * Returns: (transfer full) (nullable): the code's bytes
 */
CtSecretBytes *
ct_recovery_code_parse (const char *text, guint *group, GError **error)
{
  guint8 values[ALL_SYMBOLS];
  guint n = 0;
  CtSecretBytes *code = NULL;

  *group = 0;
  for (const char *p = text; *p != '\0'; p++)
    {
      if (*p == '-' || g_ascii_isspace (*p))
        continue;
      if (value_of (*p) < 0)
        {
          *group = MIN (n / CT_RECOVERY_CODE_GROUP + 1, CT_RECOVERY_CODE_GROUPS);
          g_set_error_literal (error, CT_RECOVERY_CODE_ERROR, CT_RECOVERY_CODE_ERROR_SYMBOL, "no recovery code has this character");
          sodium_memzero (values, sizeof values);
          return NULL;
        }
      if (n < ALL_SYMBOLS)
        values[n] = (guint8) value_of (*p);
      n++;
    }
  if (n != ALL_SYMBOLS)
    g_set_error (error, CT_RECOVERY_CODE_ERROR, CT_RECOVERY_CODE_ERROR_LENGTH, "a recovery code has %d characters, not %u",
                 ALL_SYMBOLS, n);
  else if (check_of (values) != remainder_of (values))
    {
      *group = group_of_slip (values);
      g_set_error_literal (error, CT_RECOVERY_CODE_ERROR, CT_RECOVERY_CODE_ERROR_CHECK, "a character of the recovery code is wrong");
    }
  else
    code = bytes_of (values);
  sodium_memzero (values, sizeof values);
  return code;
}

/**
 * ct_recovery_code_has_group:
 * @formatted: from ct_recovery_code_format()
 * @group: 1 to CT_RECOVERY_CODE_GROUPS
 * @typed: what somebody read from the paper
 *
 * Returns: whether it is that group
 */
gboolean
ct_recovery_code_has_group (CtSecretBytes *formatted, guint group, const char *typed)
{
  const char *expected = ct_secret_bytes_text (formatted) + (group - 1) * (CT_RECOVERY_CODE_GROUP + 1);
  guint n = 0;

  for (const char *p = typed; *p != '\0'; p++)
    {
      if (*p == '-' || g_ascii_isspace (*p))
        continue;
      if (n >= CT_RECOVERY_CODE_GROUP || value_of (*p) < 0 || value_of (*p) != value_of (expected[n]))
        return FALSE;
      n++;
    }
  return n == CT_RECOVERY_CODE_GROUP;
}
