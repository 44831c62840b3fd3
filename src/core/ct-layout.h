/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Comptoir authors */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* What is encoded in the code of the scanner test. */
#define CT_LAYOUT_TEST "COMPTOIR-AZQWM-0123456789"

typedef enum
{
  CT_LAYOUT_RIGHT,
  CT_LAYOUT_US,    /* it types as on an American keyboard, the machine reads a French one */
  CT_LAYOUT_CASE,  /* capitals and small letters are swapped */
  CT_LAYOUT_OTHER, /* something is lost or changed */
} CtLayout;

CtLayout ct_layout_of (const char *typed);

G_END_DECLS
