/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Comptoir authors */

#pragma once

#include "ct-entry.h"

G_BEGIN_DECLS

typedef enum
{
  CT_LIKENESS_NONE,
  CT_LIKENESS_SAME,          /* whatever accents, case and hyphens */
  CT_LIKENESS_NAMES_SWAPPED, /* the first name where the name should be */
  CT_LIKENESS_DATE_SWAPPED,  /* day and month */
  CT_LIKENESS_NAME_IN_USE,   /* one by the birth name, one by the name in use */
  CT_LIKENESS_ONE_LETTER,    /* of the birth name */
} CtLikeness;

CtLikeness ct_likeness_of (const CtEntry *one,
                           const CtEntry *two);

G_END_DECLS
