/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Comptoir authors */

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

#define CT_TRANSPORT_MAX_ANSWER  (64 * 1024)
#define CT_TRANSPORT_MAX_STREAMS 128 /* what nginx and Apache allow by default, or nearly */

typedef enum
{
  CT_TRANSPORT_ANSWERED, /* status, headers and the whole body arrived */
  CT_TRANSPORT_FAILED,   /* no connection, or cut */
  CT_TRANSPORT_DISTRUST, /* the other side did not prove who it is */
  CT_TRANSPORT_TOO_LARGE,
  CT_TRANSPORT_ABORTED,  /* by ct_transport_abort() */
} CtTransportResult;

typedef struct
{
  CtTransportResult  result;
  gboolean           exposed;      /* a byte of the request may have left */
  int                curl_code;
  guint              status;       /* HTTP, 0 without an answer */
  char              *content_type; /* nullable */
  gint64             retry_after;  /* seconds, 0 for none stated */
  gint64             date;         /* of the server's clock, seconds since 1970; 0 for none stated */
  GBytes            *body;
} CtHttpReply;

typedef struct
{
  const char *url;
  const char *method;       /* nullable: POST with a body, GET without */
  GBytes     *body;         /* nullable: a GET without */
  const char *content_type; /* with a body */
  const char *bearer;       /* nullable */
  const char *user;         /* nullable: basic authentication */
  const char *password;
} CtHttpRequest;

typedef struct _CtTransport CtTransport;

gboolean     ct_transport_global_init (void);
CtTransport *ct_transport_new         (void);
void         ct_transport_free        (CtTransport         *self);
void         ct_transport_set_pin     (CtTransport         *self,
                                       const char          *pin);
void         ct_transport_set_ca_file (CtTransport         *self,
                                       const char          *path);
void         ct_transport_abort       (CtTransport         *self);
GPtrArray   *ct_transport_perform_all (CtTransport         *self,
                                       const CtHttpRequest *requests,
                                       guint                n);
CtHttpReply *ct_transport_perform     (CtTransport         *self,
                                       const CtHttpRequest *request);
CtTransportResult ct_transport_result (int                  code,
                                       gboolean             too_large);
gint64       ct_transport_retry_after (const char          *retry_after,
                                       const char          *date);
CtHttpReply *ct_http_reply_new        (CtTransportResult    result,
                                       guint                status,
                                       const char          *content_type,
                                       GBytes              *body);
void         ct_http_reply_free       (CtHttpReply         *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (CtHttpReply, ct_http_reply_free)

G_END_DECLS
