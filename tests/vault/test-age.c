/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Comptoir authors */

/* Files sealed by a passphrase: what was written is read, and nothing that was changed is.
 * That age itself reads them, and the other way round, is shown in tests/e2e/test-exports.py. */

#include "ct-age-private.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <string.h>
#include <unistd.h>

static char *folder;

/* ---- a disk and a memory that fail ---- */

static guint reads_left, writes_left, memory_left; /* 0: for ever; otherwise the last of them fails */
static int read_errno;

ssize_t __real_read (int fd, void *data, size_t length);
ssize_t __wrap_read (int fd, void *data, size_t length);
ssize_t __real_write (int fd, const void *data, size_t length);
ssize_t __wrap_write (int fd, const void *data, size_t length);
void   *__real_sodium_malloc (size_t size);
void   *__wrap_sodium_malloc (size_t size);

static gboolean
is_last (guint *left)
{
  return *left > 0 && --*left == 0;
}

int __real_crypto_pwhash_scryptsalsa208sha256_ll (const guint8 *passphrase, size_t length, const guint8 *salt, size_t salt_length,
                                                  uint64_t n, uint32_t r, uint32_t p, guint8 *key, size_t key_length);
int __wrap_crypto_pwhash_scryptsalsa208sha256_ll (const guint8 *passphrase, size_t length, const guint8 *salt, size_t salt_length,
                                                  uint64_t n, uint32_t r, uint32_t p, guint8 *key, size_t key_length);

static guint stretches_left;

int
__wrap_crypto_pwhash_scryptsalsa208sha256_ll (const guint8 *passphrase, size_t length, const guint8 *salt, size_t salt_length, uint64_t n,
                                              uint32_t r, uint32_t p, guint8 *key, size_t key_length)
{
  return is_last (&stretches_left) ? -1 : __real_crypto_pwhash_scryptsalsa208sha256_ll (passphrase, length, salt, salt_length, n, r, p, key, key_length);
}

ssize_t
__wrap_read (int fd, void *data, size_t length)
{
  if (!is_last (&reads_left))
    return __real_read (fd, data, length);
  errno = read_errno;
  return -1;
}

ssize_t
__wrap_write (int fd, const void *data, size_t length)
{
  if (!is_last (&writes_left))
    return __real_write (fd, data, length);
  errno = ENOSPC;
  return -1;
}

void *
__wrap_sodium_malloc (size_t size)
{
  return is_last (&memory_left) ? NULL : __real_sodium_malloc (size);
}

static CtSecretBytes *
passphrase (const char *text)
{
  return ct_secret_bytes_new (text, strlen (text));
}

static char *
write_file (const guint8 *clear, gsize length)
{
  g_autoptr (CtSecretBytes) words = passphrase ("correct horse battery");
  g_autoptr (GError) error = NULL;
  g_auto (CtFreshFile) file = { .fd = -1 };
  g_autoptr (CtAgeWriter) writer = NULL;
  char *path = g_build_filename (folder, "sealed.age", NULL);

  g_assert_true (ct_fresh_file_open (&file, path, &error));
  writer = ct_age_writer_new (&file, words, &error);
  g_assert_no_error (error);
  /* In pieces that end nowhere near the chunks. */
  for (gsize at = 0; at < length; at += 10007)
    g_assert_true (ct_age_writer_write (writer, clear + at, MIN (length - at, 10007), &error));
  g_assert_true (ct_age_writer_end (writer, &error));
  g_assert_true (ct_fresh_file_keep (&file, &error));
  return path;
}

/* Returns: -1 when all of it was read, else the error's code */
static int
read_file (const char *path, const char *words, GByteArray *out)
{
  g_autoptr (CtSecretBytes) secret = passphrase (words);
  int fd = open (path, O_RDONLY | O_CLOEXEC);
  g_autoptr (GError) error = NULL;
  g_autoptr (CtAgeReader) reader = ct_age_reader_new (fd, secret, &error);
  const guint8 *data;
  gsize length;

  g_byte_array_set_size (out, 0);
  while (reader != NULL && ct_age_reader_read (reader, &data, &length, &error) && length > 0)
    g_byte_array_append (out, data, (guint) length);
  close (fd);
  return error != NULL ? error->code : -1;
}

