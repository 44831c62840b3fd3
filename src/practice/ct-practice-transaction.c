/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Comptoir authors */

/* One FHIR transaction: all of it or nothing.
 *
 * POST entries are conditional creates: an identifier that is known gives 200
 * and the first resource, and changes nothing. PUT entries need ifMatch and make
 * the next version; a bundle with one needs a Provenance that says who, when and why,
 * the one resource that is created without a condition. References to a fullUrl of
 * the bundle become addresses. */

#include "config.h"

#include "ct-practice-transaction.h"

#include "ct-practice-path.h"
#include "ct-practice-rules.h"

#include <string.h>

#define CONDITION "identifier=urn:ietf:rfc:3986|"

typedef struct
{
  CtPracticeLedger *ledger;
  JsonNode         *bundle;
  const char       *text;       /* the bundle as it came */
  JsonNode         *outcome;
  guint             status;     /* the worst so far; 200 for none */
  GHashTable       *addresses;  /* fullUrl to "Type/id" */
  GPtrArray        *places;     /* of CtPracticePlace, an entry each */
  GArray           *created;    /* of gboolean, an entry each */
} Run;

static guint
refuse (Run *run, guint status, const char *code, guint index, const char *text)
{
  g_autofree char *expression = g_strdup_printf ("Bundle.entry[%u]", index);

  ct_practice_outcome_add (run->outcome, code, expression, text);
  run->status = MAX (run->status, status);
  return run->status;
}

static JsonNode *
entry_at (Run *run, guint index)
{
  g_autofree char *path = g_strdup_printf ("entry[%u]", index);

  return ct_practice_path_node (run->bundle, path);
}

/* The place a conditional create goes to: the first one's, or a new one. */
static void
place_post (Run *run, guint index, JsonNode *entry, const char *type)
{
  const char *condition = ct_practice_path_string (entry, "request.ifNoneExist");
  CtPracticePlace *place = NULL;
  gboolean created;

  if (condition == NULL && g_str_equal (type, "Provenance"))
    ;
  else if (condition == NULL || !g_str_has_prefix (condition, CONDITION))
    {
      refuse (run, 400, "required", index, "a create needs ifNoneExist with its identifier");
      return;
    }
  else
    place = ct_practice_ledger_find (run->ledger, type, "urn:ietf:rfc:3986", condition + strlen (CONDITION));
  created = place == NULL;
  if (created)
    {
      /* Reserved now, so that references to it can be written. */
      place = g_new0 (CtPracticePlace, 1);
      place->id = g_uuid_string_random ();
    }
  g_ptr_array_add (run->places, place);
  g_array_append_val (run->created, created);
}

static void
place_put (Run *run, guint index, JsonNode *entry, const char *type, const char *url)
{
  const char *match = ct_practice_path_string (entry, "request.ifMatch");
  const char *id = url + strlen (type) + 1;
  g_autoptr (CtPracticePlace) place = ct_practice_ledger_get (run->ledger, type, id, 0, NULL);
  g_autofree char *version =
    place != NULL ? g_strdup_printf ("W/\"%" G_GINT64_FORMAT "\"", place->version) : NULL;
  gboolean created = TRUE;

  if (place == NULL)
    refuse (run, 404, "not-found", index, "there is no such resource");
  else if (g_strcmp0 (match, version) != 0)
    refuse (run, 412, "conflict", index, "the resource is of another version");
  else
    {
      g_ptr_array_add (run->places, g_steal_pointer (&place));
      g_array_append_val (run->created, created);
    }
}

static void
place_entry (Run *run, guint index)
{
  JsonNode *entry = entry_at (run, index);
  const char *type = ct_practice_path_string (entry, "resource.resourceType");
  const char *method = ct_practice_path_string (entry, "request.method");
  const char *url = ct_practice_path_string (entry, "request.url");
  const char *full_url = ct_practice_path_string (entry, "fullUrl");

  if (type == NULL || url == NULL || full_url == NULL || !g_str_has_prefix (full_url, "urn:uuid:"))
    refuse (run, 400, "structure", index, "an entry needs fullUrl, resource and request");
  else if (g_strcmp0 (method, "POST") == 0 && g_str_equal (url, type))
    place_post (run, index, entry, type);
  else if (g_strcmp0 (method, "PUT") == 0 && g_str_has_prefix (url, type) && url[strlen (type)] == '/')
    place_put (run, index, entry, type, url);
  else
    refuse (run, 400, "not-supported", index, "POST of a type or PUT of a resource only");
  if (run->status == 200)
    {
      CtPracticePlace *place = g_ptr_array_index (run->places, index);

      if (g_hash_table_contains (run->addresses, full_url))
        refuse (run, 400, "duplicate", index, "fullUrl twice");
      else
        g_hash_table_insert (run->addresses, g_strdup (full_url), g_strconcat (type, "/", place->id, NULL));
    }
}

