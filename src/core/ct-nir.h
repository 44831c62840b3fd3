/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Comptoir authors */

#pragma once

#include "ct-date.h"

G_BEGIN_DECLS

typedef enum
{
  CT_NIR_OK,
  CT_NIR_LENGTH, /* not 15 characters once spaces are taken out */
  CT_NIR_SHAPE,  /* a character or part that no NIR has */
  CT_NIR_KEY,    /* the two last digits do not fit the thirteen first */
} CtNirCheck;

CtNirCheck ct_nir_check   (const char *text,
                           char      **nir);
gboolean   ct_nir_is_sex  (const char *nir,
                           char        sex);
gboolean   ct_nir_is_born (const char *nir,
                           CtDate      date);
char       ct_nir_sex     (const char *nir);
char      *ct_nir_birth   (const char *nir,
                           CtDate      today);
char      *ct_nir_place   (const char *nir);
char      *ct_nir_spaced  (const char *nir);

G_END_DECLS
