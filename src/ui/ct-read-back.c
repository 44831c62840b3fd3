/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Comptoir authors */

/* The line that is read aloud before validating: who, and in a part of its own the
 * result, which is never cut, however long the name. */

#include "config.h"

#include "ct-read-back.h"

#include "ct-clock.h"
#include "ct-words.h"

#include <glib/gi18n.h>

struct _CtReadBack
{
  GtkWidget  parent_instance;
  GtkWidget *box;
  GtkWidget *who;
  GtkWidget *result;
};

G_DEFINE_FINAL_TYPE (CtReadBack, ct_read_back, GTK_TYPE_WIDGET)

/* Returns: (transfer full) (nullable): age, sex and date of birth; NULL without a date */
static char *
birth_of (const CtEntry *entry)
{
  g_autoptr (GDateTime) now = ct_clock_now ();
  CtDate today = ct_date_of (now), date;
  const char *sex = ct_entry_get (entry, CT_FIELD_SEX);
  g_autofree char *day = NULL;
  guint years;

  if (!ct_date_parse (ct_entry_get (entry, CT_FIELD_BIRTH_DATE), CT_DATE_PAST, today, &date))
    return NULL;
  day = ct_date_to_french (date);
  years = ct_date_years (date, today);
  if (g_str_equal (sex, "F"))
    return g_strdup_printf (g_dngettext (NULL, "woman of %u, born %s", "woman of %u, born %s", years), years, day);
  if (g_str_equal (sex, "M"))
    return g_strdup_printf (g_dngettext (NULL, "man of %u, born %s", "man of %u, born %s", years), years, day);
  return g_strdup_printf (g_dngettext (NULL, "%u year, born %s", "%u years, born %s", years), years, day);
}

static void
ct_read_back_dispose (GObject *object)
{
  g_clear_pointer (&CT_READ_BACK (object)->box, gtk_widget_unparent);
  G_OBJECT_CLASS (ct_read_back_parent_class)->dispose (object);
}

static void
ct_read_back_class_init (CtReadBackClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = ct_read_back_dispose;
  gtk_widget_class_set_layout_manager_type (GTK_WIDGET_CLASS (klass), GTK_TYPE_BIN_LAYOUT);
  gtk_widget_class_set_css_name (GTK_WIDGET_CLASS (klass), "readback");
}

static void
ct_read_back_init (CtReadBack *self)
{
  self->box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 12);
  self->who = gtk_label_new (NULL);
  self->result = gtk_label_new (NULL);
  gtk_label_set_xalign (GTK_LABEL (self->who), 0);
  gtk_label_set_wrap (GTK_LABEL (self->who), TRUE);
  gtk_label_set_wrap_mode (GTK_LABEL (self->who), PANGO_WRAP_WORD_CHAR);
  gtk_label_set_natural_wrap_mode (GTK_LABEL (self->who), GTK_NATURAL_WRAP_NONE);
  gtk_box_append (GTK_BOX (self->box), self->who);
  gtk_box_append (GTK_BOX (self->box), self->result);
  gtk_widget_set_parent (self->box, GTK_WIDGET (self));
}

/**
 * ct_read_back_show:
 * @result: in words; "" for none
 *
 * NAME First names, age, date of birth · RESULT, or that it is cancelled
 */
void
ct_read_back_show (CtReadBack *self, const CtEntry *entry, const char *result)
{
  g_autofree char *name = ct_words_name (entry);
  g_autofree char *birth = birth_of (entry);
  const CtAmendment *amendment = ct_entry_get_amendment (entry);
  gboolean cancels = amendment != NULL && amendment->cancels;
  g_autofree char *word = g_utf8_strup (cancels ? C_("state", "cancelled") : result, -1);
  g_autoptr (GString) text = g_string_new (name);

  if (birth != NULL)
    g_string_append_printf (text, "%s%s", text->len > 0 ? ", " : "", birth);
  gtk_label_set_label (GTK_LABEL (self->who), text->str);
  g_string_assign (text, text->len > 0 && *word != '\0' ? "·  " : "");
  g_string_append (text, word);
  gtk_label_set_label (GTK_LABEL (self->result), text->str);
}
