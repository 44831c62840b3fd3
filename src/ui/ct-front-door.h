/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Comptoir authors */

#pragma once

#include "ct-reception.h"

G_BEGIN_DECLS

#define CT_TYPE_FRONT_DOOR (ct_front_door_get_type ())
G_DECLARE_FINAL_TYPE (CtFrontDoor, ct_front_door, CT, FRONT_DOOR, GObject)

CtFrontDoor *ct_front_door_new           (void);
void         ct_front_door_set_reception (CtFrontDoor  *self,
                                          CtReception  *reception);
void         ct_front_door_set_open      (CtFrontDoor  *self,
                                          gboolean      open);
void         ct_front_door_receive       (CtFrontDoor  *self,
                                          GFile        *file);
void         ct_front_door_expect        (CtFrontDoor  *self,
                                          const CtUuid *record);

G_END_DECLS
