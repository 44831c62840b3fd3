/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Comptoir authors */

#pragma once

#include "ct-audit-line.h"

G_BEGIN_DECLS

GPtrArray *ct_story_tell (GPtrArray *lines);

G_END_DECLS
