/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Comptoir authors */

/* From what was typed to a record, or to the list of what to mend.
 *
 * Each part reads its fields, adds the issues it finds and fills its piece of
 * the record. The same rules serve the form, comptoirctl and imports. Pure:
 * the time and the reference lists are arguments. */

#include "config.h"

#include "ct-rules.h"

#include "ct-email.h"
#include "ct-name.h"
#include "ct-nir.h"
#include "ct-outcome.h"
#include "ct-phone.h"

#include <string.h>

#define TEXT_MAX 200
#define LOT_MAX  40
#define OLDEST   120 /* years; nobody older was ever tested */
#define VERY_OLD 105
#define OF_AGE   18
#define ONSET_MAX 4 /* days: beyond, an antigen test gives way to RT-PCR (French health authorities, 2020) */

typedef struct
{
  const CtEntry   *entry;
  const CtCatalog *catalog;
  GDateTime       *now;
  CtDate           today;
  GPtrArray       *issues;
  CtRecord        *record;
} Check;

static void
add (Check *c, CtField field, CtIssueCode code)
{
  g_ptr_array_add (c->issues, ct_issue_new (field, code, NULL));
}

static gboolean
lives_in_france (const CtEntry *entry)
{
  g_autofree char *country = g_strstrip (g_strdup (ct_entry_get (entry, CT_FIELD_COUNTRY)));

  return *country == '\0' || g_ascii_strcasecmp (country, "FR") == 0;
}

/* Returns: (transfer full) (nullable): the answer without outer spaces; NULL
 * when it is empty or no text that can be sent. */
static char *
text_of (Check *c, CtField field)
{
  g_autofree char *nfc = g_utf8_normalize (ct_entry_get (c->entry, field), -1, G_NORMALIZE_NFC);

  if (nfc == NULL)
    {
      add (c, field, CT_ISSUE_TEXT);
      return NULL;
    }
  g_strstrip (nfc);
  if (*nfc == '\0')
    {
      if (ct_rules_requires (c->entry, c->catalog, field))
        add (c, field, CT_ISSUE_REQUIRED);
      return NULL;
    }
  if (g_utf8_strlen (nfc, -1) > TEXT_MAX)
    {
      add (c, field, CT_ISSUE_TEXT);
      return NULL;
    }
  for (const char *p = nfc; *p != '\0'; p = g_utf8_next_char (p))
    {
      GUnicodeType type = g_unichar_type (g_utf8_get_char (p));

      /* Nothing invisible, private or turning the direction of the line. */
      if (type == G_UNICODE_CONTROL || type == G_UNICODE_FORMAT || type == G_UNICODE_UNASSIGNED
          || type == G_UNICODE_PRIVATE_USE || type == G_UNICODE_LINE_SEPARATOR
          || type == G_UNICODE_PARAGRAPH_SEPARATOR)
        {
          add (c, field, CT_ISSUE_TEXT);
          return NULL;
        }
    }
  return g_steal_pointer (&nfc);
}

static char *
code_of (Check *c, CtField field)
{
  g_autofree char *text = text_of (c, field);

  if (text != NULL && !ct_field_has_code (field, text))
    {
      add (c, field, CT_ISSUE_CHOOSE);
      return NULL;
    }
  return g_steal_pointer (&text);
}

static char *
name_of (Check *c, CtField field)
{
  g_autofree char *text = text_of (c, field);
  char *name;

  if (text == NULL)
    return NULL;
  name = ct_name_normalize (text);
  if (name == NULL)
    add (c, field, CT_ISSUE_NAME);
  return name;
}

static gboolean
date_of (Check *c, CtField field, CtDateSense sense, CtDate *date)
{
  g_autofree char *text = text_of (c, field);

  if (text == NULL)
    return FALSE;
  if (ct_date_parse (text, sense, c->today, date))
    return TRUE;
  add (c, field, CT_ISSUE_DATE);
  return FALSE;
}

