/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Comptoir authors */

#pragma once

#include "ct-date.h"
#include "ct-row.h"

G_BEGIN_DECLS

/* What a record is to whoever looks it up. */
typedef enum
{
  CT_REGISTER_ALL,
  CT_REGISTER_ACCEPTED,  /* and nothing came after it */
  CT_REGISTER_WAITING,   /* on its way, or of unknown fate */
  CT_REGISTER_REFUSED,   /* somebody has to mend or decide */
  CT_REGISTER_DRAFT,
  CT_REGISTER_CORRECTED, /* another took its place */
  CT_REGISTER_CANCELLED,
  CT_REGISTER_CONCLUDED, /* by a person, without the service's word */
  CT_N_REGISTER_KINDS,
} CtRegisterKind;

typedef struct
{
  const char     *text; /* beginnings of words, as ct_search_text() has them; "" for any */
  CtRegisterKind  kind;
  CtDate          from, to; /* both included; year 0 for no end */
} CtRegisterQuery;

/* Records to be looked up among, as they stood at one moment; it may cross threads. */
typedef struct _CtRegister CtRegister;

CtRegister *ct_register_new  (GPtrArray             *rows,
                              GTimeZone             *zone);
void        ct_register_free (CtRegister            *self);
GPtrArray  *ct_register_find (const CtRegister      *self,
                              const CtRegisterQuery *query,
                              guint                  max,
                              guint                 *total);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (CtRegister, ct_register_free)

G_END_DECLS
