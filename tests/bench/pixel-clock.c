/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Comptoir authors */

/* From a key to the pixels: presses keys as a keyboard does (XTEST) and listens to
 * what a window draws (DAMAGE). A line on stdin, a line on stdout:
 *
 *   keys TEXT   presses the keys as fast as they go; \n is Return, \r Ctrl+Return,
 *               \b BackSpace, \g and \u the separators a scanner types: Ctrl+], Ctrl+_
 *
 * The answer: milliseconds from the last key to the first and to the last pixels,
 * which are those after which nothing is drawn for QUIET_MS. "none" where nothing is.
 * With a rectangle, only what is drawn in it counts.
 *
 *   pixel-clock WINDOW [X Y WIDTH HEIGHT] */

#include <X11/XKBlib.h>
#include <X11/Xlib.h>
#include <X11/extensions/XTest.h>
#include <X11/extensions/Xdamage.h>
#include <X11/keysym.h>
#include <glib.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define QUIET_MS 120

static XRectangle rectangle = { 0, 0, G_MAXUSHORT, G_MAXUSHORT };

static gboolean
is_seen (const XDamageNotifyEvent *event)
{
  return event->area.x < rectangle.x + rectangle.width && event->area.x + event->area.width > rectangle.x
         && event->area.y < rectangle.y + rectangle.height && event->area.y + event->area.height > rectangle.y;
}

static void
press (Display *display, KeySym symbol, gboolean control)
{
  KeyCode code = XKeysymToKeycode (display, symbol);
  KeyCode shift_code = XKeysymToKeycode (display, XK_Shift_L), control_code = XKeysymToKeycode (display, XK_Control_L);
  gboolean shift = XkbKeycodeToKeysym (display, code, 0, 0) != symbol;

  if (control)
    XTestFakeKeyEvent (display, control_code, True, CurrentTime);
  if (shift)
    XTestFakeKeyEvent (display, shift_code, True, CurrentTime);
  XTestFakeKeyEvent (display, code, True, CurrentTime);
  XTestFakeKeyEvent (display, code, False, CurrentTime);
  if (shift)
    XTestFakeKeyEvent (display, shift_code, False, CurrentTime);
  if (control)
    XTestFakeKeyEvent (display, control_code, False, CurrentTime);
}

static void
press_all (Display *display, const char *text)
{
  for (const char *at = text; *at != '\0'; at++)
    if (*at != '\\')
      press (display, (KeySym) (guchar) *at, FALSE); /* Latin-1 is its own keysym */
    else
      switch (*++at)
        {
        case 'b':
          press (display, XK_BackSpace, FALSE);
          break;
        case 'g':
          press (display, XK_bracketright, TRUE);
          break;
        case 'u':
          press (display, XK_underscore, TRUE);
          break;
        default:
          press (display, XK_Return, *at == 'r');
          break;
        }
  XFlush (display);
}

/* Waits for pixels; FALSE when none came in @ms. */
static gboolean
drew (Display *display, int damage_event, int ms)
{
  gint64 end = g_get_monotonic_time () + ms * 1000;
  gboolean seen = FALSE;

  for (;;)
    {
      struct pollfd fd = { ConnectionNumber (display), POLLIN, 0 };
      gint64 left = end - g_get_monotonic_time ();

      while (XPending (display) > 0)
        {
          XEvent event;

          XNextEvent (display, &event);
          seen = seen || (event.type == damage_event && is_seen ((XDamageNotifyEvent *) &event));
        }
      if (seen || left <= 0)
        return seen;
      poll (&fd, 1, (int) (left / 1000) + 1);
    }
}

static void
measure (Display *display, int damage_event, const char *text)
{
  gint64 start, first = 0, last = 0;

  drew (display, damage_event, 0); /* forget what came before */
  press_all (display, text);
  start = g_get_monotonic_time ();
  while (drew (display, damage_event, first == 0 ? 2000 : QUIET_MS))
    {
      last = g_get_monotonic_time ();
      first = first == 0 ? last : first;
    }
  if (first == 0)
    puts ("none");
  else
    printf ("%.3f %.3f\n", (double) (first - start) / 1000, (double) (last - start) / 1000);
}

int
main (int argc, char **argv)
{
  g_autofree char *line = NULL;
  size_t size = 0;
  int damage_event, damage_error;
  Display *display = XOpenDisplay (NULL);

  if ((argc != 2 && argc != 6) || display == NULL || !XDamageQueryExtension (display, &damage_event, &damage_error))
    {
      fputs ("pixel-clock WINDOW [X Y WIDTH HEIGHT], on an X server with DAMAGE and XTEST\n", stderr);
      return 2;
    }
  if (argc == 6)
    rectangle = (XRectangle){ (short) atoi (argv[2]), (short) atoi (argv[3]), (unsigned short) atoi (argv[4]),
                              (unsigned short) atoi (argv[5]) };
  XDamageCreate (display, strtoul (argv[1], NULL, 0), XDamageReportRawRectangles);
  XSync (display, False);
  while (getline (&line, &size, stdin) > 0)
    {
      g_strchomp (line);
      if (!g_str_has_prefix (line, "keys "))
        return 2;
      measure (display, damage_event + XDamageNotify, line + strlen ("keys "));
      fflush (stdout);
    }
  XCloseDisplay (display);
  return 0;
}