static void
test_sizes (void)
{
  static const gsize sizes[] = { 0, CT_AGE_CHUNK, CT_AGE_CHUNK + 1, 200000 };
  g_autoptr (GByteArray) out = g_byte_array_new ();

  for (guint i = 0; i < G_N_ELEMENTS (sizes); i++)
    {
      g_autofree guint8 *clear = g_malloc (sizes[i] + 1);
      g_autofree char *path = NULL;
      GStatBuf st;

      randombytes_buf (clear, sizes[i]);
      path = write_file (clear, sizes[i]);
      g_assert_cmpint (read_file (path, "correct horse battery", out), ==, -1);
      g_assert_cmpmem (out->data, out->len, clear, sizes[i]);
      g_assert_cmpint (g_stat (path, &st), ==, 0);
      g_assert_cmpuint (st.st_mode & 0777, ==, 0600);
      g_unlink (path);
    }
}

/* At small cost: the factor of the file that is changed is 1. */
static char *
write_cheap (GByteArray *file)
{
  char *path = g_build_filename (folder, "changed.age", NULL);

  g_assert_true (g_file_set_contents (path, (const char *) file->data, file->len, NULL));
  return path;
}

static GByteArray *
make_cheap (const guint8 *clear, gsize length)
{
  GByteArray *file = g_byte_array_new ();
  g_autoptr (CtSecretBytes) words = passphrase ("correct horse battery");
  CtAgeStanza stanza = { .factor = 1 };
  guint8 file_key[CT_AGE_FILE_KEY], mac[32], nonce[CT_AGE_NONCE], key[CT_AGE_KEY], salt[64];
  const guint8 none[12] = { 0 };
  CtAgeStream stream = { .key = sodium_malloc (CT_AGE_KEY) };
  g_autofree char *header = NULL;
  char text[64];
  gsize label = strlen ("age-encryption.org/v1/scrypt");

  randombytes_buf (file_key, sizeof file_key);
  randombytes_buf (nonce, sizeof nonce);
  memcpy (salt, "age-encryption.org/v1/scrypt", label);
  memcpy (salt + label, stanza.salt, CT_AGE_SALT);
  g_assert_cmpint (crypto_pwhash_scryptsalsa208sha256_ll (ct_secret_bytes_data (words), ct_secret_bytes_length (words), salt, label + CT_AGE_SALT, 2, 8, 1, key, sizeof key), ==, 0);
  crypto_aead_chacha20poly1305_ietf_encrypt (stanza.wrapped, NULL, file_key, sizeof file_key, NULL, 0, NULL, none, key);
  header = ct_age_header_format (&stanza);
  ct_age_header_mac (header, file_key, mac);
  sodium_bin2base64 (text, sizeof text, mac, sizeof mac, sodium_base64_VARIANT_ORIGINAL_NO_PADDING);
  g_byte_array_append (file, (const guint8 *) header, (guint) strlen (header));
  g_byte_array_append (file, (const guint8 *) " ", 1);
  g_byte_array_append (file, (const guint8 *) text, (guint) strlen (text));
  g_byte_array_append (file, (const guint8 *) "\n", 1);
  g_byte_array_append (file, nonce, sizeof nonce);
  ct_age_stream_start (&stream, file_key, nonce);
  for (gsize at = 0; at == 0 || at < length; at += CT_AGE_CHUNK)
    {
      gsize n = MIN (length - at, CT_AGE_CHUNK);
      guint start = file->len;

      if (at + CT_AGE_CHUNK >= length)
        ct_age_stream_advance (&stream, TRUE);
      g_byte_array_set_size (file, start + (guint) (n + CT_AGE_TAG));
      crypto_aead_chacha20poly1305_ietf_encrypt (file->data + start, NULL, clear + at, n, NULL, 0, NULL, stream.nonce, stream.key);
      ct_age_stream_advance (&stream, FALSE);
    }
  sodium_free (stream.key);
  return file;
}

