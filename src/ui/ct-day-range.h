/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Comptoir authors */

#pragma once

#include "ct-date.h"

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* In the order of the list. */
typedef enum
{
  CT_DAYS_TODAY,
  CT_DAYS_YESTERDAY,
  CT_DAYS_WEEK,
  CT_DAYS_MONTH,
  CT_DAYS_LAST_MONTH,
  CT_DAYS_ALL,
  CT_DAYS_OTHER, /* two days that are typed */
} CtDays;

#define CT_TYPE_DAY_RANGE (ct_day_range_get_type ())
G_DECLARE_FINAL_TYPE (CtDayRange, ct_day_range, CT, DAY_RANGE, GtkWidget)

void ct_day_range_choose (CtDayRange *self,
                          CtDays      days);
void ct_day_range_get    (CtDayRange *self,
                          CtDate     *from,
                          CtDate     *to);

G_END_DECLS