static void
check_age (Check *c, guint years)
{
  g_autofree char *text = g_strdup_printf ("%u", years);

  if (years > VERY_OLD)
    add (c, CT_FIELD_BIRTH_DATE, CT_ISSUE_VERY_OLD);
  if (years < OF_AGE)
    g_ptr_array_add (c->issues, ct_issue_new (CT_FIELD_BIRTH_DATE, CT_ISSUE_MINOR, text));
}

static void
check_identity (Check *c)
{
  CtPerson *person = &c->record->person;
  g_autofree char *birth_name = name_of (c, CT_FIELD_BIRTH_NAME);
  g_autofree char *used_name = name_of (c, CT_FIELD_USED_NAME);
  g_autofree char *first_names = name_of (c, CT_FIELD_FIRST_NAMES);
  g_autofree char *sex = code_of (c, CT_FIELD_SEX);

  if (birth_name != NULL)
    person->birth_name = ct_name_family (birth_name);
  if (used_name != NULL)
    person->used_name = ct_name_family (used_name);
  if (first_names != NULL)
    person->first_names = ct_name_given (first_names);
  if (sex != NULL)
    person->sex = sex[0];

  if (date_of (c, CT_FIELD_BIRTH_DATE, CT_DATE_PAST, &person->birth_date))
    {
      if (ct_date_compare (person->birth_date, c->today) > 0)
        add (c, CT_FIELD_BIRTH_DATE, CT_ISSUE_BORN_LATER);
      else if (ct_date_years (person->birth_date, c->today) > OLDEST)
        add (c, CT_FIELD_BIRTH_DATE, CT_ISSUE_BORN_LONG_AGO);
      else
        check_age (c, ct_date_years (person->birth_date, c->today));
    }
}

static void
check_nir (Check *c)
{
  CtPerson *person = &c->record->person;
  g_autofree char *text = text_of (c, CT_FIELD_NIR);

  if (text == NULL)
    return;
  switch (ct_nir_check (text, &person->nir))
    {
    case CT_NIR_OK:
      if (person->sex != 0 && !ct_nir_is_sex (person->nir, person->sex))
        add (c, CT_FIELD_NIR, CT_ISSUE_NIR_SEX);
      else if (person->birth_date.year != 0 && !ct_nir_is_born (person->nir, person->birth_date))
        add (c, CT_FIELD_NIR, CT_ISSUE_NIR_BIRTH);
      break;
    case CT_NIR_LENGTH:
      add (c, CT_FIELD_NIR, CT_ISSUE_NIR_LENGTH);
      break;
    case CT_NIR_SHAPE:
      add (c, CT_FIELD_NIR, CT_ISSUE_NIR_SHAPE);
      break;
    case CT_NIR_KEY:
      add (c, CT_FIELD_NIR, CT_ISSUE_NIR_KEY);
      break;
    }
}

static void
check_french_town (Check *c)
{
  CtPerson *person = &c->record->person;
  const CtTown *towns, *town;
  guint n;

  if (person->postal_code == NULL)
    return;
  if (strlen (person->postal_code) != 5 || strspn (person->postal_code, "0123456789") != 5)
    {
      add (c, CT_FIELD_POSTAL_CODE, CT_ISSUE_POSTAL_CODE);
      return;
    }
  towns = ct_catalog_towns_of_code (c->catalog, person->postal_code, &n);
  if (n == 0)
    {
      add (c, CT_FIELD_POSTAL_CODE, CT_ISSUE_POSTAL_UNKNOWN);
      return;
    }
  if (person->town == NULL)
    return;

  town = ct_catalog_find_town (c->catalog, person->postal_code, person->town);
  if (town == NULL)
    {
      g_ptr_array_add (c->issues, ct_issue_new (CT_FIELD_POSTAL_CODE, CT_ISSUE_POSTAL_TOWN, towns[0].name));
      return;
    }
  g_free (person->town);
  person->town = g_strdup (town->name);
  if (person->insee == NULL)
    person->insee = g_strdup (town->insee);
  else if (!g_str_equal (person->insee, town->insee))
    add (c, CT_FIELD_INSEE, CT_ISSUE_INSEE);
}

