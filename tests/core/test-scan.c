/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Comptoir authors */

/* Codes that a scanner types: the standards' own examples, invented people, each
 * check digit wrong in turn, and each code cut anywhere. */

#include "ct-scan.h"

#include "ct-slip-code.h"

#include <string.h>

#define GS "\x1d"
#define TD3 "P<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<\nL898902C36UTO7408122F1204159ZE184226B<<<<<10\n"
#define TD1 "I<UTOD231458907<<<<<<<<<<<<<<<\n7408122F1204159UTO<<<<<<<<<<<6\nERIKSSON<<ANNA<MARIA<<<<<<<<<<"
#define INS "IS010000000000000000000000S1279035121518989S21.2.250.1.213.1.4.10" GS "S3S2ELINE MARIE" GS "S4D'ARTAGNAN" GS "S5FS614-03-1979S751215"
#define DOC "DC02FR03AV011E8F1E8FB2F0ELEONORE/MARIE" GS "F1DARTAGNAN" GS "F214031979F3FF4945584" GS "F5NF6241120260905" "\x1f" "SIGNATURE"
/* Made by cbor2, zlib and RFC 9285; its signature is nobody's. */
#define HC1 "HC1:6BFOXNRTSG6417DKQC+PBCV4*XU.2P7LPMIH0TH2UQKRQ/GA: RYQEBPIAYUVT3OSU5SI:TU+MMPZ5RX53W1+ZEHY9453000NCVRK2"
#define BOX "0103453120000011172706301" "0L12345" GS "21SERIAL"

static const CtDate today = { 2026, 11, 24 };

typedef struct
{
  const char *name, *text;
  CtScanKind  kind;
  const char *birth_name, *first_names, *birth_date, *sex;
} Person;

static const Person people[] = {
  { "td3", TD3, CT_SCAN_PATIENT, "ERIKSSON", "ANNA MARIA", "12/08/1974", "F" },
  { "td1", TD1, CT_SCAN_PATIENT, "ERIKSSON", "ANNA MARIA", "12/08/1974", "F" },
  { "ins", INS, CT_SCAN_PATIENT, "D'ARTAGNAN", "S2ELINE MARIE", "14/03/1979", "F" },
  { "2d-doc", DOC, CT_SCAN_PATIENT, "DARTAGNAN", "ELEONORE MARIE", "14/03/1979", "F" },
  { "vcard", "BEGIN:VCARD\r\nVERSION:3.0\r\nN:d'Artagnan;Éléonore\r\nBDAY:1979-03-14\r\nEND:VCARD\r\n",
    CT_SCAN_PATIENT, "d'Artagnan", "Éléonore", "14/03/1979", "" },
  { "eu-certificate", HC1, CT_SCAN_PATIENT, "Le Gall", "Anne", "14/03/1979", "" },
  { "mecard", "MECARD:N:Le Gall,Loïc;BDAY:20080229;;", CT_SCAN_PATIENT, "Le Gall", "Loïc", "29/02/2008", "" },
};

static void
test_person (gconstpointer data)
{
  const Person *person = data;
  g_autoptr (CtEntry) entry = ct_entry_new ();

  g_assert_cmpint (ct_scan_read (person->text, today, entry), ==, person->kind);
  g_assert_cmpstr (ct_entry_get (entry, CT_FIELD_BIRTH_NAME), ==, person->birth_name);
  g_assert_cmpstr (ct_entry_get (entry, CT_FIELD_FIRST_NAMES), ==, person->first_names);
  g_assert_cmpstr (ct_entry_get (entry, CT_FIELD_BIRTH_DATE), ==, person->birth_date);
  g_assert_cmpstr (ct_entry_get (entry, CT_FIELD_SEX), ==, person->sex);
}

/* Cut anywhere, a code gives all of a person or nothing of one. */
static void
test_cut (gconstpointer data)
{
  const Person *person = data;

  for (gsize length = 0; length < strlen (person->text); length++)
    {
      g_autofree char *cut = g_strndup (person->text, length);
      g_autoptr (CtEntry) entry = ct_entry_new ();
      CtScanKind kind = ct_scan_read (cut, today, entry);

      if (kind != CT_SCAN_PATIENT)
        g_assert_true (ct_entry_is_blank (entry));
      else
        g_assert_cmpstr (ct_entry_get (entry, CT_FIELD_BIRTH_NAME), ==, person->birth_name);
    }
}

