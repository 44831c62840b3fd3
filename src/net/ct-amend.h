/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Comptoir authors */

#pragma once

#include "ct-client.h"

G_BEGIN_DECLS

CtAnswer *ct_amend (CtClient   *self,
                    GBytes     *body,
                    const char *places,
                    gboolean    unsure);

G_END_DECLS
