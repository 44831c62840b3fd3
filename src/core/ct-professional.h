/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Comptoir authors */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Who sends: the pharmacy and the pharmacist who answers for the results. */
typedef struct
{
  gatomicrefcount refs;
  char *finess;       /* 9 characters */
  char *pharmacy;
  char *rpps;         /* 11 digits */
  char *practitioner; /* first name and NAME */
} CtProfessional;

CtProfessional *ct_professional_new     (const char     *finess,
                                         const char     *pharmacy,
                                         const char     *rpps,
                                         const char     *practitioner);
CtProfessional *ct_professional_ref     (CtProfessional *self);
void            ct_professional_unref   (CtProfessional *self);
gboolean        ct_finess_is_valid      (const char     *text);
gboolean        ct_rpps_is_valid        (const char     *text);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (CtProfessional, ct_professional_unref)

G_END_DECLS