/* No single wrong character in a checked part of a passport gets through. */
static void
test_passport_slips (void)
{
  const char *second = strchr (TD3, '\n') + 1;
  const gsize from = (gsize) (second - TD3);

  for (gsize i = from; i < from + 44; i++)
    {
      g_autofree char *text = g_strdup (TD3);
      g_autoptr (CtEntry) entry = ct_entry_new ();
      gboolean checked = i - from < 10 || (i - from >= 13 && i - from < 20) || (i - from >= 21 && i - from < 44);

      text[i] = text[i] == '7' ? '8' : '7';
      if (checked && TD3[i] != text[i])
        g_assert_cmpint (ct_scan_read (text, today, entry), ==, CT_SCAN_BROKEN);
    }
}

/* A code that a Return ended is taken at once, and never before its end. */
static void
test_ends (gconstpointer data)
{
  const Person *person = data;
  g_autofree char *text = g_strdup_printf ("%s%s", person->text, g_str_has_suffix (person->text, "\n") ? "" : "\n");

  g_assert_true (ct_scan_is_whole (text, today) == (person->kind == CT_SCAN_PATIENT));
  for (gsize length = 0; length < strlen (text) - 1; length++)
    {
      g_autofree char *cut = g_strndup (text, length);

      g_assert_false (ct_scan_is_whole (cut, today));
    }
}

static void
test_whole_card (void)
{
  static const char card[] =
    "BEGIN:VCARD\nVERSION:4.0\nN:Le Gall;Anne\\, Marie;;;\nitem1.TEL;TYPE=cell:tel:+33639980001\nTEL:0139000000\n"
    "EMAIL;TYPE=home:anne@exam\n ple.fr\nADR;TYPE=home:;;12 rue des Lilas\\, bât. B;Strasbourg;;67000;France\n"
    "GENDER:F\nNOTE:a\\nb\nEND:VCARD\n";
  g_autoptr (CtEntry) entry = ct_entry_new ();

  g_assert_cmpint (ct_scan_read (card, today, entry), ==, CT_SCAN_PATIENT);
  g_assert_cmpstr (ct_entry_get (entry, CT_FIELD_FIRST_NAMES), ==, "Anne, Marie");
  g_assert_cmpstr (ct_entry_get (entry, CT_FIELD_PHONE), ==, "+33639980001");
  g_assert_cmpstr (ct_entry_get (entry, CT_FIELD_EMAIL), ==, "anne@example.fr");
  g_assert_cmpstr (ct_entry_get (entry, CT_FIELD_ADDRESS), ==, "12 rue des Lilas, bât. B");
  g_assert_cmpstr (ct_entry_get (entry, CT_FIELD_POSTAL_CODE), ==, "67000");
  g_assert_cmpstr (ct_entry_get (entry, CT_FIELD_TOWN), ==, "Strasbourg");
  g_assert_cmpstr (ct_entry_get (entry, CT_FIELD_COUNTRY), ==, "FR");
  g_assert_cmpstr (ct_entry_get (entry, CT_FIELD_SEX), ==, "F");
}

static void
box (const char *text, CtScanKind kind, const char *lot, const char *expiry)
{
  g_autoptr (CtEntry) entry = ct_entry_new ();
  g_autofree char *shown = g_strescape (text, NULL);

  g_test_message ("%s", shown);
  g_assert_cmpint (ct_scan_read (text, today, entry), ==, kind);
  g_assert_cmpstr (ct_entry_get (entry, CT_FIELD_LOT), ==, lot);
  g_assert_cmpstr (ct_entry_get (entry, CT_FIELD_KIT_EXPIRY), ==, expiry);
}

static void
test_boxes (void)
{
  box (BOX, CT_SCAN_KIT, "L12345", "30/06/2027");
  box ("]d2" BOX "\n", CT_SCAN_KIT, "L12345", "30/06/2027");
  box (GS BOX, CT_SCAN_KIT, "L12345", "30/06/2027");
  box ("(01)03453120000011(17)270600(10)A/1-b", CT_SCAN_KIT, "A/1-b", "30/06/2027");
  box ("0103453120000011" "10LOT9" GS "17271231", CT_SCAN_KIT, "LOT9", "31/12/2027");
  box ("0103453120000011" "10LOT9" GS "17261123", CT_SCAN_EXPIRED, "", "");
  /* A wrong check digit, a month that is none, an identifier we do not know. */
  box ("0103453120000012" "10L1", CT_SCAN_BROKEN, "", "");
  box ("0103453120000011" "17271301", CT_SCAN_BROKEN, "", "");
  box ("0103453120000011" "9912", CT_SCAN_BROKEN, "", "");
  box ("0103453120000011" "1727", CT_SCAN_BROKEN, "", "");
}

/* Codes spoilt at random: an answer each, text that can be shown, no crash (run
 * under the sanitizers too). */
