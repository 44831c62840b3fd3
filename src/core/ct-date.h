/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Comptoir authors */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* A day of the Gregorian calendar; year 0 means none. */
typedef struct
{
  guint16 year;
  guint8  month;
  guint8  day;
} CtDate;

/* Which century two digits of a year mean. */
typedef enum
{
  CT_DATE_PAST,   /* the latest that is not after today */
  CT_DATE_FUTURE, /* 20xx; a month without a day is its last day */
} CtDateSense;

gboolean   ct_date_parse      (const char  *text,
                               CtDateSense  sense,
                               CtDate       today,
                               CtDate      *date);
CtDate     ct_date_of         (GDateTime   *time);
int        ct_date_compare    (CtDate       a,
                               CtDate       b);
guint      ct_date_days       (CtDate       from,
                               CtDate       to);
guint      ct_date_years      (CtDate       from,
                               CtDate       to);
gint64     ct_date_number     (CtDate       date);
CtDate     ct_date_from_number (gint64      number);
char      *ct_date_to_iso     (CtDate       date);
char      *ct_date_to_french  (CtDate       date);
GDateTime *ct_date_parse_time (const char  *text,
                               GDateTime   *now);

G_END_DECLS