/* Each byte of the head, of the places where chunks meet, and of the end; each cut. */
static void
test_changed (void)
{
  const gsize length = 2 * CT_AGE_CHUNK + 100;
  g_autofree guint8 *clear = g_malloc0 (length);
  g_autoptr (GByteArray) file = make_cheap (clear, length);
  g_autoptr (GByteArray) out = g_byte_array_new ();
  g_autofree char *path = write_cheap (file);
  guint payload = file->len - (guint) (length + 3 * CT_AGE_TAG), tried = 0;

  g_assert_cmpint (read_file (path, "correct horse battery", out), ==, -1);
  g_assert_cmpmem (out->data, out->len, clear, length);
  g_assert_cmpint (read_file (path, "correct horse batterz", out), ==, CT_AGE_ERROR_PASSPHRASE);
  for (guint i = 0; i < file->len; i++)
    {
      guint in_chunk = i > payload ? (i - payload) % CT_AGE_SEALED : 0;

      if (i > payload && in_chunk > 3 && in_chunk < CT_AGE_SEALED - 18 && i < file->len - 18)
        continue;
      file->data[i] ^= 1;
      g_free (write_cheap (file));
      g_assert_cmpint (read_file (path, "correct horse battery", out), >=, 0);
      file->data[i] ^= 1;
      g_assert_true (g_file_set_contents (path, (const char *) file->data, i, NULL));
      g_assert_cmpint (read_file (path, "correct horse battery", out), >=, 0);
      tried++;
    }
  g_assert_cmpuint (tried, >, 200);

  /* A chunk taken out, and two swapped. */
  {
    g_autoptr (GByteArray) other = g_byte_array_new ();

    g_byte_array_append (other, file->data, payload);
    g_byte_array_append (other, file->data + payload + CT_AGE_SEALED, file->len - payload - CT_AGE_SEALED);
    g_free (write_cheap (other));
    g_assert_cmpint (read_file (path, "correct horse battery", out), ==, CT_AGE_ERROR_BROKEN);
    g_byte_array_set_size (other, payload);
    g_byte_array_append (other, file->data + payload + CT_AGE_SEALED, CT_AGE_SEALED);
    g_byte_array_append (other, file->data + payload, CT_AGE_SEALED);
    g_byte_array_append (other, file->data + payload + 2 * CT_AGE_SEALED, 100 + CT_AGE_TAG);
    g_free (write_cheap (other));
    g_assert_cmpint (read_file (path, "correct horse battery", out), ==, CT_AGE_ERROR_BROKEN);
  }
  g_unlink (path);
}

/* What asks for gigabytes, or is written in another way, is not tried. */
static void
test_headers (void)
{
  static const char * const bad[] = {
    "",
    "age-encryption.org/v1\n---",
    "age-encryption.org/v1\n-> X25519 TEiF0ypqr+bpvcqXNyCVJpL7OuwPdVwPL7KQEbFDOCc\nEmECAEcKN+n/Vs9SbWiV+Hu0r+E8R77DdWYyd83nw7U\n---",
    "age-encryption.org/v2\n-> scrypt AAAAAAAAAAAAAAAAAAAAAA 18\nAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA\n---",
    "age-encryption.org/v1\n-> scrypt AAAAAAAAAAAAAAAAAAAAAA 21\nAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA\n---",
    "age-encryption.org/v1\n-> scrypt AAAAAAAAAAAAAAAAAAAAAA 0\nAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA\n---",
    "age-encryption.org/v1\n-> scrypt AAAAAAAAAAAAAAAAAAAAAA 018\nAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA\n---",
    "age-encryption.org/v1\n-> scrypt AAAAAAAAAAAAAAAAAAAAAB 18\nAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA\n---",
    "age-encryption.org/v1\n-> scrypt AAAAAAAAAAAAAAAAAAAAAA 18\nAAAA\n---",
    "age-encryption.org/v1\n-> scrypt AAAAAAAAAAAAAAAAAAAAAA 18 more\nAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA\n---",
  };
  const char *good = "age-encryption.org/v1\n-> scrypt AAAAAAAAAAAAAAAAAAAAAA 18\nAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA\n---";
  CtAgeStanza stanza;

  g_assert_true (ct_age_header_parse (good, &stanza));
  g_assert_cmpuint (stanza.factor, ==, 18);
  for (guint i = 0; i < G_N_ELEMENTS (bad); i++)
    g_assert_false (ct_age_header_parse (bad[i], &stanza));
}

