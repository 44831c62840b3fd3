/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Comptoir authors */

#include "book.h"

/* Always the same. */
CtSecretBytes *
book_key (void)
{
  static const guint8 key[32] = "not a secret: a test's own key";

  g_assert_true (ct_secret_bytes_init ());
  return ct_secret_bytes_new (key, sizeof key);
}

/* Opens the vault in @folder, or makes one, under book_key(). */
CtRecordBook *
book_open (const char *folder, GError **error)
{
  g_autoptr (CtSecretBytes) ring = book_key ();
  CtRecordBook *book = ct_record_book_new (folder);
  CtUuid vault;

  if (ct_record_book_open (book, &vault, error))
    {
      if (!ct_uuid_is_null (&vault))
        {
          if (ct_record_book_unlock (book, ring, NULL, error))
            return book;
        }
      else
        {
          vault = ct_uuid_random ();
          if (ct_record_book_create_vault (book, &vault, ring, NULL, error))
            return book;
        }
    }
  ct_record_book_free (book);
  return NULL;
}
