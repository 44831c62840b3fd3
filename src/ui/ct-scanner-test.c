/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Comptoir authors */

/* A code to scan, and what the scanner makes of it on this machine's keyboard. */

#define G_LOG_DOMAIN "ct-ui"

#include "config.h"

#include "ct-scanner-test.h"

#include "ct-layout.h"

#include <glib/gi18n.h>

#define QUIET_MS 300 /* after the last key of a scan */

struct _CtScannerTest
{
  GtkWidget    parent_instance;
  GtkWidget   *box;
  GtkEditable *scan_entry;
  GtkLabel    *scan_label;
  guint        quiet_id;
};

G_DEFINE_FINAL_TYPE (CtScannerTest, ct_scanner_test, GTK_TYPE_WIDGET)

static const char *
verdict (CtLayout layout)
{
  switch (layout)
    {
    case CT_LAYOUT_RIGHT:
      return _("The scanner types what it sees.");
    case CT_LAYOUT_US:
      return _("The scanner types as on an American keyboard: set it to “French (AZERTY)” with its manual, and scan again.");
    case CT_LAYOUT_CASE:
      return _("Capitals come out small: switch Caps Lock off, or the scanner's case conversion, and scan again.");
    case CT_LAYOUT_OTHER:
      break;
    }
  return _("Something was lost or changed. Clean the window, hold it closer, and check the keyboard it is set to.");
}

static gboolean
quiet_cb (gpointer data)
{
  CtScannerTest *self = data;

  self->quiet_id = 0;
  gtk_label_set_label (self->scan_label, verdict (ct_layout_of (gtk_editable_get_text (self->scan_entry))));
  gtk_editable_select_region (self->scan_entry, 0, -1);
  return G_SOURCE_REMOVE;
}

static void
on_scanned_cb (GtkEditable *editable, gpointer data)
{
  CtScannerTest *self = data;

  g_clear_handle_id (&self->quiet_id, g_source_remove);
  if (*gtk_editable_get_text (editable) != '\0')
    self->quiet_id = g_timeout_add (QUIET_MS, quiet_cb, self);
}

static gboolean
ct_scanner_test_grab_focus (GtkWidget *widget)
{
  return gtk_widget_grab_focus (GTK_WIDGET (CT_SCANNER_TEST (widget)->scan_entry));
}

/* Not GTK's own way, which gives the focus back to us on the way out backwards. */
static gboolean
ct_scanner_test_focus (GtkWidget *widget, GtkDirectionType direction)
{
  return gtk_widget_child_focus (CT_SCANNER_TEST (widget)->box, direction);
}

static void
ct_scanner_test_dispose (GObject *object)
{
  CtScannerTest *self = CT_SCANNER_TEST (object);

  g_clear_handle_id (&self->quiet_id, g_source_remove);
  g_clear_pointer (&self->box, gtk_widget_unparent);
  G_OBJECT_CLASS (ct_scanner_test_parent_class)->dispose (object);
}

static void
ct_scanner_test_class_init (CtScannerTestClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = ct_scanner_test_dispose;
  widget_class->grab_focus = ct_scanner_test_grab_focus;
  widget_class->focus = ct_scanner_test_focus;
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
  gtk_widget_class_set_template_from_resource (widget_class, "/fr/comptoir/Comptoir/ct-scanner-test.ui");
  gtk_widget_class_bind_template_child (widget_class, CtScannerTest, box);
  gtk_widget_class_bind_template_child (widget_class, CtScannerTest, scan_entry);
  gtk_widget_class_bind_template_child (widget_class, CtScannerTest, scan_label);
}

static void
ct_scanner_test_init (CtScannerTest *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  g_signal_connect (self->scan_entry, "changed", G_CALLBACK (on_scanned_cb), self);
}
