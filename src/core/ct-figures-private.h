/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Comptoir authors */

#pragma once

#include "ct-figures.h"

G_BEGIN_DECLS

CtFigures *ct_figures_new    (void);
void       ct_figures_settle (CtFigures *self);

G_END_DECLS
