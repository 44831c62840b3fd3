/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Comptoir authors */

#pragma once

#include "ct-professional.h"

#include <gio/gio.h>

G_BEGIN_DECLS

/* Everything of the set-up that is no secret. */
typedef struct
{
  char *service_url;
  char *client_id;
  char *ca_file; /* "" for the system's authorities */
  char *pin;     /* "" for any key of the service, see ct_client_pin_is_valid() */
  char *server_url;     /* that counters share, without a role; "" for none */
  char *server_ca_file; /* "" for the system's authorities */
  char *finess;
  char *pharmacy;
  char *rpps;
  char *practitioner;
} CtSetup;

/* GSettings in this process's turn, see ct_settings_take_turn(). */
typedef struct _CtSettingsTurn CtSettingsTurn;

CtSettingsTurn *ct_settings_take_turn (void);
void            ct_settings_end_turn  (CtSettingsTurn *self);
GSettings      *ct_settings_open      (gboolean        practice,
                                       gboolean        in_file);
gboolean        ct_settings_forgets   (void);
CtSetup        *ct_setup_load         (gboolean        practice);
CtSetup        *ct_setup_copy         (const CtSetup  *self);
void            ct_setup_save         (const CtSetup  *self,
                                       gboolean        practice);
void            ct_setup_free         (CtSetup        *self);
const char     *ct_setup_problem      (const CtSetup  *self);
CtProfessional *ct_setup_professional (const CtSetup  *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (CtSettingsTurn, ct_settings_end_turn)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (CtSetup, ct_setup_free)

G_END_DECLS