static void
test_spoilt (void)
{
  const char * const codes[] = { TD3, TD1, INS, DOC, HC1, BOX, "(01)03453120000011(17)270600(10)A/1-b", people[4].text, people[6].text };
  g_autoptr (GRand) random = g_rand_new_with_seed (20261124);

  for (guint turn = 0; turn < 60000; turn++)
    {
      const char *code = codes[turn % G_N_ELEMENTS (codes)];
      g_autoptr (GString) text = g_string_new (code);
      g_autoptr (CtEntry) entry = ct_entry_new ();

      for (gint32 n = g_rand_int_range (random, 1, 5); n > 0 && text->len > 0; n--)
        {
          gint32 at = g_rand_int_range (random, 0, (gint32) text->len);

          if (g_rand_boolean (random))
            text->str[at] = (char) g_rand_int_range (random, 1, 256);
          else
            g_string_erase (text, at, g_rand_int_range (random, 0, (gint32) text->len - at + 1));
        }
      ct_scan_read (text->str, today, entry);
      for (guint i = 0; i < CT_N_FIELDS; i++)
        g_assert_true (g_utf8_validate (ct_entry_get (entry, (CtField) i), -1, NULL));
    }
}

/* What people type is never taken for a code. */
static void
test_not_codes (void)
{
  static const char * const typed[] = { "", "d'artagnan", "idriss", "ID", "Ismael", "01011990", "0612345678", "0142345678",
                                        "279035121518989", "BE", "DCG", "Isabelle", "12 rue des Lilas", "p", "Pierre" };

  for (guint i = 0; i < G_N_ELEMENTS (typed); i++)
    {
      g_autoptr (CtEntry) entry = ct_entry_new ();
      gboolean certain;

      g_test_message ("%s", typed[i]);
      ct_scan_may_begin (typed[i], &certain);
      g_assert_false (certain);
      g_assert_cmpint (ct_scan_read (typed[i], today, entry), !=, CT_SCAN_PATIENT);
      g_assert_true (ct_entry_is_blank (entry));
    }
}

/* A waiting slip says which record, whatever case a reader types, and never half. */
static void
test_slip (void)
{
  CtUuid record = ct_uuid_random (), found = { 0 };
  g_autoptr (CtEntry) entry = ct_entry_new ();
  g_autofree char *code = ct_slip_code_format (&record), *typed = g_strconcat (code, "\n", NULL), *low = g_ascii_strdown (code, -1);
  g_autofree char *longer = g_strconcat (code, "0", NULL), *outside = g_strconcat (code, "/../x", NULL);
  gboolean certain;

  g_assert_true (ct_scan_may_begin ("COMPTOI", &certain) && !certain);
  g_assert_true (ct_scan_may_begin (code, &certain) && certain);
  g_assert_cmpint (ct_scan_read (code, today, entry), ==, CT_SCAN_RECORD);
  g_assert_true (ct_scan_is_whole (typed, today));
  g_assert_true (ct_slip_code_parse (typed, &found) && ct_uuid_equal (&found, &record));
  g_assert_true (ct_slip_code_parse (low, &found) && ct_uuid_equal (&found, &record));
  g_assert_true (ct_entry_is_blank (entry));
  for (gsize length = strlen (code) - 1; length > strlen ("COMPTOIR:"); length--)
    {
      g_autofree char *cut = g_strndup (code, length);

      g_assert_cmpint (ct_scan_read (cut, today, entry), ==, CT_SCAN_BROKEN);
    }
  g_assert_false (ct_slip_code_parse (longer, &found) || ct_slip_code_parse (outside, &found) || ct_slip_code_parse ("", &found));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (people); i++)
    {
      g_autofree char *whole = g_strdup_printf ("/scan/%s", people[i].name);
      g_autofree char *cut = g_strdup_printf ("/scan/%s-cut", people[i].name);
      g_autofree char *ends = g_strdup_printf ("/scan/%s-ends", people[i].name);

      g_test_add_data_func (whole, &people[i], test_person);
      g_test_add_data_func (cut, &people[i], test_cut);
      g_test_add_data_func (ends, &people[i], test_ends);
    }
  g_test_add_func ("/scan/passport-slips", test_passport_slips);
  g_test_add_func ("/scan/whole-card", test_whole_card);
  g_test_add_func ("/scan/boxes", test_boxes);
  g_test_add_func ("/scan/spoilt", test_spoilt);
  g_test_add_func ("/scan/not-codes", test_not_codes);
  g_test_add_func ("/scan/slip", test_slip);
  return g_test_run ();
}
