/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Comptoir authors */

/* Order, thread and draining of the worker. */

#include "ct-worker.h"

static CtWorker *worker;
static guint expected;

static void
job (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  g_assert_true (ct_worker_is_current (worker));
  g_assert_cmpuint (GPOINTER_TO_UINT (data), ==, expected++);
  g_task_return_boolean (task, TRUE);
}

static void
test_order_and_drain (void)
{
  worker = ct_worker_new ("test");
  g_assert_false (ct_worker_is_current (worker));
  for (guint i = 0; i < 1000; i++)
    {
      g_autoptr (GTask) task = g_task_new (NULL, NULL, NULL, NULL);

      g_task_set_task_data (task, GUINT_TO_POINTER (i), NULL);
      ct_worker_run (worker, task, job);
    }
  ct_worker_free (worker);
  g_assert_cmpuint (expected, ==, 1000);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/worker/order-and-drain", test_order_and_drain);
  return g_test_run ();
}
