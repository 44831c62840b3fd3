/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Comptoir authors */

#pragma once

#include "ct-session.h"

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* @words: what became of it, for the person; unowned */
typedef void (*CtPatientPaperTold) (const char *words,
                                    gpointer    data);

void ct_patient_paper_print (GtkWindow          *parent,
                             CtSession          *session,
                             CtRow              *row,
                             CtPatientPaperTold  told,
                             gpointer            data);
void ct_patient_paper_save  (GtkWindow          *parent,
                             CtSession          *session,
                             CtRow              *row,
                             CtPatientPaperTold  told,
                             gpointer            data);

G_END_DECLS
