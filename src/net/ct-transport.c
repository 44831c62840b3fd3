/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Comptoir authors */

/* HTTPS by libcurl: one handle, one connection, used by one worker only.
 *
 * https alone, no redirect, no proxy, no cookie, no netrc, TLS 1.2 at least,
 * certificate and name verified always: there is no way to say "all the same".
 * When a kept connection turns out dead before any answer, libcurl sends the
 * request again on a fresh one by itself; every request of ours may be repeated.
 * The answer is cut off at 64 KiB by our own callback, since MAXFILESIZE does
 * not see chunked bodies in 7.88. */

#define G_LOG_DOMAIN "ct-transport"

#include "config.h"

#include "ct-transport.h"

#include <curl/curl.h>
#include <string.h>

struct _CtTransport
{
  CURL *curl;
  char *ca_file;
  gint  aborted; /* atomic: the only field another thread may touch */
};

typedef struct
{
  CtTransport *transport;
  GByteArray  *body;
  gboolean     too_large;
} Reception;

/**
 * ct_transport_global_init:
 *
 * To be called in main(), before any thread.
 */
gboolean
ct_transport_global_init (void)
{
  return curl_global_init (CURL_GLOBAL_DEFAULT) == CURLE_OK;
}

CtTransport *
ct_transport_new (void)
{
  CtTransport *self = g_new0 (CtTransport, 1);

  self->curl = curl_easy_init ();
  return self;
}

void
ct_transport_free (CtTransport *self)
{
  curl_easy_cleanup (self->curl);
  g_free (self->ca_file);
  g_free (self);
}

/**
 * ct_transport_set_ca_file:
 * @path: (nullable): the only authorities trusted; NULL for the system's
 */
void
ct_transport_set_ca_file (CtTransport *self, const char *path)
{
  g_free (self->ca_file);
  self->ca_file = path != NULL && *path != '\0' ? g_strdup (path) : NULL;
}

/**
 * ct_transport_abort:
 *
 * May be called from any thread: what is under way ends within a second.
 */
void
ct_transport_abort (CtTransport *self)
{
  g_atomic_int_set (&self->aborted, 1);
}

CtHttpReply *
ct_http_reply_new (CtTransportResult result, guint status, const char *content_type, GBytes *body)
{
  CtHttpReply *self = g_new0 (CtHttpReply, 1);

  self->result = result;
  self->status = status;
  self->content_type = g_strdup (content_type);
  self->body = body != NULL ? g_bytes_ref (body) : g_bytes_new (NULL, 0);
  return self;
}

void
ct_http_reply_free (CtHttpReply *self)
{
  g_free (self->content_type);
  g_bytes_unref (self->body);
  g_free (self);
}

static size_t
receive_cb (char *data, size_t size, size_t count, void *user)
{
  Reception *reception = user;

  if (reception->body->len + size * count > CT_TRANSPORT_MAX_ANSWER)
    {
      reception->too_large = TRUE;
      return 0;
    }
  g_byte_array_append (reception->body, (const guint8 *) data, (guint) (size * count));
  return size * count;
}

static int
progress_cb (void *user, curl_off_t dl_total, curl_off_t dl_now, curl_off_t ul_total, curl_off_t ul_now)
{
  Reception *reception = user;

  return g_atomic_int_get (&reception->transport->aborted);
}

static void
set_policy (CURL *curl, const char *ca_file)
{
  curl_easy_setopt (curl, CURLOPT_PROTOCOLS_STR, "https");
  curl_easy_setopt (curl, CURLOPT_REDIR_PROTOCOLS_STR, "https");
  curl_easy_setopt (curl, CURLOPT_FOLLOWLOCATION, 0L);
  curl_easy_setopt (curl, CURLOPT_SSLVERSION, (long) CURL_SSLVERSION_TLSv1_2);
  curl_easy_setopt (curl, CURLOPT_SSL_VERIFYPEER, 1L);
  curl_easy_setopt (curl, CURLOPT_SSL_VERIFYHOST, 2L);
  curl_easy_setopt (curl, CURLOPT_NETRC, (long) CURL_NETRC_IGNORED);
  curl_easy_setopt (curl, CURLOPT_PROXY, "");
  curl_easy_setopt (curl, CURLOPT_NOSIGNAL, 1L);
  curl_easy_setopt (curl, CURLOPT_HTTP_VERSION, (long) CURL_HTTP_VERSION_2TLS);
  curl_easy_setopt (curl, CURLOPT_MAXAGE_CONN, 60L);
  curl_easy_setopt (curl, CURLOPT_CONNECTTIMEOUT, 10L);
  curl_easy_setopt (curl, CURLOPT_TIMEOUT, 30L);
  curl_easy_setopt (curl, CURLOPT_LOW_SPEED_LIMIT, 100L);
  curl_easy_setopt (curl, CURLOPT_LOW_SPEED_TIME, 15L);
  curl_easy_setopt (curl, CURLOPT_USERAGENT, "Comptoir/" VERSION);
  if (ca_file != NULL)
    {
      curl_easy_setopt (curl, CURLOPT_CAINFO, ca_file);
      curl_easy_setopt (curl, CURLOPT_CAPATH, NULL);
    }
}

