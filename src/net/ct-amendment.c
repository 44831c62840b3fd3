/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Comptoir authors */

/* A correction or cancellation of an accepted result, as a FHIR R4 transaction.
 *
 * It is the bundle of the result as it should have been, under the identifiers it
 * was sent with. What did not change stays a conditional create, which changes
 * nothing and lets references find it; what changed becomes a PUT with ifMatch: if
 * somebody else changed it since, the service takes nothing of the whole. A
 * Provenance says who, when and why. An Observation is "corrected"; of a cancelled
 * result, or an answer that was taken back, "entered-in-error".
 *
 * The bundle is made and frozen when the correction is validated. Where its
 * resources are is filled in when it leaves (ct_amendment_aim()), from what the
 * service said when it accepted the record before: always the same bytes.
 *
 * A PUT is not made twice without harm, so the result also bears an identifier of
 * this very amendment: by it a look-up tells whether it arrived. */

#include "config.h"

#include "ct-amendment.h"

#include "ct-fhir.h"
#include "ct-json.h"
#include "ct-places.h"

#include <json-glib/json-glib.h>
#include <string.h>

#define TERMINOLOGY "http://terminology.hl7.org/CodeSystem/"

static const struct
{
  const char *code;
  const char *text;
} reasons[] = {
  { "typing", "typing mistake" },         { "misread", "result misread" },
  { "person", "wrong person" },           { "twice", "entered twice" },
  { "request", "at the patient's request" },
};

static JsonNode *
parse (GBytes *bytes)
{
  gsize length;
  const char *data = g_bytes_get_data (bytes, &length);
  g_autofree char *text = g_strndup (data, length);

  /* Ours, and to be changed: not ct_json_parse(). */
  return json_from_string (text, NULL);
}

static GBytes *
generate (JsonNode *root)
{
  char *text = json_to_string (root, FALSE);

  return g_bytes_new_take (text, strlen (text));
}

static JsonObject *
resource_of (JsonArray *entries, guint index)
{
  return ct_json_object (ct_json_item (entries, index), "resource");
}

/* Returns: (nullable): the entry of @key */
static JsonObject *
find_entry (JsonArray *entries, const char *key)
{
  for (guint i = 0; i < json_array_get_length (entries); i++)
    if (g_strcmp0 (ct_places_key (resource_of (entries, i)), key) == 0)
      return ct_json_item (entries, i);
  return NULL;
}

static gboolean
is_same (JsonObject *one, JsonObject *two)
{
  g_autoptr (JsonNode) a = json_node_init_object (json_node_alloc (), one);
  g_autoptr (JsonNode) b = json_node_init_object (json_node_alloc (), two);
  g_autofree char *first = json_to_string (a, FALSE);
  g_autofree char *second = json_to_string (b, FALSE);

  return g_str_equal (first, second);
}

static gboolean
is_result (JsonObject *entry)
{
  return ct_places_is_result (ct_json_object (entry, "resource"));
}

/* Returns: (nullable): the one that bears the amendment's identifier, and the receipt: the
 *   first */
static JsonObject *
result_of (JsonArray *entries)
{
  for (guint i = 0; entries != NULL && i < json_array_get_length (entries); i++)
    if (is_result (ct_json_item (entries, i)))
      return ct_json_item (entries, i);
  return NULL;
}

static gboolean
is_put (JsonObject *entry)
{
  return g_strcmp0 (ct_json_string (ct_json_object (entry, "request"), "method"), "PUT") == 0;
}

/* To be aimed at what the service has: the address and the version come then. */
static void
make_put (JsonObject *entry)
{
  JsonObject *request = ct_json_object (entry, "request");

  json_object_set_string_member (request, "method", "PUT");
}

static void
set_status (JsonObject *entry, const char *status)
{
  json_object_set_string_member (ct_json_object (entry, "resource"), "status", status);
  make_put (entry);
}

static gboolean
is_observation (JsonObject *entry)
{
  return g_strcmp0 (ct_json_string (ct_json_object (entry, "resource"), "resourceType"), "Observation") == 0;
}

static char *
urn (const CtUuid *uuid, guint64 revision, const char *kind)
{
  g_autofree char *name = g_strdup_printf ("%s|amendment|%" G_GUINT64_FORMAT, kind, revision);
  CtUuid derived = ct_uuid_derive (uuid, name);
  g_autofree char *text = ct_uuid_format (&derived);

  return g_strconcat ("urn:uuid:", text, NULL);
}

static void
add_identifier (JsonObject *resource, const char *value)
{
  JsonObject *identifier = json_object_new ();

  json_object_set_string_member (identifier, "system", "urn:ietf:rfc:3986");
  json_object_set_string_member (identifier, "value", value);
  json_array_add_object_element (ct_json_array (resource, "identifier"), identifier);
}

static void
begin (JsonBuilder *json, const char *member)
{
  json_builder_set_member_name (json, member);
}

static void
say (JsonBuilder *json, const char *member, const char *text)
{
  begin (json, member);
  json_builder_add_string_value (json, text);
}

