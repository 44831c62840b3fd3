/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Comptoir authors */

/* Every action has a key, and the list of keys names every action, no other. */

#include "config.h"

#include "ct-application.h"
#include "ct-keys-window.h"
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

  /* One with a parameter is another program's to call. */
  for (guint i = 0; names[i] != NULL; i++)
    if (g_action_group_get_action_parameter_type (G_ACTION_GROUP (application), names[i]) == NULL)
      g_hash_table_add (actions, g_strconcat ("app.", names[i], NULL));
  for (guint i = 0; gtk_widget_class_query_action (klass, i, &owner, &name, &parameter, &property); i++)
    if (owner == CT_TYPE_WINDOW)
      g_hash_table_add (actions, g_strdup (name));
  g_type_class_unref (klass);
  return actions;
}

/* The lines of the window, by their actions. */
static void
list (GtkWidget *widget, GHashTable *actions)
{
  const char *name = gtk_widget_get_name (widget);

  if (ADW_IS_ACTION_ROW (widget) && strchr (name, '.') != NULL)
    g_assert_true (g_hash_table_add (actions, g_strdup (name)));
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL; child = gtk_widget_get_next_sibling (child))
    list (child, actions);
}

static GHashTable *
listed_actions (GtkApplication *application)
{
  GHashTable *actions = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  GtkWindow *window = ct_keys_window_new (NULL, application);

  list (GTK_WIDGET (window), actions);
  gtk_window_destroy (window);
  return actions;
}

static void
test_listed (void)
{
  g_autoptr (CtApplication) application = ct_application_new (TRUE);
  g_autoptr (GHashTable) actions = NULL;
  g_autoptr (GHashTable) listed = NULL;
  g_autoptr (GHashTable) keys = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  GHashTableIter iter;
  gpointer name;

  g_assert_true (g_application_register (G_APPLICATION (application), NULL, NULL));
  actions = all_actions (GTK_APPLICATION (application));
  listed = listed_actions (GTK_APPLICATION (application));
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
