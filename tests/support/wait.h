/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Comptoir authors */

#pragma once

#include <gio/gio.h>

/* Turns an asynchronous call into a line of a test: pass wait_cb and a Wait, then
 * wait_result(). */
typedef struct
{
  GAsyncResult *result;
} Wait;

void          wait_cb     (GObject      *source,
                           GAsyncResult *result,
                           gpointer      wait);
GAsyncResult *wait_result (Wait         *wait);
void          wait_clear  (Wait         *wait);
char         *wait_folder (void);
void          wait_remove (const char   *folder);

#define wait_until(condition)                      \
  G_STMT_START                                     \
  {                                                \
    gint64 end = g_get_monotonic_time () + 20 * G_USEC_PER_SEC; \
    while (!(condition))                           \
      {                                            \
        if (!g_main_context_iteration (NULL, FALSE)) \
          g_usleep (2000);                         \
        g_assert_cmpint (g_get_monotonic_time (), <, end); \
      }                                            \
  }                                                \
  G_STMT_END