static void
refer (JsonBuilder *json, JsonArray *entries, const char *member, const char *key)
{
  begin (json, member);
  json_builder_begin_object (json);
  say (json, "reference", ct_json_string (find_entry (entries, key), "fullUrl"));
  json_builder_end_object (json);
}

static void
code (JsonBuilder *json, const char *system, const char *value)
{
  begin (json, "coding");
  json_builder_begin_array (json);
  json_builder_begin_object (json);
  say (json, "system", system);
  say (json, "code", value);
  json_builder_end_object (json);
  json_builder_end_array (json);
}

static void
targets (JsonBuilder *json, JsonArray *entries)
{
  begin (json, "target");
  json_builder_begin_array (json);
  for (guint i = 0; i < json_array_get_length (entries); i++)
    if (is_put (ct_json_item (entries, i)))
      {
        json_builder_begin_object (json);
        say (json, "reference", ct_json_string (ct_json_item (entries, i), "fullUrl"));
        json_builder_end_object (json);
      }
  json_builder_end_array (json);
}

static const char *
reason_text (const char *reason)
{
  for (guint i = 0; i < G_N_ELEMENTS (reasons); i++)
    if (g_strcmp0 (reasons[i].code, reason) == 0)
      return reasons[i].text;
  return reason;
}

/* A create without a condition: Provenance has no identifier in R4. It is not made
 * twice because the PUTs of the same transaction are not. */
static JsonObject *
provenance (JsonArray *entries, const char *full_url, const char *reason, gboolean cancels, GDateTime *now)
{
  g_autoptr (JsonBuilder) json = json_builder_new ();
  g_autofree char *time = g_date_time_format (now, "%Y-%m-%dT%H:%M:%S.000%:z");
  g_autoptr (JsonNode) root = NULL;

  json_builder_begin_object (json);
  say (json, "fullUrl", full_url);
  begin (json, "resource");
  json_builder_begin_object (json);
  say (json, "resourceType", "Provenance");
  targets (json, entries);
  say (json, "recorded", time);
  begin (json, "reason");
  json_builder_begin_array (json);
  json_builder_begin_object (json);
  say (json, "text", reason_text (reason));
  json_builder_end_object (json);
  json_builder_end_array (json);
  begin (json, "activity");
  json_builder_begin_object (json);
  code (json, TERMINOLOGY "v3-DataOperation", cancels ? "NULLIFY" : "UPDATE");
  json_builder_end_object (json);
  begin (json, "agent");
  json_builder_begin_array (json);
  json_builder_begin_object (json);
  begin (json, "type");
  json_builder_begin_object (json);
  code (json, TERMINOLOGY "provenance-participant-type", "author");
  json_builder_end_object (json);
  refer (json, entries, "who", "Practitioner");
  refer (json, entries, "onBehalfOf", "Organization");
  json_builder_end_object (json);
  json_builder_end_array (json);
  json_builder_end_object (json);
  begin (json, "request");
  json_builder_begin_object (json);
  say (json, "method", "POST");
  say (json, "url", "Provenance");
  json_builder_end_object (json);
  json_builder_end_object (json);
  root = json_builder_get_root (json);
  return json_object_ref (json_node_get_object (root));
}

/* Answers that were given and are none any more. */
static void
take_back (JsonArray *entries, JsonArray *before)
{
  for (guint i = 0; i < json_array_get_length (before); i++)
    {
      JsonObject *entry = ct_json_item (before, i);

      if (find_entry (entries, ct_places_key (ct_json_object (entry, "resource"))) != NULL)
        continue;
      set_status (entry, "entered-in-error");
      json_array_add_object_element (entries, json_object_ref (entry));
    }
}

/**
 * ct_amendment_encode:
 * @before: (nullable): the record as the service has it; NULL when nobody can say any
 *   more: then all is written anew
 * @after: the record as it should be; of a cancellation, @before
 * @uuid: of the amendment, with @revision
 * @now: when it was validated
 *
 * Returns: (transfer full): the transaction, to be frozen; to be aimed before it
 *   leaves
 */
GBytes *
ct_amendment_encode (const CtRecord *before, const CtRecord *after, const CtAmendment *amendment,
                     const CtProfessional *professional, const CtUuid *uuid, guint64 revision, GDateTime *now)
{
  g_autoptr (GBytes) was = ct_fhir_encode (before != NULL ? before : after, professional, &amendment->origin, amendment->origin_revision, now);
  g_autoptr (GBytes) is = ct_fhir_encode (after, professional, &amendment->origin, amendment->origin_revision, now);
  g_autoptr (JsonNode) old = parse (was);
  g_autoptr (JsonNode) root = parse (is);
  JsonArray *entries = ct_json_array (json_node_get_object (root), "entry");
  JsonArray *old_entries = ct_json_array (json_node_get_object (old), "entry");
  g_autofree char *id = urn (uuid, revision, "id");
  g_autofree char *url = urn (uuid, revision, "url");

  for (guint i = 0; i < json_array_get_length (entries); i++)
    {
      JsonObject *entry = ct_json_item (entries, i);
      JsonObject *resource = ct_json_object (entry, "resource");
      JsonObject *same = find_entry (old_entries, ct_places_key (resource));
      gboolean changed = before == NULL || same == NULL || !is_same (resource, ct_json_object (same, "resource"));
      gboolean result = entry == result_of (entries);

      if (is_observation (entry) && (changed || result || amendment->cancels))
        set_status (entry, amendment->cancels ? "entered-in-error" : same != NULL ? "corrected" : "final");
      else if (changed)
        make_put (entry);
      if (result)
        add_identifier (resource, id);
    }
  take_back (entries, old_entries);
  json_array_add_object_element (entries, provenance (entries, url, after->reason, amendment->cancels, now));
  return generate (root);
}