static void
check_address (Check *c)
{
  CtPerson *person = &c->record->person;
  g_autofree char *country = text_of (c, CT_FIELD_COUNTRY);
  gboolean french = lives_in_france (c->entry);

  person->address = text_of (c, CT_FIELD_ADDRESS);
  person->postal_code = text_of (c, CT_FIELD_POSTAL_CODE);
  person->town = text_of (c, CT_FIELD_TOWN);
  person->insee = text_of (c, CT_FIELD_INSEE);
  person->country = g_ascii_strup (french ? "FR" : country, -1);
  if (ct_catalog_find_country (c->catalog, person->country) == NULL)
    add (c, CT_FIELD_COUNTRY, CT_ISSUE_COUNTRY);
  if (french)
    check_french_town (c);
}

static void
check_contact (Check *c)
{
  CtPerson *person = &c->record->person;
  g_autofree char *phone = text_of (c, CT_FIELD_PHONE);
  gboolean mobile;

  if (phone != NULL)
    {
      person->phone = ct_phone_parse (phone, &mobile);
      if (person->phone == NULL)
        add (c, CT_FIELD_PHONE, CT_ISSUE_PHONE);
      else if (!mobile)
        add (c, CT_FIELD_PHONE, CT_ISSUE_PHONE_LANDLINE);
    }

  person->email = text_of (c, CT_FIELD_EMAIL);
  if (person->email != NULL && !ct_email_is_valid (person->email))
    add (c, CT_FIELD_EMAIL, CT_ISSUE_EMAIL);

  if (phone == NULL && person->email == NULL && g_str_equal (ct_outcome_of (c->entry), "positive"))
    add (c, CT_FIELD_PHONE, CT_ISSUE_UNREACHABLE);
}

static void
check_sample (Check *c)
{
  CtRecord *record = c->record;
  CtDate birth = record->person.birth_date;
  g_autofree char *text = text_of (c, CT_FIELD_SAMPLED_AT);
  g_autoptr (GDateTime) soon = g_date_time_add_minutes (c->now, 2);
  CtDate day;

  if (text == NULL)
    return;
  record->sampled_at = ct_date_parse_time (text, c->now);
  if (record->sampled_at == NULL)
    {
      add (c, CT_FIELD_SAMPLED_AT, CT_ISSUE_TIME);
      return;
    }
  day = ct_date_of (record->sampled_at);
  /* Two minutes of grace: the clock on the wall is not the workstation's. */
  if (g_date_time_compare (record->sampled_at, soon) > 0)
    add (c, CT_FIELD_SAMPLED_AT, CT_ISSUE_SAMPLED_LATER);
  else if (birth.year != 0 && ct_date_compare (day, birth) < 0)
    add (c, CT_FIELD_SAMPLED_AT, CT_ISSUE_SAMPLED_BEFORE_BIRTH);
  else if (g_date_time_difference (c->now, record->sampled_at) > 3 * G_TIME_SPAN_DAY)
    add (c, CT_FIELD_SAMPLED_AT, CT_ISSUE_SAMPLED_LONG_AGO);
}

