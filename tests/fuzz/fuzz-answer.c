/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Comptoir authors */

/* What a service answers to a transaction: FHIR, an OperationOutcome, or anything. The
 * first byte chooses the status, the second how it arrived and whether a byte had left. */

#include "fuzz.h"

#include "ct-answer.h"
#include "ct-places.h"

static const char request_text[] =
  "{\"resourceType\":\"Bundle\",\"entry\":["
  "{\"resource\":{\"resourceType\":\"Patient\",\"telecom\":[{\"system\":\"phone\"},{\"system\":\"email\"}],"
  "\"identifier\":[{\"value\":\"1\"}],\"address\":[{\"line\":[\"x\"],\"extension\":[{\"url\":\"y\"}]}]}},"
  "{\"resource\":{\"resourceType\":\"Observation\",\"category\":[{\"coding\":[{\"code\":\"laboratory\"}]}],\"code\":{\"coding\":[{\"code\":\"94558-4\"}]}}}]}";

int
LLVMFuzzerTestOneInput (const guint8 *data, gsize size)
{
  static const guint statuses[] = { 200, 200, 200, 201, 204, 301, 400, 401, 404, 408, 409, 412, 413, 415, 422, 422, 429, 500, 503, 599, 100, 501 };
  static const CtTransportResult results[] = { CT_TRANSPORT_ANSWERED, CT_TRANSPORT_ANSWERED, CT_TRANSPORT_ANSWERED, CT_TRANSPORT_ANSWERED,
                                               CT_TRANSPORT_ANSWERED, CT_TRANSPORT_FAILED,   CT_TRANSPORT_TOO_LARGE, CT_TRANSPORT_DISTRUST };
  g_autoptr (GBytes) request = g_bytes_new_static (request_text, strlen (request_text));
  g_autoptr (GBytes) body = NULL;
  g_autoptr (CtHttpReply) reply = NULL;
  g_autoptr (CtAnswer) answer = NULL;
  guint status;

  if (size < 2)
    return 0;
  status = statuses[data[0] % G_N_ELEMENTS (statuses)];
  body = g_bytes_new (data + 2, size - 2);
  reply = ct_http_reply_new (results[data[1] / 2 % G_N_ELEMENTS (results)], status, "application/fhir+json", body);
  reply->exposed = data[1] & 1;
  answer = ct_answer_read (reply, request);
  g_assert_true ((answer->receipt != NULL) == (answer->kind == CT_ANSWER_ACCEPTED));
  g_assert_true ((answer->reasons->len > 0) == (answer->kind == CT_ANSWER_REFUSED));
  if (answer->kind == CT_ANSWER_ACCEPTED)
    g_assert_true (status == 200 && reply->result == CT_TRANSPORT_ANSWERED);
  if (status >= 500 && status != 503)
    g_assert_cmpint (answer->kind, !=, CT_ANSWER_REFUSED);
  g_assert_nonnull (answer->cause);
  return 0;
}
