/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Comptoir authors */

/* The form in a real window: names and states for assistive technology, the way
 * of the focus, what is shown when, and what reaches the desk. */

#include "config.h"

#include "ct-application.h"
#include "ct-choices.h"
#include "ct-field-box.h"
#include "ct-record-form.h"
#include "ct-result-box.h"
#include "ct-session.h"
#include "ct-window.h"
#include "ct-words.h"

#include "ct-secret-bytes.h"
#include "ct-transport.h"
#include "wait.h"

static CtSession *session;
static GtkWidget *window;
static GtkWidget *form;

static GtkWidget *
find (GtkWidget *from, GType type, CtField field)
{
  if (G_TYPE_CHECK_INSTANCE_TYPE (from, type)
      && (type != CT_TYPE_FIELD_BOX || ct_field_box_get_field (CT_FIELD_BOX (from)) == field))
    return from;
  for (GtkWidget *child = gtk_widget_get_first_child (from); child != NULL; child = gtk_widget_get_next_sibling (child))
    {
      GtkWidget *found = find (child, type, field);

      if (found != NULL)
        return found;
    }
  return NULL;
}

static CtFieldBox *
box (CtField field)
{
  return CT_FIELD_BOX (find (form, CT_TYPE_FIELD_BOX, field));
}

static GtkWidget *
entry_of (CtField field)
{
  return find (GTK_WIDGET (box (field)), GTK_TYPE_ENTRY, 0);
}

static CtDraft *
draft (void)
{
  return ct_desk_get_draft (ct_session_get_desk (session));
}

static void
type (CtField field, const char *text)
{
  gtk_widget_grab_focus (GTK_WIDGET (box (field)));
  gtk_editable_set_text (GTK_EDITABLE (entry_of (field)), text);
}

static void
leave (CtField field)
{
  gtk_widget_grab_focus (GTK_WIDGET (box (field)));
}

