/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Comptoir authors */

#pragma once

#include "ct-out-tray.h"
#include "ct-worklist.h"

G_BEGIN_DECLS

#define CT_TYPE_FOLLOW_UP (ct_follow_up_get_type ())
G_DECLARE_FINAL_TYPE (CtFollowUp, ct_follow_up, CT, FOLLOW_UP, GObject)

CtFollowUp *ct_follow_up_new   (CtWorklist *worklist,
                                CtOutTray  *tray);
void        ct_follow_up_close (CtFollowUp *self);

G_END_DECLS