/**
 * ct_amendment_identifier:
 * @body: any transaction of ours
 *
 * Returns: (transfer full) (nullable): the URN that the result bears once the
 *   amendment has arrived; NULL for a first sending
 */
char *
ct_amendment_identifier (GBytes *body)
{
  g_autoptr (JsonNode) root = parse (body);
  JsonArray *entries =
    root != NULL && JSON_NODE_HOLDS_OBJECT (root) ? ct_json_array (json_node_get_object (root), "entry") : NULL;
  JsonObject *result = result_of (entries);
  JsonArray *identifiers = ct_json_array (ct_json_object (result, "resource"), "identifier");
  guint n = identifiers != NULL ? json_array_get_length (identifiers) : 0;

  return result != NULL && is_put (result) && n > 0 ? g_strdup (ct_json_string (ct_json_item (identifiers, n - 1), "value"))
                                                    : NULL;
}

/**
 * ct_amendment_result:
 *
 * Returns: (transfer full): the key of the place of the result, the first of several
 */
char *
ct_amendment_result (GBytes *body)
{
  g_autoptr (JsonNode) root = parse (body);
  JsonObject *result = result_of (ct_json_array (json_node_get_object (root), "entry"));

  return g_strdup (ct_places_key (ct_json_object (result, "resource")));
}

/**
 * ct_amendment_name:
 * @key: one of ct_amendment_keys()
 *
 * Returns: (transfer full) (nullable): the URN under which that resource was created
 */
char *
ct_amendment_name (GBytes *body, const char *key)
{
  g_autoptr (JsonNode) root = parse (body);
  JsonObject *entry = find_entry (ct_json_array (json_node_get_object (root), "entry"), key);
  JsonArray *identifiers = ct_json_array (ct_json_object (entry, "resource"), "identifier");

  return g_strdup (ct_json_string (ct_json_item (identifiers, 0), "value"));
}

/**
 * ct_amendment_keys:
 *
 * Returns: (transfer full): the keys of the places that @body changes
 */
GStrv
ct_amendment_keys (GBytes *body)
{
  g_autoptr (JsonNode) root = parse (body);
  JsonArray *entries = ct_json_array (json_node_get_object (root), "entry");
  g_autoptr (GStrvBuilder) keys = g_strv_builder_new ();

  for (guint i = 0; i < json_array_get_length (entries); i++)
    if (is_put (ct_json_item (entries, i)))
      g_strv_builder_add (keys, ct_places_key (resource_of (entries, i)));
  return g_strv_builder_end (keys);
}

static void
aim (JsonObject *entry, const char *places)
{
  JsonObject *request = ct_json_object (entry, "request");
  JsonObject *resource = ct_json_object (entry, "resource");
  g_autofree char *place = ct_places_find (places, ct_places_key (resource));
  g_autofree char *address = place != NULL ? ct_places_address (place) : NULL;
  g_autofree char *version = place != NULL ? ct_places_version (place) : NULL;
  g_autofree char *match = version != NULL ? g_strdup_printf ("W/\"%s\"", version) : NULL;

  if (place == NULL)
    {
      /* An answer that is new: there is nothing to change yet. */
      json_object_set_string_member (request, "method", "POST");
      return;
    }
  json_object_set_string_member (resource, "id", strchr (address, '/') + 1);
  json_object_set_string_member (request, "url", address);
  json_object_remove_member (request, "ifNoneExist");
  if (match != NULL)
    json_object_set_string_member (request, "ifMatch", match);
}

/**
 * ct_amendment_aim:
 * @body: of ct_amendment_encode()
 * @places: of the record that it follows
 *
 * Returns: (transfer full) (nullable): what is sent; NULL when @places do not say
 *   where a result is that it changes, or takes back
 */
GBytes *
ct_amendment_aim (GBytes *body, const char *places)
{
  g_autoptr (JsonNode) root = parse (body);
  JsonArray *entries = ct_json_array (json_node_get_object (root), "entry");
  gboolean found = FALSE;

  for (guint i = 0; i < json_array_get_length (entries); i++)
    {
      JsonObject *entry = ct_json_item (entries, i);
      g_autofree char *place = ct_places_find (places, ct_places_key (ct_json_object (entry, "resource")));

      if (!is_put (entry))
        continue;
      found |= is_result (entry) && place != NULL;
      aim (entry, places);
    }
  return found ? generate (root) : NULL;
}
