/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Comptoir authors */

/* The sheet of paper with the recovery code: what it is, whose, of which day, what to do
 * with it. Printed by GTK, in a sandbox through the portal; no file of ours holds it. */

#include "config.h"

#include "ct-recovery-sheet.h"

#include "ct-no-preview.h"

#include <glib/gi18n.h>

typedef struct
{
  CtRecovery *recovery; /* outlives the printing: its window is modal */
  char       *pharmacy;
} Sheet;

static void
sheet_free (gpointer data, GClosure *closure)
{
  Sheet *sheet = data;

  g_free (sheet->pharmacy);
  g_free (sheet);
}

/* Returns: the height it took */
static double
draw_text (GtkPrintContext *context, double y, const char *font, PangoAlignment alignment, const char *text)
{
  g_autoptr (PangoLayout) layout = gtk_print_context_create_pango_layout (context);
  PangoFontDescription *description = pango_font_description_from_string (font);
  int height;

  pango_layout_set_font_description (layout, description);
  pango_font_description_free (description);
  pango_layout_set_width (layout, (int) (gtk_print_context_get_width (context) * PANGO_SCALE));
  pango_layout_set_alignment (layout, alignment);
  pango_layout_set_text (layout, text, -1);
  pango_layout_get_size (layout, NULL, &height);
  cairo_move_to (gtk_print_context_get_cairo_context (context), 0, y);
  pango_cairo_show_layout (gtk_print_context_get_cairo_context (context), layout);
  return (double) height / PANGO_SCALE;
}

/* Three lines of three groups, as on the screen. */
static char *
lines_of (CtRecovery *recovery)
{
  char *text = g_strdup (ct_recovery_get_text (recovery));

  for (guint i = 4; text[i] != '\0'; i += 5)
    text[i] = i % 15 == 14 ? '\n' : ' ';
  return text;
}

static void
draw_page_cb (GtkPrintOperation *operation, GtkPrintContext *context, int page, gpointer data)
{
  static const char * const words[] = {
    N_("This code opens the records on the day their keyring is lost: another computer, another account, a password"
       " forgotten."),
    N_("Start Comptoir, type the code, Return. The letters I, L, O and U never stand in it; capitals and hyphens do not"
       " matter."),
    N_("Whoever has this sheet and a copy of the records can read them. Keep it in the safe, and nowhere else: no"
       " photograph, no mail. If somebody may have seen it, make another (menu, Recovery Code): this one is void from then"
       " on."),
  };
  Sheet *sheet = data;
  g_autoptr (GDateTime) now = g_date_time_new_now_local ();
  g_autofree char *day = g_date_time_format (now, "%d/%m/%Y");
  g_autofree char *whose = g_strdup_printf ("%s — %s", *sheet->pharmacy != '\0' ? sheet->pharmacy : "Comptoir", day);
  char *code = lines_of (sheet->recovery);
  double y = 0;

  y += draw_text (context, y, "Sans Bold 20", PANGO_ALIGN_LEFT, _("Comptoir: recovery code")) + 6;
  y += draw_text (context, y, "Sans 12", PANGO_ALIGN_LEFT, whose) + 36;
  y += draw_text (context, y, "Monospace Bold 26", PANGO_ALIGN_CENTER, code) + 36;
  for (guint i = 0; i < G_N_ELEMENTS (words); i++)
    y += draw_text (context, y, "Sans 12", PANGO_ALIGN_LEFT, _(words[i])) + 12;
  explicit_bzero (code, strlen (code));
  g_free (code);
}

/**
 * ct_recovery_sheet_new:
 * @recovery: outlives the printing
 *
 * Returns: (transfer full): to be run
 */
GtkPrintOperation *
ct_recovery_sheet_new (CtRecovery *recovery, const CtSetup *setup)
{
  GtkPrintOperation *operation = gtk_print_operation_new ();
  Sheet *sheet = g_new0 (Sheet, 1);

  sheet->recovery = recovery;
  sheet->pharmacy = g_strdup (setup->pharmacy != NULL ? setup->pharmacy : "");
  ct_no_preview (operation);
  gtk_print_operation_set_job_name (operation, "Comptoir");
  gtk_print_operation_set_n_pages (operation, 1);
  gtk_print_operation_set_embed_page_setup (operation, TRUE);
  g_signal_connect_data (operation, "draw-page", G_CALLBACK (draw_page_cb), sheet, sheet_free, 0);
  return operation;
}
