/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Comptoir authors */

/* What a service answers to "do you have it?": it is there only with its whole proof. */

#include "fuzz.h"

#include "ct-amendment.h"
#include "ct-answer.h"
#include "ct-json.h"
#include "ct-look-up.h"
#include "ct-professional.h"

#include "sample.h"

#define URN    "urn:uuid:11111111-2222-4333-8444-555555555555"
#define PLACES "Patient=Patient/1/_history/1 94558-4=Observation/9/_history/1"

/* A correction of the sex, as it would be sent. */
static GBytes *
amendment_body (void)
{
  g_autoptr (CtProfessional) who = ct_professional_new ("750012346", "Pharmacie des Lilas", "10003456786", "Claire PETIT");
  g_autoptr (GDateTime) now = sample_now ();
  g_autoptr (CtEntry) entry = sample_entry ();
  g_autoptr (CtRecord) before = sample_record (entry);
  g_autoptr (CtRecord) after = NULL;
  const CtUuid uuid = { { 1 } };
  const CtAmendment link = { .origin = { { 2 } }, .origin_revision = 1 };

  ct_entry_set (entry, CT_FIELD_BIRTH_NAME, "LE GALL");
  ct_entry_set (entry, CT_FIELD_RESULT, "positive");
  ct_entry_set (entry, CT_FIELD_REASON, "typing");
  ct_entry_set_amendment (entry, &link);
  after = sample_record (entry);
  return ct_amendment_encode (before, after, &link, who, &uuid, 1, now);
}

int
LLVMFuzzerTestOneInput (const guint8 *data, gsize size)
{
  g_autoptr (GBytes) bytes = g_bytes_new (data, size);
  g_autoptr (JsonNode) root = ct_json_parse (bytes, NULL);
  g_autofree char *place = NULL;
  g_autoptr (CtAnswer) proof = NULL;
  JsonObject *found = NULL;
  static GBytes *body;

  if (body == NULL)
    body = amendment_body ();

  if (root == NULL || !JSON_NODE_HOLDS_OBJECT (root)
      || !ct_look_up_read (json_node_get_object (root), "Observation", URN, &found) || found == NULL)
    return 0;
  place = ct_look_up_place (found);
  proof = ct_look_up_proof (found, body, PLACES);
  g_assert_true ((proof->receipt != NULL) == (proof->kind == CT_ANSWER_ACCEPTED));
  return 0;
}
