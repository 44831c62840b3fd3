/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Comptoir authors */

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

typedef struct _CtPracticeService CtPracticeService;

CtPracticeService *ct_practice_service_start (const char         *directory,
                                              guint               port,
                                              const char         *client_key,
                                              GError            **error);
char              *ct_practice_service_ready (CtPracticeService  *self,
                                              GError            **error);
void               ct_practice_service_stop  (CtPracticeService  *self);

G_END_DECLS
