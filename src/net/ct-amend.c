/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Comptoir authors */

/* Sends a correction or cancellation.
 *
 * Unlike a first sending it is not sent again before it is known that it did not
 * arrive. And what looks like somebody else's change may be our own, by an attempt of
 * which no answer came back. */

#define G_LOG_DOMAIN "ct-gateway"

#include "config.h"

#include "ct-amend.h"

#include "ct-amendment.h"
#include "ct-issue.h"
#include "ct-json.h"
#include "ct-look-up.h"
#include "ct-places.h"

/* A look-up that brought no resource: later, unless it says that we are not known, or
 * that it is not the service. What is no answer to it, such as a proxy's page, is
 * unclear. */
static CtAnswer *
not_told (const CtHttpReply *reply)
{
  CtAnswer *answer = ct_client_not_sent (reply, "look-up");

  if (reply->status == 401 || reply->status == 403)
    answer->kind = CT_ANSWER_LOGIN;
  else if (answer->kind == CT_ANSWER_SETTINGS)
    {
      ct_answer_free (answer);
      answer = ct_answer_new (CT_ANSWER_LATER, CT_LOOK_UP_UNCLEAR);
    }
  return answer;
}

/* GET of "Type/id" or a search.
 *
 * Returns: (transfer full) (nullable): the resource; NULL with @problem, which is
 *   NULL, too, when there is none */
static JsonNode *
look (CtClient *self, const char *path, CtAnswer **problem)
{
  g_autoptr (CtHttpReply) reply = ct_client_get (self, path, problem);
  g_autoptr (JsonNode) node = NULL;
  const char *why;

  if (reply == NULL || (reply->result == CT_TRANSPORT_ANSWERED && (reply->status == 404 || reply->status == 410)))
    return NULL;
  node = reply->status == 200 ? ct_json_parse (reply->body, &why) : NULL;
  if (node == NULL || !JSON_NODE_HOLDS_OBJECT (node))
    {
      *problem = not_told (reply);
      return NULL;
    }
  return g_steal_pointer (&node);
}

/* The @type that bears the identifier @urn; as look(). */
static JsonNode *
look_up (CtClient *self, const char *type, const char *urn, CtAnswer **problem)
{
  g_autofree char *path = g_strdup_printf ("%s?identifier=urn:ietf:rfc:3986%%7C%s", type, urn);
  g_autoptr (JsonNode) node = look (self, path, problem);
  JsonObject *found = NULL;

  if (node == NULL)
    {
      if (*problem == NULL) /* a service that does not know how to search */
        *problem = ct_answer_new (CT_ANSWER_LATER, CT_LOOK_UP_UNCLEAR);
      return NULL;
    }
  if (!ct_look_up_read (json_node_get_object (node), type, urn, &found))
    *problem = ct_answer_new (CT_ANSWER_LATER, CT_LOOK_UP_UNCLEAR);
  return found != NULL ? json_node_init_object (json_node_alloc (), found) : NULL;
}

/* Did the amendment arrive?
 *
 * Returns: (transfer full) (nullable): accepted, or why nobody knows; NULL when it
 *   surely is not there */
static CtAnswer *
find_amendment (CtClient *self, GBytes *body, const char *places)
{
  g_autofree char *urn = ct_amendment_identifier (body);
  CtAnswer *problem;
  g_autoptr (JsonNode) found = look_up (self, "Observation", urn, &problem);

  return found != NULL ? ct_look_up_proof (json_node_get_object (found), body, places) : problem;
}

/* The places that are not known whole: a service may not have said the version, or
 * a record before was found by a look-up alone.
 *
 * Returns: (transfer full) (nullable): NULL with @problem */
