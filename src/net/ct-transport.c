/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Comptoir authors */

/* HTTPS by libcurl: one connection to a host, used by one worker only. Several requests
 * at once are streams of it where the service speaks HTTP/2, and follow one another
 * where it does not.
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
  CURLM *multi; /* holds the connections */
  char  *ca_file;
  char  *pin;
  gint   aborted; /* atomic: the only field another thread may touch */
};

typedef struct
{
  CtTransport       *transport;
  CURL              *curl;
  struct curl_slist *headers;
  GByteArray        *body;
  gboolean           too_large;
  CURLcode           code;
} Exchange;

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

  self->multi = curl_multi_init ();
  curl_multi_setopt (self->multi, CURLMOPT_MAX_HOST_CONNECTIONS, 1L);
  curl_multi_setopt (self->multi, CURLMOPT_MAX_CONCURRENT_STREAMS, (long) CT_TRANSPORT_MAX_STREAMS);
  return self;
}

void
ct_transport_free (CtTransport *self)
{
  curl_multi_cleanup (self->multi);
  g_free (self->ca_file);
  g_free (self->pin);
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
 * ct_transport_set_pin:
 * @pin: (nullable): the only keys a service may have, beside a certificate that is trusted,
 *   as "sha256//BASE64;sha256//BASE64"; NULL or "" for any
 */
void
ct_transport_set_pin (CtTransport *self, const char *pin)
{
  g_free (self->pin);
  self->pin = pin != NULL && *pin != '\0' ? g_strdup (pin) : NULL;
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
  Exchange *exchange = user;

  if (exchange->body->len + size * count > CT_TRANSPORT_MAX_ANSWER)
    {
      exchange->too_large = TRUE;
      return 0;
    }
  g_byte_array_append (exchange->body, (const guint8 *) data, (guint) (size * count));
  return size * count;
}

static int
progress_cb (void *user, curl_off_t dl_total, curl_off_t dl_now, curl_off_t ul_total, curl_off_t ul_now)
{
  Exchange *exchange = user;

  return g_atomic_int_get (&exchange->transport->aborted);
}

static void
set_policy (CURL *curl, const char *ca_file, const char *pin)
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
  /* A name is asked for on a thread nobody can stop: it is left behind when its time is
   * over (it frees what it holds), where libcurl would wait for the system's own patience. */
  curl_easy_setopt (curl, CURLOPT_QUICK_EXIT, 1L);
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
  if (pin != NULL)
    curl_easy_setopt (curl, CURLOPT_PINNEDPUBLICKEY, pin);
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

static void
begin (Exchange *self, const CtHttpRequest *request)
{
  self->curl = curl_easy_init ();
  self->body = g_byte_array_new ();
  self->code = CURLE_ABORTED_BY_CALLBACK; /* until libcurl says otherwise */
  set_policy (self->curl, self->transport->ca_file, self->transport->pin);
  self->headers = set_request (self->curl, request);
  curl_easy_setopt (self->curl, CURLOPT_PIPEWAIT, 1L);
  curl_easy_setopt (self->curl, CURLOPT_PRIVATE, self);
  curl_easy_setopt (self->curl, CURLOPT_WRITEFUNCTION, receive_cb);
  curl_easy_setopt (self->curl, CURLOPT_WRITEDATA, self);
  curl_easy_setopt (self->curl, CURLOPT_NOPROGRESS, 0L);
  curl_easy_setopt (self->curl, CURLOPT_XFERINFOFUNCTION, progress_cb);
  curl_easy_setopt (self->curl, CURLOPT_XFERINFODATA, self);
  curl_multi_add_handle (self->transport->multi, self->curl);
}

static void
take_codes (CtTransport *self)
{
  CURLMsg *message;
  int left;

  while ((message = curl_multi_info_read (self->multi, &left)) != NULL)
    {
      Exchange *exchange;

      if (message->msg != CURLMSG_DONE)
        continue;
      curl_easy_getinfo (message->easy_handle, CURLINFO_PRIVATE, (char **) &exchange);
      exchange->code = message->data.result;
    }
}

/* Credentials go with the handle. */
static CtHttpReply *
end (Exchange *self)
{
  CtHttpReply *reply = g_new0 (CtHttpReply, 1);
  long status = 0, sent = 0;
  const char *type = NULL;

  curl_easy_getinfo (self->curl, CURLINFO_RESPONSE_CODE, &status);
  curl_easy_getinfo (self->curl, CURLINFO_REQUEST_SIZE, &sent);
  curl_easy_getinfo (self->curl, CURLINFO_CONTENT_TYPE, &type);
  if (self->code != CURLE_OK)
    g_debug ("curl %d, HTTP %ld, %ld bytes sent", (int) self->code, status, sent);
  reply->result = ct_transport_result ((int) self->code, self->too_large);
  reply->exposed = sent > 0;
  reply->curl_code = (int) self->code;
  reply->status = (guint) status;
  reply->content_type = g_strdup (type);
  reply->retry_after = ct_transport_retry_after (header_of (self->curl, "Retry-After"), header_of (self->curl, "Date"));
  reply->date = seconds_of (header_of (self->curl, "Date"));
  reply->body = g_byte_array_free_to_bytes (self->body);
  curl_multi_remove_handle (self->transport->multi, self->curl);
  curl_easy_cleanup (self->curl);
  curl_slist_free_all (self->headers);
  return reply;
}

/**
 * ct_transport_perform_all:
 *
 * Blocks until all are answered, each for 30 s at most: for a worker. Never fails:
 * what went wrong is in the replies.
 *
 * Returns: (transfer full) (element-type CtHttpReply): one for each of @requests
 */
GPtrArray *
ct_transport_perform_all (CtTransport *self, const CtHttpRequest *requests, guint n)
{
  GPtrArray *replies = g_ptr_array_new_with_free_func ((GDestroyNotify) ct_http_reply_free);
  g_autofree Exchange *exchanges = g_new0 (Exchange, n);
  int running;

  for (guint i = 0; i < n; i++)
    {
      exchanges[i].transport = self;
      begin (&exchanges[i], &requests[i]);
    }
  while (curl_multi_perform (self->multi, &running) == CURLM_OK && running > 0
         && curl_multi_poll (self->multi, NULL, 0, 1000, NULL) == CURLM_OK)
    ;
  take_codes (self);
  for (guint i = 0; i < n; i++)
    g_ptr_array_add (replies, end (&exchanges[i]));
  return replies;
}

/**
 * ct_transport_perform:
 *
 * As ct_transport_perform_all(), for one.
 *
 * Returns: (transfer full)
 */
CtHttpReply *
ct_transport_perform (CtTransport *self, const CtHttpRequest *request)
{
  g_autoptr (GPtrArray) replies = ct_transport_perform_all (self, request, 1);

  return g_ptr_array_steal_index (replies, 0);
}
