/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Comptoir authors */

#pragma once

#include "ct-line.h"
#include "ct-synchroniser.h"

G_BEGIN_DECLS

CtSynchroniser *ct_synchroniser_new      (CtStore         *store,
                                          const char      *url,
                                          const char      *ca_file,
                                          CtSecretBytes   *password,
                                          const char      *vault);
void            ct_synchroniser_close    (CtSynchroniser  *self);
CtLine         *ct_synchroniser_get_line (CtSynchroniser  *self);

G_END_DECLS
