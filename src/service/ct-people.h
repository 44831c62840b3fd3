/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Comptoir authors */

#pragma once

#include "ct-operator.h"

#include <gio/gio.h>

G_BEGIN_DECLS

#define CT_PEOPLE_ERROR (ct_people_error_quark ())

typedef enum
{
  CT_PEOPLE_ERROR_UNKNOWN,  /* nobody with these initials works here */
  CT_PEOPLE_ERROR_WRONG,    /* not their PIN */
  CT_PEOPLE_ERROR_WAIT,     /* too many wrong ones: ct_operator_wait() tells how long */
  CT_PEOPLE_ERROR_INITIALS, /* they are none, or somebody's already */
  CT_PEOPLE_ERROR_PIN,      /* no PIN to take: ct_operator_check_pin() tells why */
  CT_PEOPLE_ERROR_LAST,     /* somebody has to administer */
  CT_PEOPLE_ERROR_RIGHT,    /* only who administers may do this */
  CT_PEOPLE_ERROR_CODE,     /* not the recovery code of these records, or they have none */
  CT_PEOPLE_ERROR_FAILED,   /* the disk refused */
} CtPeopleError;

typedef struct _CtStore CtStore;

#define CT_TYPE_PEOPLE (ct_people_get_type ())
G_DECLARE_FINAL_TYPE (CtPeople, ct_people, CT, PEOPLE, GObject)

GQuark      ct_people_error_quark   (void);
CtPeople   *ct_people_new           (CtStore              *store);
void        ct_people_close         (CtPeople             *self);
void        ct_people_load_async    (CtPeople             *self,
                                     GAsyncReadyCallback   callback,
                                     gpointer              data);
GPtrArray  *ct_people_get_operators (CtPeople             *self);
const CtOperator *
            ct_people_get_current   (CtPeople             *self);
gboolean    ct_people_is_guarded    (CtPeople             *self);
gboolean    ct_people_is_locked     (CtPeople             *self);
gboolean    ct_people_may           (CtPeople             *self,
                                     CtRole                role);
void        ct_people_lock          (CtPeople             *self);
gboolean    ct_people_unlock        (CtPeople             *self);
void        ct_people_sign_in_async (CtPeople             *self,
                                     const char           *initials,
                                     const char           *pin,
                                     GAsyncReadyCallback   callback,
                                     gpointer              data);
void        ct_people_set_async     (CtPeople             *self,
                                     const char           *initials,
                                     CtRole                role,
                                     const char           *pin,
                                     GAsyncReadyCallback   callback,
                                     gpointer              data);
void        ct_people_set_pin_by_code_async (CtPeople     *self,
                                     const char           *code,
                                     const char           *initials,
                                     const char           *pin,
                                     GAsyncReadyCallback   callback,
                                     gpointer              data);
void        ct_people_remove_async  (CtPeople             *self,
                                     const char           *initials,
                                     GAsyncReadyCallback   callback,
                                     gpointer              data);
gboolean    ct_people_finish        (CtPeople             *self,
                                     GAsyncResult         *result,
                                     GError              **error);

G_END_DECLS
