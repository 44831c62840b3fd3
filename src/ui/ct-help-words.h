/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Comptoir authors */

#pragma once

#include "ct-field.h"

G_BEGIN_DECLS

const char *ct_help_words (CtField      field,
                           const char **why);

G_END_DECLS