static gboolean rewrite (Run *run, JsonNode *node);

static void
rewrite_member_cb (JsonObject *object, const char *name, JsonNode *node, gpointer data)
{
  Run *run = ((gpointer *) data)[0];
  gboolean *good = ((gpointer *) data)[1];
  const char *text = g_str_equal (name, "reference") && JSON_NODE_HOLDS_VALUE (node) ? json_node_get_string (node) : NULL;

  if (text != NULL && g_str_has_prefix (text, "urn:uuid:"))
    {
      const char *address = g_hash_table_lookup (run->addresses, text);

      if (address != NULL)
        json_node_set_string (node, address);
      else
        *good = FALSE;
    }
  else if (!rewrite (run, node))
    *good = FALSE;
}

static gboolean
rewrite (Run *run, JsonNode *node)
{
  gboolean good = TRUE;
  gpointer data[] = { run, &good };

  if (JSON_NODE_HOLDS_OBJECT (node))
    json_object_foreach_member (json_node_get_object (node), rewrite_member_cb, data);
  else if (JSON_NODE_HOLDS_ARRAY (node))
    for (guint i = 0; i < json_array_get_length (json_node_get_array (node)); i++)
      good = rewrite (run, json_array_get_element (json_node_get_array (node), i)) && good;
  return good;
}

static gboolean
write_entries (Run *run, GError **error)
{
  for (guint i = 0; i < run->places->len; i++)
    {
      JsonNode *resource = ct_practice_path_node (entry_at (run, i), "resource");
      const char *type = ct_practice_path_string (resource, "resourceType");
      CtPracticePlace *place = g_ptr_array_index (run->places, i);
      CtPracticePlace *written;

      if (resource == NULL || !rewrite (run, resource))
        {
          refuse (run, 400, "invalid", i, "a reference to nothing in this bundle");
          return TRUE;
        }
      if (!g_array_index (run->created, gboolean, i))
        continue;
      written = ct_practice_ledger_put (run->ledger, type, place->id, resource, error);
      if (written == NULL)
        return FALSE;
      ct_practice_place_free (place);
      run->places->pdata[i] = written;
    }
  return TRUE;
}

/* Returns: (transfer full): "Type/id" of each entry */
static GStrv
members_of (Run *run)
{
  g_autoptr (GStrvBuilder) members = g_strv_builder_new ();

  for (guint i = 0; i < run->places->len; i++)
    {
      CtPracticePlace *place = g_ptr_array_index (run->places, i);
      const char *type = ct_practice_path_string (ct_practice_path_node (entry_at (run, i), "resource"), "resourceType");
      g_autofree char *member = g_strconcat (type, "/", place->id, NULL);

      g_strv_builder_add (members, member);
    }
  return g_strv_builder_end (members);
}

/* Notes each result whose Observation was created by this transaction, and what became of
 * it when it was changed; the bundle with the first of them. */
static gboolean
note_results (Run *run, GError **error)
{
  g_auto (GStrv) members = members_of (run);
  const char *body = run->text;
  gboolean good = TRUE;

  for (guint i = 0; good && i < run->places->len; i++)
    {
      CtPracticePlace *place = g_ptr_array_index (run->places, i);
      JsonNode *resource = ct_practice_path_node (entry_at (run, i), "resource");
      gboolean cancelled = g_strcmp0 (ct_practice_path_string (resource, "status"), "entered-in-error") == 0;
      const char *outcome = cancelled ? "cancelled" : ct_practice_rules_outcome (resource);

      if (!ct_practice_rules_is_result (resource) || !g_array_index (run->created, gboolean, i))
        continue;
      good = (place->version == 1 ? ct_practice_ledger_add_result : ct_practice_ledger_change_result) (run->ledger, place->id, outcome, members, body, error);
      body = "";
    }
  return good;
}

static JsonNode *
response_bundle (Run *run)
{
  g_autoptr (JsonBuilder) json = json_builder_new ();

  json_builder_begin_object (json);
  json_builder_set_member_name (json, "resourceType");
  json_builder_add_string_value (json, "Bundle");
  json_builder_set_member_name (json, "type");
  json_builder_add_string_value (json, "transaction-response");
  json_builder_set_member_name (json, "entry");
  json_builder_begin_array (json);
  for (guint i = 0; i < run->places->len; i++)
    {
      CtPracticePlace *place = g_ptr_array_index (run->places, i);
      const char *type = ct_practice_path_string (entry_at (run, i), "resource.resourceType");
      g_autofree char *location =
        g_strdup_printf ("%s/%s/_history/%" G_GINT64_FORMAT, type, place->id, place->version);
      g_autofree char *etag = g_strdup_printf ("W/\"%" G_GINT64_FORMAT "\"", place->version);

      json_builder_begin_object (json);
      json_builder_set_member_name (json, "response");
      json_builder_begin_object (json);
      json_builder_set_member_name (json, "status");
      json_builder_add_string_value (json, g_array_index (run->created, gboolean, i) && place->version == 1
                                             ? "201 Created" : "200 OK");
      json_builder_set_member_name (json, "location");
      json_builder_add_string_value (json, location);
      json_builder_set_member_name (json, "etag");
      json_builder_add_string_value (json, etag);
      json_builder_set_member_name (json, "lastModified");
      json_builder_add_string_value (json, place->updated);
      json_builder_end_object (json);
      json_builder_end_object (json);
    }
  json_builder_end_array (json);
  json_builder_end_object (json);
  return json_builder_get_root (json);
}

