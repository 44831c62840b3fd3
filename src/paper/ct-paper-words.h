/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Comptoir authors */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

const char         *ct_paper_words_get      (const char *language,
                                             const char *key);
const char         *ct_paper_words_analyte  (const char *language,
                                             const char *analyte);
const char         *ct_paper_words_test     (const char *language,
                                             const char *test);
const char * const *ct_paper_words_advice   (const char *language,
                                             const char *test,
                                             const char *result);
gboolean            ct_paper_words_has      (const char *language);

G_END_DECLS
