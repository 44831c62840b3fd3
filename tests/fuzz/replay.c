/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Comptoir authors */

/* Every seed of one target, without a fuzzer: what was found once stays mended. */

#include "fuzz.h"

#include "ct-secret-bytes.h"

#include <stdio.h>

int
main (int argc, char **argv)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GDir) folder = NULL;
  const char *name;
  guint count = 0;

  if (argc != 2 || !ct_secret_bytes_init ())
    return 2;
  folder = g_dir_open (argv[1], 0, &error);
  while (folder != NULL && (name = g_dir_read_name (folder)) != NULL)
    {
      g_autofree char *path = g_build_filename (argv[1], name, NULL);
      g_autofree char *data = NULL;
      gsize size;

      if (!g_file_get_contents (path, &data, &size, &error))
        break;
      printf ("# %s\n", name);
      fflush (stdout);
      /* Cut anywhere, too. */
      for (gsize length = 0; length <= size; length++)
        {
          g_autofree guint8 *exact = g_memdup2 (data, length); /* so that a sanitizer sees its end */

          LLVMFuzzerTestOneInput (exact, length);
        }
      count++;
    }
  if (error != NULL || count == 0)
    printf ("not ok 1 %s: %s\n1..1\n", argv[1], error != NULL ? error->message : "no seeds");
  else
    printf ("ok 1 %u seeds, each cut at every byte\n1..1\n", count);
  return 0;
}
