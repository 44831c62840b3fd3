/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Comptoir authors */

#pragma once

#include "ct-draft.h"
#include "ct-habits.h"
#include "ct-out-tray.h"
#include "ct-pile.h"
#include "ct-worklist.h"

G_BEGIN_DECLS

/* A keyring may be lost on any day: what is validated without a recovery code is little. */
#define CT_DESK_RECORDS_WITHOUT_CODE 19

#define CT_TYPE_DESK (ct_desk_get_type ())
G_DECLARE_FINAL_TYPE (CtDesk, ct_desk, CT, DESK, GObject)

typedef enum
{
  CT_DESK_NEWS_TOO_LATE,  /* the record has begun to leave: what changes now is a correction */
  CT_DESK_NEWS_GRACE,     /* validated, and can be called back for some seconds */
  CT_DESK_NEWS_FOLLOWS,   /* a correction is validated, and goes after what it corrects */
  CT_DESK_NEWS_UNCHANGED, /* a correction that says what the record said before */
  CT_DESK_NEWS_AMENDED,   /* not discarded: a correction of it waits */
  CT_DESK_NEWS_RESENT,    /* a record that was stuck is sent once more */
  CT_DESK_NEWS_CONCLUDED, /* a person said what became of a record: it cannot be opened any more */
  CT_DESK_NEWS_HELD,      /* validated, and waits for somebody to check it */
  CT_DESK_NEWS_NO_CODE,   /* not validated: somebody has to hold a recovery code first */
  CT_DESK_NEWS_THERE,     /* another counter changed what is in the form: it shows that now; with the counter's name */
  CT_DESK_NEWS_TWIN,      /* the same, and something was typed here: that is a draft of its own now */
  CT_DESK_NEWS_NOT_SAVED, /* the disk refused; what was typed is still in the form */
} CtDeskNews;

CtDesk   *ct_desk_new              (CtStore        *store,
                                    CtWorklist     *worklist,
                                    CtCatalog      *catalog,
                                    CtOutTray      *tray);
CtDraft  *ct_desk_get_draft        (CtDesk         *self);
GPtrArray *ct_desk_get_reasons     (CtDesk         *self);
CtField   ct_desk_get_cursor       (CtDesk         *self);
gboolean  ct_desk_is_set_up        (CtDesk         *self);
void      ct_desk_resume           (CtDesk         *self);
void      ct_desk_type             (CtDesk         *self,
                                    CtField         field,
                                    const char     *text);
gboolean  ct_desk_is_open          (CtDesk         *self,
                                    const CtRow    *row);
gboolean  ct_desk_is_blank         (CtDesk         *self);
gboolean  ct_desk_is_given         (CtDesk         *self,
                                    CtField         field);
CtField   ct_desk_next_question    (CtDesk         *self,
                                    CtField         from);
CtHabits *ct_desk_get_habits       (CtDesk         *self);
void      ct_desk_leave_field      (CtDesk         *self,
                                    CtField         field,
                                    CtField         next);
void      ct_desk_new_record       (CtDesk         *self);
CtRow    *ct_desk_get_result       (CtDesk         *self);
void      ct_desk_new_family       (CtDesk         *self);
CtPile   *ct_desk_get_pile         (CtDesk         *self);
void      ct_desk_close            (CtDesk         *self);
gboolean  ct_desk_is_changed       (CtDesk         *self);
void      ct_desk_open             (CtDesk         *self,
                                    CtRow          *row);
gboolean  ct_desk_may_conclude     (CtDesk         *self,
                                    CtRow          *row);
void      ct_desk_conclude         (CtDesk         *self,
                                    CtRow          *row,
                                    gboolean        seen,
                                    const char     *why);
gboolean  ct_desk_validate         (CtDesk         *self,
                                    CtField        *first_error);
void      ct_desk_set_code_needed  (CtDesk         *self,
                                    gboolean        needed);
gboolean  ct_desk_discard          (CtDesk         *self);
const CtAmendment *
          ct_desk_get_amendment    (CtDesk         *self);
GPtrArray *ct_desk_get_history     (CtDesk         *self);
gboolean  ct_desk_toggle_cancel    (CtDesk         *self);
void      ct_desk_undo             (CtDesk         *self);
void      ct_desk_flush            (CtDesk         *self);

G_END_DECLS
