/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Comptoir authors */

/* OAuth 2 client credentials (RFC 6749 4.4), both ways: client_secret_basic, and
 * private_key_jwt for a client that registered its key. Access tokens are
 * random, live in memory and end after five minutes. */

#define G_LOG_DOMAIN "ct-practice"

#include "config.h"

#include "ct-practice-login.h"

#include "ct-practice-assertion.h"

#include <string.h>
#include <sys/random.h>

#define LIFETIME_S 300

struct _CtPracticeLogin
{
  CtPracticeLedger    *ledger;
  CtPracticeAssertion *assertion; /* nullable: no key was registered */
  GHashTable          *tokens;    /* of char* to monotonic end in microseconds */
};

CtPracticeLogin *
ct_practice_login_new (CtPracticeLedger *ledger)
{
  CtPracticeLogin *self = g_new0 (CtPracticeLogin, 1);

  self->ledger = ledger;
  self->tokens = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  return self;
}

void
ct_practice_login_free (CtPracticeLogin *self)
{
  g_clear_pointer (&self->assertion, ct_practice_assertion_free);
  g_hash_table_unref (self->tokens);
  g_free (self);
}

/**
 * ct_practice_login_set_key:
 * @jwk_file: the client's public key (RFC 7517), EC P-384
 */
gboolean
ct_practice_login_set_key (CtPracticeLogin *self, const char *jwk_file, GError **error)
{
  self->assertion = ct_practice_assertion_new (jwk_file, CT_PRACTICE_CLIENT_ID, error);
  return self->assertion != NULL;
}

/* 256 random bits in base64url. */
static char *
random_text (void)
{
  guint8 bytes[32];
  char *text;

  if (getrandom (bytes, sizeof bytes, 0) != sizeof bytes)
    g_error ("the kernel gives no random numbers");
  text = g_base64_encode (bytes, sizeof bytes);
  g_strdelimit (text, "+", '-');
  g_strdelimit (text, "/", '_');
  text[strcspn (text, "=")] = '\0';
  return text;
}

/**
 * ct_practice_login_new_secret:
 *
 * Returns: (transfer full) (nullable): a secret that is accepted from now on,
 *   beside those of earlier starts
 */
char *
ct_practice_login_new_secret (CtPracticeLogin *self, GError **error)
{
  g_autofree char *secret = random_text ();

  return ct_practice_ledger_add_secret (self->ledger, secret, error) ? g_steal_pointer (&secret) : NULL;
}

static guint
refuse (JsonNode **answer, guint status, const char *code)
{
  g_autoptr (JsonObject) object = json_object_new ();

  json_object_set_string_member (object, "error", code);
  *answer = json_node_init_object (json_node_alloc (), object);
  return status;
}

static gboolean
is_basic_client (CtPracticeLogin *self, const char *authorization)
{
  g_autofree guchar *decoded = NULL;
  g_autofree char *pair = NULL;
  gsize length;
  char *colon;

  if (authorization == NULL || g_ascii_strncasecmp (authorization, "Basic ", 6) != 0)
    return FALSE;
  decoded = g_base64_decode (authorization + 6, &length);
  pair = g_strndup ((const char *) decoded, length);
  colon = strchr (pair, ':');
  if (colon == NULL)
    return FALSE;
  *colon = '\0';
  return g_str_equal (pair, CT_PRACTICE_CLIENT_ID) && ct_practice_ledger_has_secret (self->ledger, colon + 1);
}

/**
 * ct_practice_login_token:
 * @authorization: (nullable): the header
 * @form: the decoded body
 * @endpoint: this endpoint's own address
 * @answer: (out) (transfer full)
 *
 * Returns: the HTTP status
 */
guint
ct_practice_login_token (CtPracticeLogin *self, const char *authorization, GHashTable *form, const char *endpoint,
                         JsonNode **answer)
{
  g_autoptr (JsonObject) object = NULL;
  const char *kind = g_hash_table_lookup (form, "client_assertion_type");
  const char *jwt = g_hash_table_lookup (form, "client_assertion");
  char *token = NULL;
  gint64 *until;
  gboolean known;

  if (kind != NULL || jwt != NULL)
    known = self->assertion != NULL && jwt != NULL
            && g_strcmp0 (kind, "urn:ietf:params:oauth:client-assertion-type:jwt-bearer") == 0
            && ct_practice_assertion_check (self->assertion, jwt, endpoint);
  else
    known = is_basic_client (self, authorization);
  if (!known)
    return refuse (answer, 401, "invalid_client");
  if (g_strcmp0 (g_hash_table_lookup (form, "grant_type"), "client_credentials") != 0)
    return refuse (answer, 400, "unsupported_grant_type");
  if (g_strcmp0 (g_hash_table_lookup (form, "scope"), "system/*.cruds") != 0)
    return refuse (answer, 400, "invalid_scope");

  token = random_text ();
  until = g_new (gint64, 1);
  *until = g_get_monotonic_time () + LIFETIME_S * G_USEC_PER_SEC;
  object = json_object_new ();
  json_object_set_string_member (object, "access_token", token);
  json_object_set_string_member (object, "token_type", "bearer");
  json_object_set_int_member (object, "expires_in", LIFETIME_S);
  json_object_set_string_member (object, "scope", "system/*.cruds");
  g_hash_table_insert (self->tokens, token, until);
  *answer = json_node_init_object (json_node_alloc (), object);
  return 200;
}

/**
 * ct_practice_login_tokens:
 *
 * For whoever looks whether one of them is where it should not be.
 *
 * Returns: (transfer full): an array of the tokens that were given
 */
JsonNode *
ct_practice_login_tokens (CtPracticeLogin *self)
{
  JsonNode *node = json_node_new (JSON_NODE_ARRAY);
  JsonArray *tokens = json_array_new ();
  GHashTableIter iter;
  gpointer token;

  g_hash_table_iter_init (&iter, self->tokens);
  while (g_hash_table_iter_next (&iter, &token, NULL))
    json_array_add_string_element (tokens, token);
  json_node_take_array (node, tokens);
  return node;
}

static gboolean
is_over (gpointer token, gpointer until, gpointer now)
{
  return *(gint64 *) until < *(gint64 *) now;
}

/**
 * ct_practice_login_is_valid:
 * @authorization: (nullable): the header
 */
gboolean
ct_practice_login_is_valid (CtPracticeLogin *self, const char *authorization)
{
  gint64 now = g_get_monotonic_time ();

  g_hash_table_foreach_remove (self->tokens, is_over, &now);
  return authorization != NULL && g_ascii_strncasecmp (authorization, "Bearer ", 7) == 0
         && g_hash_table_contains (self->tokens, authorization + 7);
}
