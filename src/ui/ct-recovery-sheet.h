/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Comptoir authors */

#pragma once

#include "ct-recovery.h"
#include "ct-settings.h"

#include <gtk/gtk.h>

G_BEGIN_DECLS

GtkPrintOperation *ct_recovery_sheet_new (CtRecovery    *recovery,
                                          const CtSetup *setup);

G_END_DECLS
