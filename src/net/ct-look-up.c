/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Comptoir authors */

/* What a look-up by identifier means. Pure, and as suspicious as ct-answer.c: "it is
 * not there" needs a whole, empty answer. */

#include "config.h"

#include "ct-look-up.h"

#include "ct-amendment.h"
#include "ct-json.h"
#include "ct-places.h"

static gboolean
bears (JsonObject *resource, const char *urn)
{
  JsonArray *identifiers = ct_json_array (resource, "identifier");
  guint n = identifiers != NULL ? json_array_get_length (identifiers) : 0;

  for (guint i = 0; i < n; i++)
    if (g_strcmp0 (ct_json_string (ct_json_item (identifiers, i), "value"), urn) == 0)
      return TRUE;
  return FALSE;
}

/**
 * ct_look_up_read:
 * @bundle: the answer to a search of @type by the identifier @urn
 * @found: (out) (transfer none) (nullable): the resource; NULL when there is none
 *
 * Returns: FALSE when @bundle does not say
 */
gboolean
ct_look_up_read (JsonObject *bundle, const char *type, const char *urn, JsonObject **found)
{
  JsonArray *entries = ct_json_array (bundle, "entry");
  guint n = entries != NULL ? json_array_get_length (entries) : 0;

  *found = NULL;
  if (g_strcmp0 (ct_json_string (bundle, "resourceType"), "Bundle") != 0
      || g_strcmp0 (ct_json_string (bundle, "type"), "searchset") != 0)
    return FALSE;
  for (guint i = 0; i < n; i++)
    {
      JsonObject *resource = ct_json_object (ct_json_item (entries, i), "resource");

      if (g_strcmp0 (ct_json_string (resource, "resourceType"), type) == 0 && bears (resource, urn))
        {
          *found = resource;
          return TRUE;
        }
    }
  /* Others than what was asked for: this service does not search as we mean. */
  return n == 0 && json_object_get_int_member_with_default (bundle, "total", 0) == 0;
}

/**
 * ct_look_up_place:
 *
 * Returns: (transfer full) (nullable): where @resource is, with its version; NULL
 *   when it does not say
 */
char *
ct_look_up_place (JsonObject *resource)
{
  const char *type = ct_json_string (resource, "resourceType");
  const char *id = ct_json_string (resource, "id");
  const char *version = ct_json_string (ct_json_object (resource, "meta"), "versionId");
  g_autofree char *location = NULL;

  if (type == NULL || id == NULL || version == NULL)
    return NULL;
  location = g_strdup_printf ("%s/%s/_history/%s", type, id, version);
  return ct_places_of (location, type);
}

/**
 * ct_look_up_proof:
 * @observation: bears the identifier of the amendment @body
 * @places: of the record before
 *
 * Returns: (transfer full): accepted; unknown when @observation does not say where it
 *   is
 */
CtAnswer *
ct_look_up_proof (JsonObject *observation, GBytes *body, const char *places)
{
  g_autofree char *place = ct_look_up_place (observation);
  const char *updated = ct_json_string (ct_json_object (observation, "meta"), "lastUpdated");
  g_autoptr (GBytes) sent = ct_amendment_aim (body, places);
  g_auto (GStrv) keys = ct_amendment_keys (body);
  g_autofree char *result = ct_amendment_result (body);
  g_autofree char *sha256 = NULL;
  CtAnswer *answer;

  if (place == NULL || sent == NULL)
    return ct_answer_new (CT_ANSWER_UNKNOWN, CT_LOOK_UP_UNCLEAR);
  sha256 = g_compute_checksum_for_bytes (G_CHECKSUM_SHA256, sent);
  answer = ct_answer_new (CT_ANSWER_ACCEPTED, "");
  answer->receipt = g_strjoin (" ", place, updated != NULL && *updated != '\0' ? updated : "-", sha256, NULL);
  answer->places = g_strdup (places);
  for (guint i = 0; keys[i] != NULL; i++)
    {
      g_autofree char *before = ct_places_find (places, keys[i]);
      /* They have a newer version now, and which one nobody said. */
      g_autofree char *address = before != NULL ? ct_places_address (before) : NULL;
      char *more;
      gboolean is_result = g_strcmp0 (keys[i], result) == 0;

      if (address == NULL && !is_result)
        continue;
      more = ct_places_set (answer->places, keys[i],
                            is_result ? place : address);
      g_free (answer->places);
      answer->places = more;
    }
  return answer;
}
