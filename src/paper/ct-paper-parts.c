/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Comptoir authors */

/* What all papers begin with, and how their parts are put together. */

#define G_LOG_DOMAIN "ct-paper"

#include "config.h"

#include "ct-paper-parts.h"
#include "ct-paper-words.h"

static void
part_free (gpointer data)
{
  CtPaperPart *part = data;

  g_free (part->label);
  g_free (part->text);
  g_free (part);
}

/**
 * ct_paper_begin:
 * @practice: said in large letters, and across the page
 *
 * Returns: (transfer full): with the pharmacy, and who answers for it
 */
CtPaper *
ct_paper_begin (const char *language, const CtProfessional *professional, gboolean practice)
{
  CtPaper *self = g_new0 (CtPaper, 1);

  self->language = g_strdup (language);
  self->parts = g_ptr_array_new_with_free_func (part_free);
  ct_paper_add (self, CT_PAPER_PHARMACY, g_strdup (professional->pharmacy));
  ct_paper_add (self, CT_PAPER_SMALL,
                g_strdup_printf ("%s %s\n%s %s, %s %s", ct_paper_word (self, "finess"), professional->finess, ct_paper_word (self, "responsible"),
                                 professional->practitioner, ct_paper_word (self, "rpps"), professional->rpps));
  if (practice)
    {
      self->watermark = g_strdup (ct_paper_word (self, "watermark"));
      ct_paper_add (self, CT_PAPER_BANNER, g_strdup (ct_paper_word (self, "practice")));
    }
  return self;
}

void
ct_paper_free (CtPaper *self)
{
  g_ptr_array_unref (self->parts);
  g_free (self->language);
  g_free (self->watermark);
  g_free (self->foot);
  g_free (self);
}

/**
 * ct_paper_add:
 * @text: (transfer full)
 *
 * Returns: (transfer none): so that a label can be given
 */
CtPaperPart *
ct_paper_add (CtPaper *self, CtPaperStyle style, char *text)
{
  CtPaperPart *part = g_new0 (CtPaperPart, 1);

  part->style = style;
  part->text = text;
  g_ptr_array_add (self->parts, part);
  return part;
}

const char *
ct_paper_word (const CtPaper *self, const char *key)
{
  return ct_paper_words_get (self->language, key);
}

/**
 * ct_paper_add_line:
 * @key: of the label's words
 * @text: (transfer full) (nullable): "" and NULL are left out
 */
void
ct_paper_add_line (CtPaper *self, const char *key, char *text)
{
  if (text == NULL || *text == '\0')
    g_free (text);
  else
    ct_paper_add (self, CT_PAPER_LINE, text)->label = g_strdup (ct_paper_word (self, key));
}
