/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Comptoir authors */

#pragma once

#include "ct-entry.h"

G_BEGIN_DECLS

const char *ct_outcome_of (const CtEntry *entry);

G_END_DECLS
