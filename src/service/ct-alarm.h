/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Comptoir authors */

#pragma once

#include "ct-worklist.h"

G_BEGIN_DECLS

#define CT_TYPE_ALARM (ct_alarm_get_type ())
G_DECLARE_FINAL_TYPE (CtAlarm, ct_alarm, CT, ALARM, GObject)

CtAlarm *ct_alarm_new (CtWorklist *worklist);

G_END_DECLS