static void
check_kit (Check *c)
{
  CtRecord *record = c->record;
  g_autofree char *kit = text_of (c, CT_FIELD_KIT);
  CtDate day;

  record->catalog = ct_catalog_ref ((CtCatalog *) c->catalog);
  record->test = ct_catalog_test_of_kit (c->catalog, kit != NULL ? kit : "");
  if (kit != NULL && g_ascii_strcasecmp (kit, record->test->other) != 0)
    {
      const CtKit *listed = ct_catalog_find_kit (c->catalog, kit);

      if (listed != NULL)
        {
          record->kit_id = listed->listed ? g_strdup (listed->id) : NULL;
          record->kit_maker = g_strdup (listed->maker);
          record->kit_name = g_strdup (listed->name);
          if (listed->left)
            add (c, CT_FIELD_KIT, CT_ISSUE_KIT_LEFT);
        }
      else
        add (c, CT_FIELD_KIT, CT_ISSUE_KIT);
    }

  /* The patient's paper must name the lot (decree of 2024 on rapid tests in
   * pharmacies), so it is asked of every test. */
  record->lot = text_of (c, CT_FIELD_LOT);
  if (record->lot != NULL && g_utf8_strlen (record->lot, -1) > LOT_MAX)
    add (c, CT_FIELD_LOT, CT_ISSUE_LOT);

  if (date_of (c, CT_FIELD_KIT_EXPIRY, CT_DATE_FUTURE, &record->kit_expiry))
    {
      day = record->sampled_at != NULL ? ct_date_of (record->sampled_at) : c->today;
      if (ct_date_compare (record->kit_expiry, day) < 0)
        add (c, CT_FIELD_KIT_EXPIRY, CT_ISSUE_KIT_EXPIRED);
    }
}

/* All that the kit looks for, and nothing that it does not: what was read stays with the sample
 * it was read of. */
static void
check_results (Check *c)
{
  guint n = ct_catalog_n_results (c->catalog, ct_entry_get (c->entry, CT_FIELD_KIT));

  for (guint i = 0; i < CT_MAX_ANALYTES; i++)
    if (i < n)
      c->record->results[i] = code_of (c, CT_FIELD_RESULT + i);
    else if (*ct_entry_get (c->entry, CT_FIELD_RESULT + i) != '\0')
      add (c, CT_FIELD_RESULT + i, CT_ISSUE_NOT_LOOKED_FOR);
}

static void
check_situation (Check *c)
{
  CtRecord *record = c->record;
  g_autofree char *consent = code_of (c, CT_FIELD_CONSENT);
  CtDate day = record->sampled_at != NULL ? ct_date_of (record->sampled_at) : c->today;

  record->symptoms = code_of (c, CT_FIELD_SYMPTOMS);
  record->health_worker = code_of (c, CT_FIELD_HEALTH_WORKER);
  record->residence = code_of (c, CT_FIELD_RESIDENCE);
  record->consent = g_strcmp0 (consent, "yes") == 0;

  if (date_of (c, CT_FIELD_ONSET_DATE, CT_DATE_PAST, &record->onset_date))
    {
      if (ct_date_compare (record->onset_date, day) > 0)
        add (c, CT_FIELD_ONSET_DATE, CT_ISSUE_ONSET_LATER);
      else if (g_strcmp0 (record->symptoms, "yes") != 0)
        add (c, CT_FIELD_ONSET_DATE, CT_ISSUE_ONSET_WITHOUT);
      else if (ct_date_days (record->onset_date, day) > ONSET_MAX)
        add (c, CT_FIELD_ONSET_DATE, CT_ISSUE_ONSET_LONG_AGO);
    }
}

/* The way records write it: NAME, First names. */
static char *
tidy_name (CtField field, const char *text)
{
  g_autofree char *name = ct_name_normalize (text);
  g_auto (GStrv) given = NULL;

  if (name == NULL)
    return g_strstrip (g_strdup (text));
  if (field != CT_FIELD_FIRST_NAMES)
    return ct_name_family (name);
  given = ct_name_given (name);
  return g_strjoinv (" ", given);
}

static int
compare_issues (gconstpointer a, gconstpointer b)
{
  const CtIssue *one = *(CtIssue * const *) a, *two = *(CtIssue * const *) b;

  return (int) one->field - (int) two->field;
}

/**
 * ct_rules_check:
 * @entry: what was typed
 * @now: in the workstation's time zone
 * @issues: (element-type CtIssue): what to mend is added, in field order
 *
 * Returns: (transfer full) (nullable): the record, or NULL when one of the
 *   issues is an error
 */