/* Whole files that begin as ours do. */
static void
test_heads_on_disk (void)
{
  static const guint8 clear[1] = { 'x' };
  g_autoptr (GByteArray) file = make_cheap (clear, 1);
  g_autoptr (GByteArray) out = g_byte_array_new ();
  const char *mark = g_strstr_len ((const char *) file->data, (gssize) file->len, "\n---");
  const gsize head = (gsize) (mark - (const char *) file->data);
  g_autofree char *start = g_strndup ((const char *) file->data, head);
  static const struct
  {
    const char *tail;
    gsize       length;
  } tails[] = {
    { "\n--- \n", 6 },             /* no MAC */
    { "\n--- AAAA\n", 10 },        /* a short one */
    { "\n--- !!!!\n", 10 },        /* none that could be one */
    { "\n---xAAAA\n", 10 },        /* not parted from it */
    { "\n--- AA\0AA\n", 11 },      /* a text that ends before its line does */
    { "\n--- AAAA", 9 },           /* a line that does not end */
  };
  g_autofree char *path = write_cheap (file);
  g_autofree char *endless = g_strnfill (2000, 'A');

  for (guint i = 0; i < G_N_ELEMENTS (tails); i++)
    {
      g_autoptr (GByteArray) other = g_byte_array_new ();

      g_byte_array_append (other, (const guint8 *) start, (guint) head);
      g_byte_array_append (other, (const guint8 *) tails[i].tail, (guint) tails[i].length);
      g_free (write_cheap (other));
      g_assert_cmpint (read_file (path, "correct horse battery", out), ==, CT_AGE_ERROR_FORMAT);
    }
  g_assert_true (g_file_set_contents (path, endless, -1, NULL));
  g_assert_cmpint (read_file (path, "correct horse battery", out), ==, CT_AGE_ERROR_FORMAT);
  g_unlink (path);
}

/* Each call that reads the file fails in turn, and once is interrupted only. */
static void
test_disk_that_fails (void)
{
  static const guint8 clear[1] = { 'x' };
  g_autoptr (GByteArray) file = make_cheap (clear, 1);
  g_autoptr (GByteArray) out = g_byte_array_new ();
  g_autofree char *path = write_cheap (file);
  int code;
  guint n = 0;

  read_errno = EIO;
  do
    {
      reads_left = ++n;
      code = read_file (path, "correct horse battery", out);
      g_assert_true (code == -1 || code == CT_AGE_ERROR_DISK);
    }
  while (code != -1);
  g_assert_cmpuint (n, >, 100); /* the head, a byte at a time */
  reads_left = 5;
  read_errno = EINTR;
  g_assert_cmpint (read_file (path, "correct horse battery", out), ==, -1);
  reads_left = 0;
  g_unlink (path);
}

/* Head, nonce, a chunk that is full: what was given up leaves nothing. */
static void
test_full_disk (void)
{
  g_autofree guint8 *clear = g_malloc0 (CT_AGE_CHUNK + 1);
  g_autofree char *path = g_build_filename (folder, "full.age", NULL);

  for (guint n = 1; n <= 4; n++)
    {
      g_autoptr (CtSecretBytes) words = passphrase ("correct horse battery");
      g_auto (CtFreshFile) file = { .fd = -1 };
      g_autoptr (CtAgeWriter) writer = NULL;
      gboolean good;

      g_assert_true (ct_fresh_file_open (&file, path, NULL));
      writes_left = n;
      writer = ct_age_writer_new (&file, words, NULL);
      good = writer != NULL && ct_age_writer_write (writer, clear, CT_AGE_CHUNK + 1, NULL) && ct_age_writer_end (writer, NULL);
      g_assert_false (good);
      g_assert_true ((n > 2) == (writer != NULL));
      g_assert_cmpuint (writes_left, ==, 0);
    }
  g_assert_false (g_file_test (path, G_FILE_TEST_EXISTS));
}

