/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Comptoir authors */

/* The EU digital COVID certificate: "HC1:", base45 (RFC 9285), zlib, a COSE message of
 * CBOR whose claim -260.1 holds names and date of birth. To prefill only: the
 * signature is not ours to judge, and a person reads the answers back. */

#include "config.h"

#include "ct-hc1.h"

#include <cbor.h>
#include <string.h>
#include <zlib.h>

#define MAX_CODE  4096  /* characters; a QR code holds 4,296 */
#define MAX_PLAIN 16384 /* bytes, inflated */
#define HCERT     259   /* CBOR writes -260 so */
#define COSE_SIGN1 0xd2 /* tag 18 */

static void
item_free (cbor_item_t *item)
{
  cbor_decref (&item);
}

typedef cbor_item_t CborItem;
G_DEFINE_AUTOPTR_CLEANUP_FUNC (CborItem, item_free)

/* Returns: (transfer full) (nullable): what the characters stand for */
static GByteArray *
base45 (const char *text, gsize length)
{
  static const char alphabet[] = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:";
  g_autoptr (GByteArray) out = g_byte_array_new ();

  for (gsize i = 0; i < length; i += 3)
    {
      gsize n = MIN (3, length - i);
      guint value = 0, factor = 1;
      guint8 bytes[2];

      for (gsize k = 0; k < n; k++, factor *= 45)
        {
          const char *at = memchr (alphabet, text[i + k], sizeof alphabet - 1);

          if (at == NULL)
            return NULL;
          value += (guint) (at - alphabet) * factor;
        }
      if (n == 1 || value > (n == 3 ? 0xffffu : 0xffu))
        return NULL;
      bytes[0] = (guint8) (n == 3 ? value >> 8 : value);
      bytes[1] = (guint8) value;
      g_byte_array_append (out, bytes, n == 3 ? 2 : 1);
    }
  return g_steal_pointer (&out);
}

/* libcbor sets aside whatever room a list claims to need, tens of gigabytes if it says so;
 * each member takes a byte at the least. */
typedef struct
{
  gsize    length;
  gboolean honest;
} Claims;

static void
on_list_cb (void *data, size_t members)
{
  Claims *claims = data;

  claims->honest = claims->honest && members <= claims->length;
}

static CborItem *
load (const guint8 *data, gsize length)
{
  struct cbor_callbacks callbacks = cbor_empty_callbacks;
  struct cbor_load_result result;
  Claims claims = { .length = length, .honest = TRUE };

  callbacks.array_start = on_list_cb;
  callbacks.map_start = on_list_cb;
  for (gsize at = 0; at < length && claims.honest;)
    {
      struct cbor_decoder_result step = cbor_stream_decode (data + at, length - at, &callbacks, &claims);

      if (step.status != CBOR_DECODER_FINISHED || step.read == 0)
        break;
      at += step.read;
    }
  return length > 0 && claims.honest ? cbor_load (data, length, &result) : NULL;
}

/* Returns: (transfer none) (nullable): the value of a negative number's, a number's or
 * a text's key */
static CborItem *
member (CborItem *map, cbor_type type, guint64 number, const char *text)
{
  if (map == NULL || !cbor_isa_map (map))
    return NULL;
  for (gsize i = 0; i < cbor_map_size (map); i++)
    {
      struct cbor_pair pair = cbor_map_handle (map)[i];

      if (cbor_typeof (pair.key) != type)
        continue;
      if (type == CBOR_TYPE_STRING
            ? cbor_string_is_definite (pair.key) && cbor_string_length (pair.key) == strlen (text)
                && memcmp (cbor_string_handle (pair.key), text, strlen (text)) == 0
            : cbor_get_int (pair.key) == number)
        return pair.value;
    }
  return NULL;
}

