/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Comptoir authors */

/* Which answer a few typed letters mean. */

#include "config.h"

#include "ct-choices.h"

#include "ct-name.h"

#include <string.h>

typedef struct
{
  char *code;
  char *label;
  char *folded; /* the label without case and accents */
} Choice;

struct _CtChoices
{
  grefcount  refs;
  GPtrArray *choices;
};

static void
choice_free (gpointer data)
{
  Choice *choice = data;

  g_free (choice->code);
  g_free (choice->label);
  g_free (choice->folded);
  g_free (choice);
}

static const Choice *
nth (const CtChoices *self, guint index)
{
  return g_ptr_array_index (self->choices, index);
}

CtChoices *
ct_choices_new (void)
{
  CtChoices *self = g_new0 (CtChoices, 1);

  g_ref_count_init (&self->refs);
  self->choices = g_ptr_array_new_with_free_func (choice_free);
  return self;
}

/**
 * ct_choices_from_strv:
 *
 * Returns: (transfer full) (nullable): answers that are their own codes; NULL for
 *   none
 */
CtChoices *
ct_choices_from_strv (GStrv texts)
{
  CtChoices *self = texts[0] != NULL ? ct_choices_new () : NULL;

  for (guint i = 0; texts[i] != NULL; i++)
    ct_choices_add (self, texts[i], texts[i]);
  return self;
}

CtChoices *
ct_choices_ref (CtChoices *self)
{
  g_ref_count_inc (&self->refs);
  return self;
}

void
ct_choices_unref (CtChoices *self)
{
  if (!g_ref_count_dec (&self->refs))
    return;
  g_ptr_array_unref (self->choices);
  g_free (self);
}

void
ct_choices_add (CtChoices *self, const char *code, const char *label)
{
  Choice *choice = g_new0 (Choice, 1);

  choice->code = g_strdup (code);
  choice->label = g_strdup (label);
  choice->folded = ct_name_fold (label);
  g_ptr_array_add (self->choices, choice);
}

guint
ct_choices_count (const CtChoices *self)
{
  return self->choices->len;
}

const char *
ct_choices_code (const CtChoices *self, guint index)
{
  return nth (self, index)->code;
}

const char *
ct_choices_label (const CtChoices *self, guint index)
{
  return nth (self, index)->label;
}

/**
 * ct_choices_find:
 *
 * Returns: the index of @code, or -1
 */
int
ct_choices_find (const CtChoices *self, const char *code)
{
  for (guint i = 0; i < self->choices->len; i++)
    if (g_ascii_strcasecmp (nth (self, i)->code, code) == 0)
      return (int) i;
  return -1;
}

static gboolean
holds_all_words (const char *folded, const char *words)
{
  g_auto (GStrv) parts = g_strsplit (words, " ", -1);

  for (guint i = 0; parts[i] != NULL; i++)
    if (strstr (folded, parts[i]) == NULL)
      return FALSE;
  return TRUE;
}

static gboolean
begins_a_word (const char *folded, char letter)
{
  for (const char *at = strchr (folded, letter); at != NULL; at = strchr (at + 1, letter))
    if (at == folded || at[-1] == ' ')
      return TRUE;
  return FALSE;
}

/**
 * ct_choices_match:
 * @text: what was typed: a code, the beginning of a word, or words anywhere in it; one letter from
 *   the middle of a word means nothing: it was meant for another field
 *
 * Returns: the index of the first answer it means, or -1
 */
int
ct_choices_match (const CtChoices *self, const char *text)
{
  g_autofree char *folded = ct_name_fold (text);
  int code = ct_choices_find (self, text);

  if (*folded == '\0')
    return -1;
  for (guint i = 0; i < self->choices->len; i++)
    if (g_str_equal (nth (self, i)->folded, folded))
      return (int) i;
  if (code >= 0)
    return code;
  for (guint i = 0; i < self->choices->len; i++)
    if (g_str_has_prefix (nth (self, i)->folded, folded))
      return (int) i;
  for (guint i = 0; i < self->choices->len; i++)
    if (folded[1] == '\0' ? begins_a_word (nth (self, i)->folded, *folded) : holds_all_words (nth (self, i)->folded, folded))
      return (int) i;
  return -1;
}

/**
 * ct_choices_begins:
 *
 * Returns: whether the answer's word begins with @text
 */
gboolean
ct_choices_begins (const CtChoices *self, guint index, const char *text)
{
  g_autofree char *folded = ct_name_fold (text);

  return *folded != '\0' && g_str_has_prefix (nth (self, index)->folded, folded);
}

/**
 * ct_choices_only:
 *
 * Returns: the index of the only answer whose word begins with @text, or -1
 */
int
ct_choices_only (const CtChoices *self, const char *text)
{
  int only = -1;

  for (guint i = 0; i < self->choices->len; i++)
    {
      if (!ct_choices_begins (self, i, text))
        continue;
      if (only >= 0)
        return -1;
      only = (int) i;
    }
  return only;
}