CtRecord *
ct_rules_check (const CtEntry *entry, const CtCatalog *catalog, GDateTime *now, GPtrArray *issues)
{
  g_autoptr (CtRecord) record = ct_record_new ();
  Check check = {
    .entry = entry,
    .catalog = catalog,
    .now = now,
    .today = ct_date_of (now),
    .issues = issues,
    .record = record,
  };

  check_identity (&check);
  check_nir (&check);
  check_address (&check);
  check_contact (&check);
  check_sample (&check);
  check_kit (&check);
  check_results (&check);
  check_situation (&check);
  if (ct_entry_get_amendment (entry) != NULL)
    record->reason = code_of (&check, CT_FIELD_REASON);
  g_ptr_array_sort (issues, compare_issues);

  return ct_rules_has_errors (issues) ? NULL : g_steal_pointer (&record);
}

/**
 * ct_rules_requires:
 *
 * Returns: whether @entry cannot be sent without an answer to @field
 */
gboolean
ct_rules_requires (const CtEntry *entry, const CtCatalog *catalog, CtField field)
{
  if (ct_field_is_result (field))
    return field - CT_FIELD_RESULT < ct_catalog_n_results (catalog, ct_entry_get (entry, CT_FIELD_KIT));
  switch (field)
    {
    case CT_FIELD_BIRTH_NAME:
    case CT_FIELD_FIRST_NAMES:
    case CT_FIELD_SEX:
    case CT_FIELD_BIRTH_DATE:
    case CT_FIELD_TOWN:
    case CT_FIELD_SAMPLED_AT:
    case CT_FIELD_KIT:
    case CT_FIELD_LOT:
    case CT_FIELD_CONSENT:
      return TRUE;
    case CT_FIELD_POSTAL_CODE:
      return lives_in_france (entry);
    case CT_FIELD_REASON:
      return ct_entry_get_amendment (entry) != NULL;
    default:
      return FALSE;
    }
}

/**
 * ct_rules_has_errors:
 * @issues: (element-type CtIssue)
 *
 * Returns: whether one of them is more than a warning
 */
gboolean
ct_rules_has_errors (GPtrArray *issues)
{
  for (guint i = 0; i < issues->len; i++)
    if (!ct_issue_is_warning (g_ptr_array_index (issues, i)))
      return TRUE;
  return FALSE;
}

/**
 * ct_rules_tidy:
 *
 * How @text is shown once its field is left: dates and numbers spelt out so
 * that they can be read back. What is not understood stays as it was typed.
 *
 * Returns: (transfer full): the same answer, tidier
 */
char *
ct_rules_tidy (CtField field, const char *text, const CtCatalog *catalog, GDateTime *now)
{
  CtDate today = ct_date_of (now);
  g_autofree char *value = NULL;
  gboolean mobile;
  CtDate date;

  if (*text == '\0')
    return g_strdup (text);
  if (field == CT_FIELD_BIRTH_NAME || field == CT_FIELD_USED_NAME || field == CT_FIELD_FIRST_NAMES)
    return tidy_name (field, text);
  if (field == CT_FIELD_BIRTH_DATE || field == CT_FIELD_ONSET_DATE || field == CT_FIELD_KIT_EXPIRY)
    {
      if (ct_date_parse (text, field == CT_FIELD_KIT_EXPIRY ? CT_DATE_FUTURE : CT_DATE_PAST, today, &date))
        return ct_date_to_french (date);
    }
  else if (field == CT_FIELD_SAMPLED_AT)
    {
      g_autoptr (GDateTime) time = ct_date_parse_time (text, now);
      g_autoptr (GDateTime) here =
        time != NULL ? g_date_time_to_timezone (time, g_date_time_get_timezone (now)) : NULL;

      if (here != NULL)
        return g_date_time_format (here, "%d/%m/%Y %H:%M");
    }
  else if (field == CT_FIELD_NIR)
    {
      if (ct_nir_check (text, &value) == CT_NIR_OK)
        return ct_nir_spaced (value);
    }
  else if (field == CT_FIELD_PHONE)
    {
      value = ct_phone_parse (text, &mobile);
      if (value != NULL)
        return ct_phone_spaced (value);
    }
  return g_strstrip (g_strdup (text));
}