/* Returns: (transfer full) (nullable) */
static char *
text_of (CborItem *map, const char *key)
{
  CborItem *item = member (map, CBOR_TYPE_STRING, 0, key);

  if (item == NULL || !cbor_isa_string (item) || !cbor_string_is_definite (item) || cbor_string_length (item) == 0)
    return NULL;
  return g_strndup ((const char *) cbor_string_handle (item), cbor_string_length (item));
}

/* As it is written; else the machine-readable form, < between the parts. */
static void
take_name (CtEntry *entry, CtField field, CborItem *names, const char *key, const char *plain_key)
{
  g_autofree char *name = text_of (names, key);
  g_autofree char *plain = text_of (names, plain_key);

  if (name == NULL && plain != NULL)
    name = g_strdelimit (g_steal_pointer (&plain), "<", ' ');
  if (name != NULL)
    ct_entry_set (entry, field, g_strstrip (name));
}

static CtScanKind
take_claims (CborItem *claims, CtDate today, CtEntry *entry)
{
  CborItem *certificate = member (member (claims, CBOR_TYPE_NEGINT, HCERT, NULL), CBOR_TYPE_UINT, 1, NULL);
  CborItem *names = member (certificate, CBOR_TYPE_STRING, 0, "nam");
  g_autofree char *birth = text_of (certificate, "dob");
  CtDate date;

  take_name (entry, CT_FIELD_BIRTH_NAME, names, "fn", "fnt");
  take_name (entry, CT_FIELD_FIRST_NAMES, names, "gn", "gnt");
  /* Some certificates give the year alone: then the date is asked for. */
  if (birth != NULL && strlen (birth) == 10 && ct_date_parse (birth, CT_DATE_PAST, today, &date))
    {
      g_autofree char *shown = ct_date_to_french (date);

      ct_entry_set (entry, CT_FIELD_BIRTH_DATE, shown);
    }
  return *ct_entry_get (entry, CT_FIELD_BIRTH_NAME) != '\0' ? CT_SCAN_PATIENT : CT_SCAN_BROKEN;
}

/* COSE_Sign1: [protected, unprotected, payload, signature], tagged or not. */
static CtScanKind
read_cose (const guint8 *data, gsize length, CtDate today, CtEntry *entry)
{
  /* libcbor before 0.11 takes this tag for an error. */
  gboolean tagged = length > 0 && data[0] == COSE_SIGN1;
  g_autoptr (CborItem) message = load (data + tagged, length - (gsize) tagged);
  g_autoptr (CborItem) payload = NULL;
  g_autoptr (CborItem) claims = NULL;

  if (message == NULL || !cbor_isa_array (message) || cbor_array_size (message) != 4)
    return CT_SCAN_BROKEN;
  payload = cbor_array_get (message, 2);
  if (!cbor_isa_bytestring (payload) || !cbor_bytestring_is_definite (payload))
    return CT_SCAN_BROKEN;
  claims = load (cbor_bytestring_handle (payload), cbor_bytestring_length (payload));
  return claims != NULL ? take_claims (claims, today, entry) : CT_SCAN_BROKEN;
}

/**
 * ct_hc1_read:
 * @text: begins with HC1:
 */
CtScanKind
ct_hc1_read (const char *text, CtDate today, CtEntry *entry)
{
  const char *code = text + strlen ("HC1:");
  gsize length = strcspn (code, "\n");
  g_autoptr (GByteArray) packed = length <= MAX_CODE ? base45 (code, length) : NULL;
  g_autofree guint8 *plain = g_malloc (MAX_PLAIN);
  uLongf size = MAX_PLAIN;

  if (packed == NULL || packed->len == 0)
    return CT_SCAN_BROKEN;
  if (packed->data[0] != 0x78) /* not packed at all: allowed in the beginning */
    return read_cose (packed->data, packed->len, today, entry);
  if (uncompress (plain, &size, packed->data, packed->len) != Z_OK)
    return CT_SCAN_BROKEN;
  return read_cose (plain, size, today, entry);
}
