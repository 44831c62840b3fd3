/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Comptoir authors */

/* The reference of a drain: libcurl alone, without a disk, sends as many bundles of the same
 * bytes over one HTTP/2 connection as fast as it can. Says records a second.
 *
 *   bench-streams BASE-URL CA-FILE BUNDLES    (the access token on stdin) */

#include <curl/curl.h>
#include <glib.h>
#include <stdio.h>
#include <string.h>

#define WINDOW 128 /* as many side by side as the server allows */

/* A bundle a line. */
static GPtrArray *
read_bodies (const char *path)
{
  GPtrArray *bodies = g_ptr_array_new_with_free_func ((GDestroyNotify) g_bytes_unref);
  g_autofree char *text = NULL;
  g_auto (GStrv) lines = NULL;

  if (g_file_get_contents (path, &text, NULL, NULL))
    lines = g_strsplit (text, "\n", -1);
  for (guint i = 0; lines != NULL && lines[i] != NULL; i++)
    if (*lines[i] != '\0')
      g_ptr_array_add (bodies, g_bytes_new (lines[i], strlen (lines[i])));
  return bodies;
}

static size_t
ignore_cb (char *data, size_t size, size_t count, void *user)
{
  return size * count;
}

static void
begin (CURLM *multi, const char *url, const char *ca, const char *token, struct curl_slist *headers, GBytes *body)
{
  CURL *curl = curl_easy_init ();

  curl_easy_setopt (curl, CURLOPT_URL, url);
  curl_easy_setopt (curl, CURLOPT_CAINFO, ca);
  curl_easy_setopt (curl, CURLOPT_HTTP_VERSION, (long) CURL_HTTP_VERSION_2TLS);
  curl_easy_setopt (curl, CURLOPT_PIPEWAIT, 1L);
  curl_easy_setopt (curl, CURLOPT_HTTPHEADER, headers);
  curl_easy_setopt (curl, CURLOPT_HTTPAUTH, (long) CURLAUTH_BEARER);
  curl_easy_setopt (curl, CURLOPT_XOAUTH2_BEARER, token);
  curl_easy_setopt (curl, CURLOPT_POST, 1L);
  curl_easy_setopt (curl, CURLOPT_POSTFIELDSIZE_LARGE, (curl_off_t) g_bytes_get_size (body));
  curl_easy_setopt (curl, CURLOPT_POSTFIELDS, g_bytes_get_data (body, NULL));
  curl_easy_setopt (curl, CURLOPT_WRITEFUNCTION, ignore_cb);
  curl_multi_add_handle (multi, curl);
}

int
main (int argc, char **argv)
{
  guint n, next = 0, done = 0, failed = 0;
  struct curl_slist *headers = curl_slist_append (NULL, "Content-Type: application/fhir+json");
  g_autoptr (GPtrArray) bodies = argc > 3 ? read_bodies (argv[3]) : NULL;
  CURLM *multi = curl_multi_init ();
  char token[4096] = "";
  gint64 start;
  int running;

  if (bodies == NULL || bodies->len == 0 || fgets (token, sizeof token, stdin) == NULL)
    return 2;
  n = bodies->len;
  token[strcspn (token, "\r\n")] = '\0';
  headers = curl_slist_append (headers, "Expect:");
  curl_multi_setopt (multi, CURLMOPT_MAX_HOST_CONNECTIONS, 1L);
  curl_multi_setopt (multi, CURLMOPT_MAX_CONCURRENT_STREAMS, (long) WINDOW);
  start = g_get_monotonic_time ();
  while (done < n)
    {
      CURLMsg *message;
      int left;

      while (next < n && next - done < WINDOW)
        begin (multi, argv[1], argv[2], token, headers, g_ptr_array_index (bodies, next++));
      curl_multi_perform (multi, &running);
      while ((message = curl_multi_info_read (multi, &left)) != NULL)
        {
          CURL *curl = message->easy_handle;
          long status = 0;

          curl_easy_getinfo (curl, CURLINFO_RESPONSE_CODE, &status);
          failed += message->data.result != CURLE_OK || status != 200;
          curl_multi_remove_handle (multi, curl);
          curl_easy_cleanup (curl);
          done++;
        }
      if (done < n)
        curl_multi_poll (multi, NULL, 0, 1000, NULL);
    }
  printf ("%.1f\n", n / ((double) (g_get_monotonic_time () - start) / G_USEC_PER_SEC));
  curl_slist_free_all (headers);
  curl_multi_cleanup (multi);
  return failed > 0 ? 1 : 0;
}