static struct curl_slist *
set_request (CURL *curl, const CtHttpRequest *request)
{
  struct curl_slist *headers = curl_slist_append (NULL, "Accept: application/fhir+json, application/json");

  curl_easy_setopt (curl, CURLOPT_URL, request->url);
  if (request->body != NULL)
    {
      g_autofree char *type = g_strconcat ("Content-Type: ", request->content_type, NULL);

      headers = curl_slist_append (headers, type);
      headers = curl_slist_append (headers, "Expect:");
      curl_easy_setopt (curl, CURLOPT_POST, 1L);
      curl_easy_setopt (curl, CURLOPT_POSTFIELDSIZE_LARGE, (curl_off_t) g_bytes_get_size (request->body));
      curl_easy_setopt (curl, CURLOPT_POSTFIELDS, g_bytes_get_data (request->body, NULL));
    }
  if (request->method != NULL)
    curl_easy_setopt (curl, CURLOPT_CUSTOMREQUEST, request->method);
  if (request->bearer != NULL)
    {
      curl_easy_setopt (curl, CURLOPT_HTTPAUTH, (long) CURLAUTH_BEARER);
      curl_easy_setopt (curl, CURLOPT_XOAUTH2_BEARER, request->bearer);
    }
  if (request->user != NULL)
    {
      curl_easy_setopt (curl, CURLOPT_HTTPAUTH, (long) CURLAUTH_BASIC);
      curl_easy_setopt (curl, CURLOPT_USERNAME, request->user);
      curl_easy_setopt (curl, CURLOPT_PASSWORD, request->password);
    }
  curl_easy_setopt (curl, CURLOPT_HTTPHEADER, headers);
  return headers;
}

/**
 * ct_transport_result:
 * @code: of libcurl
 * @too_large: whether we ended it ourselves, for its size
 */
CtTransportResult
ct_transport_result (int code, gboolean too_large)
{
  if (code == CURLE_OK)
    return CT_TRANSPORT_ANSWERED;
  if (too_large)
    return CT_TRANSPORT_TOO_LARGE;
  if (code == CURLE_ABORTED_BY_CALLBACK)
    return CT_TRANSPORT_ABORTED;
  if (code == CURLE_PEER_FAILED_VERIFICATION || code == CURLE_SSL_CACERT_BADFILE
      || code == CURLE_SSL_PINNEDPUBKEYNOTMATCH || code == CURLE_SSL_INVALIDCERTSTATUS)
    return CT_TRANSPORT_DISTRUST;
  return CT_TRANSPORT_FAILED;
}

static const char *
header_of (CURL *curl, const char *name)
{
  struct curl_header *header;

  return curl_easy_header (curl, name, 0, CURLH_HEADER, -1, &header) == CURLHE_OK ? header->value : NULL;
}

/**
 * ct_transport_retry_after:
 * @retry_after: (nullable): of the answer, as it stands there
 * @date: (nullable): the server's, of the same answer
 *
 * A date is counted from the server's own: the clock here may be wrong.
 *
 * Returns: seconds, from 1 to an hour; 0 when nothing sensible is said
 */
gint64
ct_transport_retry_after (const char *retry_after, const char *date)
{
  gint64 seconds;

  if (retry_after == NULL || *retry_after == '\0')
    return 0;
  if (strspn (retry_after, "0123456789") == strlen (retry_after))
    seconds = (gint64) MIN (g_ascii_strtoull (retry_after, NULL, 10), G_MAXINT32);
  else
    {
      time_t then = curl_getdate (retry_after, NULL), now = date != NULL ? curl_getdate (date, NULL) : -1;

      if (then == -1 || now == -1)
        return 0;
      seconds = (gint64) then - (gint64) now;
    }
  return CLAMP (seconds, 1, 3600);
}

static gint64
seconds_of (const char *date)
{
  time_t time = date != NULL ? curl_getdate (date, NULL) : -1;

  return time != -1 ? (gint64) time : 0;
}

/**
 * ct_transport_perform:
 *
 * Blocks for 30 s at most: for a worker. Never fails: what went wrong is in the
 * reply.
 *
 * Returns: (transfer full)
 */
CtHttpReply *
ct_transport_perform (CtTransport *self, const CtHttpRequest *request)
{
  Reception reception = { self, g_byte_array_new (), FALSE };
  struct curl_slist *headers;
  CtHttpReply *reply;
  CURLcode code;
  long status = 0, sent = 0;
  const char *type = NULL;

  curl_easy_reset (self->curl); /* keeps the connection */
  set_policy (self->curl, self->ca_file);
  headers = set_request (self->curl, request);
  curl_easy_setopt (self->curl, CURLOPT_WRITEFUNCTION, receive_cb);
  curl_easy_setopt (self->curl, CURLOPT_WRITEDATA, &reception);
  curl_easy_setopt (self->curl, CURLOPT_NOPROGRESS, 0L);
  curl_easy_setopt (self->curl, CURLOPT_XFERINFOFUNCTION, progress_cb);
  curl_easy_setopt (self->curl, CURLOPT_XFERINFODATA, &reception);

  code = curl_easy_perform (self->curl);
  curl_easy_getinfo (self->curl, CURLINFO_RESPONSE_CODE, &status);
  curl_easy_getinfo (self->curl, CURLINFO_REQUEST_SIZE, &sent);
  curl_easy_getinfo (self->curl, CURLINFO_CONTENT_TYPE, &type);
  if (code != CURLE_OK)
    g_debug ("curl %d, HTTP %ld, %ld bytes sent", (int) code, status, sent);

  reply = g_new0 (CtHttpReply, 1);
  reply->result = ct_transport_result ((int) code, reception.too_large);
  reply->exposed = sent > 0;
  reply->curl_code = (int) code;
  reply->status = (guint) status;
  reply->content_type = g_strdup (type);
  reply->retry_after = ct_transport_retry_after (header_of (self->curl, "Retry-After"), header_of (self->curl, "Date"));
  reply->date = seconds_of (header_of (self->curl, "Date"));
  reply->body = g_byte_array_free_to_bytes (reception.body);

  /* Credentials do not stay in the handle between requests. */
  curl_easy_reset (self->curl);
  curl_slist_free_all (headers);
  return reply;
}