static gboolean
is_all_known (Run *run)
{
  for (guint i = 0; i < run->created->len; i++)
    if (g_array_index (run->created, gboolean, i))
      return FALSE;
  return TRUE;
}

static gboolean
execute (Run *run, GError **error)
{
  guint n = ct_practice_path_length (run->bundle, "entry");
  g_autoptr (GDateTime) now = g_date_time_new_now_local ();

  if (!ct_practice_ledger_begin (run->ledger, error))
    return FALSE;
  for (guint i = 0; i < n && run->status == 200; i++)
    place_entry (run, i);
  if (run->status == 200 && !is_all_known (run))
    {
      ct_practice_rules_check (run->bundle, now, run->outcome);
      if (ct_practice_outcome_count (run->outcome) > 0)
        run->status = 422;
    }
  if (run->status == 200 && (!write_entries (run, error) || (run->status == 200 && !note_results (run, error))))
    {
      ct_practice_ledger_end (run->ledger, FALSE, NULL);
      return FALSE;
    }
  return ct_practice_ledger_end (run->ledger, run->status == 200, error);
}

/**
 * ct_practice_transaction_run:
 * @answer: (out) (transfer full): a Bundle or an OperationOutcome
 *
 * Returns: the HTTP status
 */
guint
ct_practice_transaction_run (CtPracticeLedger *ledger, const char *data, gsize length, JsonNode **answer)
{
  const char *why = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (JsonNode) bundle = ct_practice_path_parse (data, length, &why);
  g_autoptr (JsonNode) outcome = ct_practice_outcome_new ();
  g_autofree char *text = g_strndup (data != NULL ? data : "", length);
  Run run = { .ledger = ledger, .bundle = bundle, .text = text, .outcome = outcome, .status = 200 };

  if (bundle == NULL || g_strcmp0 (ct_practice_path_string (bundle, "resourceType"), "Bundle") != 0
      || g_strcmp0 (ct_practice_path_string (bundle, "type"), "transaction") != 0
      || ct_practice_path_length (bundle, "entry") == 0)
    {
      ct_practice_outcome_add (outcome, "structure", "Bundle", why != NULL ? why : "a transaction Bundle is needed");
      *answer = g_steal_pointer (&outcome);
      return 400;
    }

  run.addresses = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  run.places = g_ptr_array_new_with_free_func ((GDestroyNotify) ct_practice_place_free);
  run.created = g_array_new (FALSE, FALSE, sizeof (gboolean));
  if (!execute (&run, &error))
    {
      ct_practice_outcome_add (outcome, "exception", NULL, error->message);
      run.status = 500;
    }
  *answer = run.status == 200 ? response_bundle (&run) : g_steal_pointer (&outcome);
  g_hash_table_unref (run.addresses);
  g_ptr_array_unref (run.places);
  g_array_unref (run.created);
  return run.status;
}

/**
 * ct_practice_transaction_touch:
 *
 * Somebody else writes what this transaction is about to change: the same, as a newer
 * version. For tests of conflicts.
 */
void
ct_practice_transaction_touch (CtPracticeLedger *ledger, const char *data, gsize length)
{
  const char *why = NULL;
  g_autoptr (JsonNode) bundle = ct_practice_path_parse (data, length, &why);
  guint n = bundle != NULL ? ct_practice_path_length (bundle, "entry") : 0;

  if (!ct_practice_ledger_begin (ledger, NULL))
    return;
  for (guint i = 0; i < n; i++)
    {
      g_autofree char *path = g_strdup_printf ("entry[%u].request", i);
      JsonNode *request = ct_practice_path_node (bundle, path);
      g_auto (GStrv) parts = g_strsplit (ct_practice_path_string (request, "url"), "/", 2);
      g_autoptr (JsonNode) resource = NULL;

      if (g_strcmp0 (ct_practice_path_string (request, "method"), "PUT") != 0 || g_strv_length (parts) != 2)
        continue;
      ct_practice_place_free (ct_practice_ledger_get (ledger, parts[0], parts[1], 0, &resource));
      if (resource != NULL)
        ct_practice_place_free (ct_practice_ledger_put (ledger, parts[0], parts[1], resource, NULL));
    }
  ct_practice_ledger_end (ledger, TRUE, NULL);
}