static char *
complete (CtClient *self, GBytes *body, const char *places, CtAnswer **problem)
{
  g_auto (GStrv) keys = ct_amendment_keys (body);
  g_autofree char *whole = g_strdup (places);

  for (guint i = 0; keys[i] != NULL; i++)
    {
      g_autofree char *place = ct_places_find (whole, keys[i]);
      g_autofree char *version = place != NULL ? ct_places_version (place) : NULL;
      g_autofree char *address = place != NULL ? ct_places_address (place) : NULL;
      g_autofree char *name = ct_amendment_name (body, keys[i]);
      g_autofree char *now = NULL;
      g_autofree char *more = NULL;
      g_autoptr (JsonNode) node = NULL;

      if (version != NULL)
        continue;
      node = address != NULL ? look (self, address, problem) : look_up (self, ct_places_type (keys[i]), name, problem);
      if (*problem != NULL)
        return NULL;
      if (node == NULL && address == NULL)
        continue;
      now = node != NULL ? ct_look_up_place (json_node_get_object (node)) : NULL;
      if (now == NULL)
        {
          *problem = ct_answer_new (CT_ANSWER_CONFLICT, "gone");
          return NULL;
        }
      more = ct_places_set (whole, keys[i], now);
      g_free (g_steal_pointer (&whole));
      whole = g_steal_pointer (&more);
    }
  return g_steal_pointer (&whole);
}

/* What a person needs to decide: what the service has there now. */
static void
add_evidence (CtClient *self, CtAnswer *answer, GBytes *body, const char *places)
{
  g_autofree char *result = ct_amendment_result (body);
  g_autofree char *place = ct_places_find (places, result);
  g_autofree char *address = place != NULL ? ct_places_address (place) : NULL;
  CtAnswer *problem = NULL;
  g_autoptr (JsonNode) node = address != NULL ? look (self, address, &problem) : NULL;
  JsonObject *resource = node != NULL ? json_node_get_object (node) : NULL;
  JsonObject *meta = ct_json_object (resource, "meta");
  const char *version = ct_json_string (meta, "versionId");
  const char *updated = ct_json_string (meta, "lastUpdated");
  g_autofree char *there = NULL;

  g_clear_pointer (&problem, ct_answer_free);
  if (version == NULL)
    return;
  there = g_strdup_printf ("%s %s", version, updated != NULL ? updated : "-");
  g_ptr_array_add (answer->reasons, ct_issue_new (CT_N_FIELDS, CT_ISSUE_CONFLICT, there));
}

/**
 * ct_amend:
 * @body: of ct_amendment_encode()
 * @places: where the record before is
 * @unsure: whether an attempt was made of which nobody knows what became
 *
 * Returns: (transfer full): what became of it
 */
CtAnswer *
ct_amend (CtClient *self, GBytes *body, const char *places, gboolean unsure)
{
  CtAnswer *answer = NULL, *found;
  g_autofree char *whole = complete (self, body, places, &answer);
  g_autoptr (GBytes) aimed = NULL;

  if (answer != NULL && answer->kind != CT_ANSWER_CONFLICT)
    return answer;
  /* Behind the reading of versions: an attempt of before that arrives only now makes
   * another version, and ours is not taken. */
  found = unsure ? find_amendment (self, body, places) : NULL;
  if (found != NULL)
    g_clear_pointer (&answer, ct_answer_free);
  if (found != NULL || whole == NULL)
    return found != NULL ? found : answer;
  aimed = ct_amendment_aim (body, whole);
  if (aimed == NULL)
    return ct_answer_new (CT_ANSWER_CONFLICT, "gone");
  answer = ct_client_post (self, aimed);
  if (answer->kind != CT_ANSWER_CONFLICT)
    return answer;
  found = find_amendment (self, body, places);
  if (found == NULL)
    {
      add_evidence (self, answer, body, places);
      return answer;
    }
  /* Accepted; or nobody knows, which is another thing than refused. */
  if (found->kind != CT_ANSWER_ACCEPTED)
    found->kind = CT_ANSWER_UNKNOWN;
  ct_answer_free (answer);
  return found;
}
