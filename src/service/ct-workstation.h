/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Comptoir authors */

#pragma once

#include "ct-settings.h"

#include <gio/gio.h>

G_BEGIN_DECLS

/* Whether what is looked for was seen. */
typedef enum
{
  CT_SEEN_UNKNOWN, /* it cannot be told from here: in a sandbox, as a rule */
  CT_SEEN_GOOD,
  CT_SEEN_BAD,
} CtSeen;

/* How the service answered to a question that needs no login. */
typedef enum
{
  CT_REACHED_NOT_SET_UP,
  CT_REACHED_NO,       /* no answer */
  CT_REACHED_DISTRUST, /* it did not prove who it is */
  CT_REACHED_YES,      /* by TLS, and it proved who it is */
} CtReached;

/* What is so on this computer now. */
typedef struct
{
  CtSeen    disk;      /* the folder of the records lies on an encrypted device */
  CtSeen    swap;      /* there is none, or it is encrypted, or in memory */
  CtReached service;
  gboolean  has_clock; /* the service told its time */
  gint64    ahead;     /* seconds that this computer's clock is before it; less than 0: behind */
  gint64    backup;    /* ms since 1970, of the newest one here; 0: there is none */
} CtWorkstation;

void     ct_workstation_check_async  (const CtSetup        *setup,
                                      gboolean              practice,
                                      GAsyncReadyCallback   callback,
                                      gpointer              data);
gboolean ct_workstation_check_finish (GAsyncResult         *result,
                                      CtWorkstation        *workstation,
                                      GError              **error);
CtSeen   ct_workstation_device       (const char           *system,
                                      const char           *number);
CtSeen   ct_workstation_swap         (const char           *system,
                                      const char           *swaps);

G_END_DECLS