/* What locked memory there is ends at each place in turn. */
static void
test_no_memory (void)
{
  static const guint8 clear[1] = { 'x' };
  g_autoptr (GByteArray) file = make_cheap (clear, 1);
  g_autoptr (GByteArray) out = g_byte_array_new ();
  g_autoptr (CtSecretBytes) words = passphrase ("correct horse battery");
  g_autofree char *path = write_cheap (file);
  const guint8 key[CT_AGE_FILE_KEY] = { 0 };

  /* The passphrase and the file's key are made before. */
  for (guint n = 3; n <= 5; n++)
    {
      memory_left = n;
      g_assert_cmpint (read_file (path, "correct horse battery", out), ==, CT_AGE_ERROR_MEMORY);
    }
  for (guint n = 2; n <= 4; n++)
    {
      g_auto (CtFreshFile) fresh = { .fd = -1 };
      g_autofree char *other = g_build_filename (folder, "memory.age", NULL);
      g_autoptr (CtAgeWriter) writer = NULL;
      g_autoptr (GError) error = NULL;
      CtAgeStanza stanza;

      g_assert_true (ct_fresh_file_open (&fresh, other, NULL));
      memory_left = n;
      writer = ct_age_writer_new (&fresh, words, &error);
      g_assert_error (error, CT_AGE_ERROR, CT_AGE_ERROR_MEMORY);
      memory_left = 1;
      g_assert_false (ct_age_wrap (&stanza, words, key, NULL));
    }
  memory_left = 0;
  stretches_left = 1; /* not of the kind that is locked, but 256 MiB of it */
  g_assert_cmpint (read_file (path, "correct horse battery", out), ==, CT_AGE_ERROR_MEMORY);
  g_unlink (path);
}

/* The 257th chunk: the count goes on in the next byte. */
static void
test_many_chunks (void)
{
  const guint8 key[CT_AGE_FILE_KEY] = { 0 }, nonce[CT_AGE_NONCE] = { 0 };
  CtAgeStream stream = { .key = sodium_malloc (CT_AGE_KEY) };

  ct_age_stream_start (&stream, key, nonce);
  for (guint i = 0; i < 256; i++)
    ct_age_stream_advance (&stream, FALSE);
  g_assert_cmpuint (stream.nonce[10], ==, 0);
  g_assert_cmpuint (stream.nonce[9], ==, 1);
  for (guint i = 0; i < 65536 - 256; i++)
    ct_age_stream_advance (&stream, FALSE);
  g_assert_cmpuint (stream.nonce[9], ==, 0);
  g_assert_cmpuint (stream.nonce[8], ==, 1);
  g_assert_cmpuint (stream.nonce[11], ==, 0);
  sodium_free (stream.key);
}

/* Nothing stays of what was given up; what was there stays. */
static void
test_given_up (void)
{
  g_autofree char *path = g_build_filename (folder, "sealed.age", NULL);
  g_autofree char *before = NULL;
  CtFreshFile file;

  g_assert_true (g_file_set_contents (path, "before", -1, NULL));
  g_assert_true (ct_fresh_file_open (&file, path, NULL));
  g_assert_true (ct_fresh_file_write (&file, "half", 4, NULL));
  ct_fresh_file_clear (&file);
  g_assert_true (g_file_get_contents (path, &before, NULL, NULL));
  g_assert_cmpstr (before, ==, "before");
  g_assert_true (ct_fresh_file_open (&file, path, NULL));
  g_assert_true (ct_fresh_file_write (&file, "whole", 5, NULL) && ct_fresh_file_keep (&file, NULL));
  ct_fresh_file_clear (&file);
  g_clear_pointer (&before, g_free);
  g_assert_true (g_file_get_contents (path, &before, NULL, NULL));
  g_assert_cmpstr (before, ==, "whole");
  g_unlink (path);
  g_assert_false (ct_fresh_file_open (&file, "/proc/nothing/there", NULL));
  ct_fresh_file_clear (&file);
}

int
main (int argc, char **argv)
{
  int status;

  g_test_init (&argc, &argv, NULL);
  g_assert_true (ct_secret_bytes_init ());
  folder = g_dir_make_tmp ("comptoir-age-XXXXXX", NULL);
  g_test_add_func ("/age/sizes", test_sizes);
  g_test_add_func ("/age/changed", test_changed);
  g_test_add_func ("/age/headers", test_headers);
  g_test_add_func ("/age/heads-on-disk", test_heads_on_disk);
  g_test_add_func ("/age/disk-that-fails", test_disk_that_fails);
  g_test_add_func ("/age/full-disk", test_full_disk);
  g_test_add_func ("/age/no-memory", test_no_memory);
  g_test_add_func ("/age/many-chunks", test_many_chunks);
  g_test_add_func ("/age/given-up", test_given_up);
  status = g_test_run ();
  g_rmdir (folder);
  return status;
}