static void
test_names (void)
{
  static const struct
  {
    CtField     field;
    const char *name;
  } names[] = {
    { CT_FIELD_BIRTH_NAME, "Birth name" }, { CT_FIELD_USED_NAME, "Name in use" }, { CT_FIELD_FIRST_NAMES, "First names" },
    { CT_FIELD_BIRTH_DATE, "Date of birth" }, { CT_FIELD_SEX, "Sex" }, { CT_FIELD_NIR, "Social security number" },
    { CT_FIELD_ADDRESS, "Address" }, { CT_FIELD_POSTAL_CODE, "Postal code" }, { CT_FIELD_TOWN, "Town" },
    { CT_FIELD_COUNTRY, "Country" }, { CT_FIELD_PHONE, "Mobile phone" }, { CT_FIELD_EMAIL, "E-mail" },
    { CT_FIELD_KIT, "Kit" }, { CT_FIELD_LOT, "Lot number" }, { CT_FIELD_KIT_EXPIRY, "Kit expiry" },
    { CT_FIELD_SAMPLED_AT, "Sampled at" }, { CT_FIELD_SYMPTOMS, "Symptoms" },
    { CT_FIELD_ONSET_DATE, "Onset of symptoms" }, { CT_FIELD_HEALTH_WORKER, "Health-care worker" },
    { CT_FIELD_RESIDENCE, "Residence" }, { CT_FIELD_CONSENT, "Consent to share" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    {
      GtkAccessible *entry = GTK_ACCESSIBLE (entry_of (names[i].field));

      gtk_test_accessible_assert_role (entry, GTK_ACCESSIBLE_ROLE_TEXT_BOX);
      gtk_test_accessible_assert_property (entry, GTK_ACCESSIBLE_PROPERTY_LABEL, names[i].name);
    }
  gtk_test_accessible_assert_role (GTK_ACCESSIBLE (find (form, CT_TYPE_RESULT_BOX, 0)), GTK_ACCESSIBLE_ROLE_RADIO_GROUP);
  gtk_test_accessible_assert_property (GTK_ACCESSIBLE (find (form, CT_TYPE_RESULT_BOX, 0)),
                                       GTK_ACCESSIBLE_PROPERTY_LABEL, "Result");
}

/* Tab goes through all 22 answers in the order of the page. */
static void
test_focus_order (void)
{
  static const CtField order[] = {
    CT_FIELD_BIRTH_NAME, CT_FIELD_FIRST_NAMES, CT_FIELD_NIR, CT_FIELD_BIRTH_DATE, CT_FIELD_SEX, CT_FIELD_USED_NAME,
    CT_FIELD_PHONE, CT_FIELD_EMAIL, CT_FIELD_POSTAL_CODE, CT_FIELD_TOWN, CT_FIELD_COUNTRY, CT_FIELD_ADDRESS,
    CT_FIELD_KIT, CT_FIELD_LOT, CT_FIELD_KIT_EXPIRY, CT_FIELD_SAMPLED_AT, CT_FIELD_SYMPTOMS, CT_FIELD_ONSET_DATE,
    CT_FIELD_HEALTH_WORKER, CT_FIELD_RESIDENCE, CT_FIELD_CONSENT,
  };

  gtk_widget_grab_focus (GTK_WIDGET (box (CT_FIELD_BIRTH_NAME)));
  for (guint i = 0; i < G_N_ELEMENTS (order); i++)
    {
      GtkWidget *focus = gtk_window_get_focus (GTK_WINDOW (window));

      g_test_message ("%s", ct_field_key (order[i]));
      g_assert_true (gtk_widget_is_ancestor (focus, GTK_WIDGET (box (order[i]))));
      g_assert_true (gtk_widget_child_focus (form, GTK_DIR_TAB_FORWARD));
    }
  g_assert_true (gtk_widget_is_ancestor (gtk_window_get_focus (GTK_WINDOW (window)), find (form, CT_TYPE_RESULT_BOX, 0)));
  for (guint i = G_N_ELEMENTS (order); i-- > 0;)
    {
      g_test_message ("back to %s", ct_field_key (order[i]));
      g_assert_true (gtk_widget_child_focus (form, GTK_DIR_TAB_BACKWARD));
      g_assert_true (gtk_widget_is_ancestor (gtk_window_get_focus (GTK_WINDOW (window)), GTK_WIDGET (box (order[i]))));
    }
}

/* A mistake is told when the field is left, not while it is typed; the focus is
 * free to go; what is missing is told when it is validated. */
static void
test_told_when_left (void)
{
  CtFieldBox *date = box (CT_FIELD_BIRTH_DATE);

  type (CT_FIELD_BIRTH_DATE, "31021979");
  g_assert_null (ct_field_box_get_message (date));
  leave (CT_FIELD_NIR);
  g_assert_true (ct_field_box_is_focused (box (CT_FIELD_NIR)));
  g_assert_nonnull (ct_field_box_get_message (date));
  gtk_test_accessible_assert_state (GTK_ACCESSIBLE (entry_of (CT_FIELD_BIRTH_DATE)), GTK_ACCESSIBLE_STATE_INVALID,
                                    GTK_ACCESSIBLE_INVALID_TRUE);
  gtk_test_accessible_assert_property (GTK_ACCESSIBLE (entry_of (CT_FIELD_BIRTH_DATE)),
                                       GTK_ACCESSIBLE_PROPERTY_DESCRIPTION, "Type a real date, such as 14031979.");
  g_assert_true (gtk_test_accessible_has_relation (GTK_ACCESSIBLE (entry_of (CT_FIELD_BIRTH_DATE)), GTK_ACCESSIBLE_RELATION_ERROR_MESSAGE));
  g_assert_false (gtk_test_accessible_has_relation (GTK_ACCESSIBLE (entry_of (CT_FIELD_EMAIL)), GTK_ACCESSIBLE_RELATION_ERROR_MESSAGE));
  gtk_test_accessible_assert_property (GTK_ACCESSIBLE (entry_of (CT_FIELD_BIRTH_DATE)), GTK_ACCESSIBLE_PROPERTY_REQUIRED, TRUE);
  g_assert_null (ct_field_box_get_message (box (CT_FIELD_POSTAL_CODE)));

  type (CT_FIELD_BIRTH_DATE, "14031979");
  g_assert_null (ct_field_box_get_message (date));
  leave (CT_FIELD_NIR);
  g_assert_cmpstr (gtk_editable_get_text (GTK_EDITABLE (entry_of (CT_FIELD_BIRTH_DATE))), ==, "14/03/1979");

  ct_record_form_validate (CT_RECORD_FORM (form));
  g_assert_cmpstr (ct_field_box_get_message (box (CT_FIELD_POSTAL_CODE)), ==, "Fill this in.");
  g_assert_true (ct_field_box_is_focused (box (CT_FIELD_BIRTH_NAME)));
}

static void
test_choices (void)
{
  type (CT_FIELD_SEX, "f");
  g_assert_cmpstr (ct_draft_get (draft (), CT_FIELD_SEX), ==, "F");
  leave (CT_FIELD_NIR);
  g_assert_cmpstr (gtk_editable_get_text (GTK_EDITABLE (entry_of (CT_FIELD_SEX))), ==, "Female");
  type (CT_FIELD_SEX, "zz");
  leave (CT_FIELD_NIR);
  g_assert_cmpstr (ct_field_box_get_message (box (CT_FIELD_SEX)), ==, "Choose one of the answers.");
  type (CT_FIELD_KIT, "panbio rapid");
  g_assert_cmpstr (ct_draft_get (draft (), CT_FIELD_KIT), ==, "1232");
  type (CT_FIELD_COUNTRY, "ger");
  g_assert_cmpstr (ct_draft_get (draft (), CT_FIELD_COUNTRY), ==, "DE");
  type (CT_FIELD_COUNTRY, "FR");
  g_assert_cmpstr (ct_draft_get (draft (), CT_FIELD_COUNTRY), ==, "FR");
  type (CT_FIELD_CONSENT, "y");
  g_assert_cmpstr (ct_draft_get (draft (), CT_FIELD_CONSENT), ==, "yes");
}

/* Towns of the code are suggestions: a beginning is completed when the field is
 * left, anything else is an answer of its own. */
static void
test_suggestions (void)
{
  type (CT_FIELD_POSTAL_CODE, "01400");
  g_assert_cmpstr (ct_draft_get (draft (), CT_FIELD_TOWN), ==, "Châtillon-sur-Chalaronne");
  type (CT_FIELD_TOWN, "l'aberg");
  g_assert_cmpstr (ct_draft_get (draft (), CT_FIELD_TOWN), ==, "L'Abergement-Clémenciat");
  leave (CT_FIELD_PHONE);
  g_assert_cmpstr (gtk_editable_get_text (GTK_EDITABLE (entry_of (CT_FIELD_TOWN))), ==, "L'Abergement-Clémenciat");
  type (CT_FIELD_TOWN, "clémenciat");
  leave (CT_FIELD_PHONE);
  g_assert_cmpstr (gtk_editable_get_text (GTK_EDITABLE (entry_of (CT_FIELD_TOWN))), ==, "clémenciat");
  g_assert_nonnull (ct_field_box_get_message (box (CT_FIELD_POSTAL_CODE)));
}

static void
test_result (void)
{
  CtResultBox *result = CT_RESULT_BOX (find (form, CT_TYPE_RESULT_BOX, 0));
  GtkWidget *first = gtk_widget_get_first_child (GTK_WIDGET (result));
  GtkWidget *second = gtk_widget_get_next_sibling (first);

  /* Nothing is chosen beforehand. */
  g_assert_cmpstr (ct_result_box_get_value (result), ==, "");
  gtk_toggle_button_set_active (GTK_TOGGLE_BUTTON (second), TRUE);
  g_assert_cmpstr (ct_draft_get (draft (), CT_FIELD_RESULT), ==, "positive");
  gtk_toggle_button_set_active (GTK_TOGGLE_BUTTON (first), TRUE);
  g_assert_cmpstr (ct_draft_get (draft (), CT_FIELD_RESULT), ==, "negative");
  gtk_test_accessible_assert_property (GTK_ACCESSIBLE (first), GTK_ACCESSIBLE_PROPERTY_LABEL, "Negative, chosen");
  gtk_test_accessible_assert_property (GTK_ACCESSIBLE (second), GTK_ACCESSIBLE_PROPERTY_LABEL, "Positive");
  g_assert_false (gtk_widget_get_focusable (second));
}

/* Another record in the form: nothing of the one before stays, errors included. */
static void
test_next_record (void)
{
  ct_desk_new_record (ct_session_get_desk (session));
  for (guint i = 0; i < CT_N_FIELDS; i++)
    if (find (form, CT_TYPE_FIELD_BOX, (CtField) i) != NULL)
      {
        g_autofree char *value = ct_field_box_dup_value (box ((CtField) i));

        g_assert_cmpstr (value, ==, ct_draft_get (draft (), (CtField) i));
        g_assert_null (ct_field_box_get_message (box ((CtField) i)));
      }
  g_assert_cmpstr (ct_result_box_get_value (CT_RESULT_BOX (find (form, CT_TYPE_RESULT_BOX, 0))), ==, "");
  g_assert_true (ct_field_box_is_focused (box (CT_FIELD_BIRTH_NAME)));
  g_assert_cmpstr (ct_draft_get (draft (), CT_FIELD_BIRTH_NAME), ==, "");
}

static void
test_truth_line (void)
{
  CtStatusFigures figures = { 0 };
  g_autofree char *nothing = ct_words_status (&figures, 0);
  g_autofree char *waiting = NULL;
  g_autofree char *clock = ct_words_clock (g_get_real_time () / 1000);
  g_autofree char *expected = g_strdup_printf ("3 to send, oldest 12 min  ·  1 to correct  ·  next try %s", clock);
  gint64 now = g_get_real_time () / 1000;

  g_assert_cmpstr (nothing, ==, "Nothing to send");
  figures = (CtStatusFigures) { .unsent = 3, .oldest = now - 12 * 60000, .refused = 1, .next_try = now };
  waiting = ct_words_status (&figures, now);
  g_assert_cmpstr (waiting, ==, expected);
}

static void
on_activate_cb (GApplication *application, gpointer data)
{
  *(gboolean *) data = TRUE;
}

/* What a few letters mean, and what a letter does not: N is that of a result. */
static void
test_few_letters (void)
{
  CtChoices *sexes = ct_choices_new ();

  ct_choices_add (sexes, "F", "Féminin");
  ct_choices_add (sexes, "M", "Masculin");
  g_assert_cmpint (ct_choices_match (sexes, "f"), ==, 0);
  g_assert_cmpint (ct_choices_match (sexes, "masc"), ==, 1);
  g_assert_cmpint (ct_choices_match (sexes, "scul"), ==, 1);
  g_assert_cmpint (ct_choices_match (sexes, "n"), ==, -1);
  g_assert_cmpint (ct_choices_match (sexes, "h"), ==, -1);
  g_assert_cmpint (ct_choices_match (sexes, ""), ==, -1);
  ct_choices_add (sexes, "T", "Typing mistake");
  g_assert_cmpint (ct_choices_match (sexes, "mi"), ==, 0); /* the first that has it */
  g_assert_cmpint (ct_choices_match (sexes, "t"), ==, 2);
  ct_choices_unref (sexes);
}

int
main (int argc, char **argv)
{
  g_autoptr (AdwApplication) application = NULL;
  gboolean active = FALSE;
  g_autoptr (CtFrontDoor) door = NULL;
  int status;

  gtk_test_init (&argc, &argv, NULL);
  g_assert_true (ct_secret_bytes_init ());
  g_assert_true (ct_transport_global_init ());
  application = g_object_new (ADW_TYPE_APPLICATION, "application-id", APP_ID ".Test", "resource-base-path",
                              "/fr/comptoir/Comptoir", NULL);
  g_signal_connect (application, "activate", G_CALLBACK (on_activate_cb), &active);
  g_assert_true (g_application_register (G_APPLICATION (application), NULL, NULL));
  g_application_activate (G_APPLICATION (application));
  wait_until (active);

  session = ct_session_new (TRUE);
  door = ct_front_door_new ();
  window = GTK_WIDGET (ct_window_new (application, session, door));
  ct_window_open (CT_WINDOW (window));
  gtk_window_present (GTK_WINDOW (window));
  gtk_test_widget_wait_for_draw (window);
  form = find (window, CT_TYPE_RECORD_FORM, 0);
  wait_until (ct_session_get_desk (session) != NULL && gtk_widget_get_mapped (form));
  gtk_test_widget_wait_for_draw (form);

  g_test_add_func ("/form/few-letters", test_few_letters);
  g_test_add_func ("/form/names", test_names);
  g_test_add_func ("/form/focus-order", test_focus_order);
  g_test_add_func ("/form/told-when-left", test_told_when_left);
  g_test_add_func ("/form/choices", test_choices);
  g_test_add_func ("/form/suggestions", test_suggestions);
  g_test_add_func ("/form/result", test_result);
  g_test_add_func ("/form/next-record", test_next_record);
  g_test_add_func ("/form/truth-line", test_truth_line);
  status = g_test_run ();

  gtk_window_destroy (GTK_WINDOW (window));
  ct_session_close (session);
  while (g_main_context_iteration (NULL, FALSE))
    ;
  g_assert_finalize_object (session);
  return status;
}
