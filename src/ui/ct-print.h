/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Comptoir authors */

#pragma once

#include "ct-paper.h"

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* @printed: FALSE when somebody changed their mind, or with @failed */
typedef void (*CtPrintDone) (gboolean printed,
                             gboolean failed,
                             gpointer data);

void ct_print_pages (GtkWindow   *parent,
                     GPtrArray   *pages,
                     CtPaperSize  size,
                     CtPrintDone  done,
                     gpointer     data);

G_END_DECLS
