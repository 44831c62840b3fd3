/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Comptoir authors */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

#define CT_NAME_MAX 100 /* code points */

char  *ct_name_normalize (const char *text);
char  *ct_name_family    (const char *name);
GStrv  ct_name_given     (const char *names);
char  *ct_name_fold      (const char *text);
char  *ct_name_digits    (const char *text);

G_END_DECLS
