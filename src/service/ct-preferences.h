/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Comptoir authors */

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

#define CT_TYPE_PREFERENCES (ct_preferences_get_type ())
G_DECLARE_FINAL_TYPE (CtPreferences, ct_preferences, CT, PREFERENCES, GObject)

extern const char * const ct_preferences_paper_languages[]; /* ends with NULL */
extern const char * const ct_preferences_paper_sizes[];

CtPreferences *ct_preferences_load             (gboolean       practice);
gboolean       ct_preferences_get_auto_advance (CtPreferences *self);
void           ct_preferences_set_auto_advance (CtPreferences *self,
                                                gboolean       auto_advance);
gboolean       ct_preferences_get_check_first  (CtPreferences *self);
void           ct_preferences_set_check_first  (CtPreferences *self,
                                                gboolean       check_first);
gboolean       ct_preferences_get_finish_at_login (CtPreferences *self);
void           ct_preferences_set_finish_at_login (CtPreferences *self,
                                                   gboolean       finish_at_login);
guint          ct_preferences_get_grace        (CtPreferences *self);
void           ct_preferences_set_grace        (CtPreferences *self,
                                                guint          seconds);
guint          ct_preferences_get_retention    (CtPreferences *self);
void           ct_preferences_set_retention    (CtPreferences *self,
                                                guint          days);
const char    *ct_preferences_get_paper_language (CtPreferences *self);
void           ct_preferences_set_paper_language (CtPreferences *self,
                                                  const char    *language);
const char    *ct_preferences_get_folder       (CtPreferences *self);
void           ct_preferences_set_folder       (CtPreferences *self,
                                                const char    *folder);
const char * const *ct_preferences_get_columns (CtPreferences *self);
void           ct_preferences_set_columns      (CtPreferences *self,
                                                const char * const *columns);
const char    *ct_preferences_get_paper_size   (CtPreferences *self);
void           ct_preferences_set_paper_size   (CtPreferences *self,
                                                const char    *size);
guint          ct_preferences_get_lock_minutes (CtPreferences *self);
void           ct_preferences_set_lock_minutes (CtPreferences *self,
                                                guint          minutes);
guint          ct_preferences_get_minutes      (CtPreferences *self,
                                                const char    *kit);
void           ct_preferences_set_minutes      (CtPreferences *self,
                                                const char    *kit,
                                                guint          minutes);
void           ct_preferences_flush            (CtPreferences *self);

G_END_DECLS
