/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Comptoir authors */

/* What a task in a thread holds is let go of where the task was begun, however late the
 * thread comes to its own end. */

#include "ct-thread.h"

static GThread *home;
static guint    begun, ended, let_go;

static void
let_go_cb (gpointer data, GObject *where_the_object_was)
{
  g_assert_true (g_thread_self () == home);
  let_go++;
}

static void
free_data (gpointer data)
{
  g_assert_true (g_thread_self () == home);
  g_free (data);
}

static void
job (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  g_assert_false (g_thread_self () == home);
  g_task_return_int (task, *(int *) data);
  g_usleep (2000); /* the callback is quicker */
}

static void
done_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_assert_true (g_thread_self () == home);
  g_assert_cmpint (g_task_propagate_int (G_TASK (result), NULL), ==, GPOINTER_TO_INT (data));
  ended++;
}

static void
test_ends_at_home (void)
{
  home = g_thread_self ();
  for (begun = 0; begun < 50; begun++)
    {
      g_autoptr (GObject) source = g_object_new (G_TYPE_OBJECT, NULL);
      g_autoptr (GTask) task = g_task_new (source, NULL, done_cb, GINT_TO_POINTER (begun));
      int *number = g_new (int, 1);

      *number = (int) begun;
      g_object_weak_ref (source, let_go_cb, NULL);
      g_task_set_task_data (task, number, free_data);
      ct_thread_run (task, job);
    }
  while (let_go < begun)
    g_main_context_iteration (NULL, TRUE);
  g_assert_cmpuint (ended, ==, begun);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/thread/ends-at-home", test_ends_at_home);
  return g_test_run ();
}
