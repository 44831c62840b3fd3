/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Comptoir authors */

/* Every action has a key, and the list of keys names every action, no other. */

#include "config.h"

#include "ct-application.h"
#include "ct-window.h"

#include "wait.h"

/* The actions of the window's class, and of the application. */
static GHashTable *
all_actions (GtkApplication *application)
{
  GHashTable *actions = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  g_auto (GStrv) names = g_action_group_list_actions (G_ACTION_GROUP (application));
  GtkWidgetClass *klass = g_type_class_ref (CT_TYPE_WINDOW);
  const char *name, *property;
  const GVariantType *parameter;
  GType owner;

  for (guint i = 0; names[i] != NULL; i++)
    g_hash_table_add (actions, g_strconcat ("app.", names[i], NULL));
  for (guint i = 0; gtk_widget_class_query_action (klass, i, &owner, &name, &parameter, &property); i++)
    if (owner == CT_TYPE_WINDOW)
      g_hash_table_add (actions, g_strdup (name));
  g_hash_table_add (actions, g_strdup ("win.show-help-overlay"));
  g_type_class_unref (klass);
  return actions;
}

static GHashTable *
listed_actions (void)
{
  GHashTable *actions = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  g_autoptr (GtkBuilder) builder = gtk_builder_new_from_resource ("/fr/comptoir/Comptoir/gtk/help-overlay.ui");
  GSList *objects = gtk_builder_get_objects (builder);

  for (GSList *l = objects; l != NULL; l = l->next)
    if (GTK_IS_SHORTCUTS_SHORTCUT (l->data))
      {
        char *name = NULL;

        g_object_get (l->data, "action-name", &name, NULL);
        if (name != NULL)
          g_hash_table_add (actions, name);
      }
  g_slist_free (objects);
  gtk_window_destroy (GTK_WINDOW (gtk_builder_get_object (builder, "help_overlay")));
  return actions;
}

static void
test_listed (void)
{
  g_autoptr (CtApplication) application = ct_application_new (TRUE);
  g_autoptr (GHashTable) actions = NULL;
  g_autoptr (GHashTable) listed = listed_actions ();
  g_autoptr (GHashTable) keys = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  GHashTableIter iter;
  gpointer name;

  g_assert_true (g_application_register (G_APPLICATION (application), NULL, NULL));
  actions = all_actions (GTK_APPLICATION (application));
  g_assert_cmpuint (g_hash_table_size (actions), >, 5);
  g_hash_table_iter_init (&iter, actions);
  while (g_hash_table_iter_next (&iter, &name, NULL))
    {
      g_auto (GStrv) accels = gtk_application_get_accels_for_action (GTK_APPLICATION (application), name);

      g_test_message ("%s", (char *) name);
      g_assert_true (g_hash_table_contains (listed, name));
      g_assert_nonnull (accels[0]);
      for (guint i = 0; accels[i] != NULL; i++)
        g_assert_true (g_hash_table_add (keys, g_strdup (accels[i]))); /* no key twice */
    }
  g_hash_table_iter_init (&iter, listed);
  while (g_hash_table_iter_next (&iter, &name, NULL))
    {
      g_test_message ("%s", (char *) name);
      g_assert_true (g_hash_table_contains (actions, name));
    }
}

int
main (int argc, char **argv)
{
  gtk_test_init (&argc, &argv, NULL);
  adw_init ();
  g_test_add_func ("/shortcuts/listed", test_listed);
  return g_test_run ();
}
