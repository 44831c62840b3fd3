/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Comptoir authors */

/* A paper on a page, by Pango and Cairo: as large as it may be, as small as it must. Units are
 * points of 1/72 inch, and sizes those of A4; a smaller page scales all of it, and a long
 * address scales it further until its last line stands on the page. */

#define G_LOG_DOMAIN "ct-paper"

#include "config.h"

#include "ct-paper-parts.h"

#include <cairo-pdf.h>
#include <pango/pangocairo.h>
#include <qrencode.h>

#define A4_WIDTH 595.28
#define FAMILY   "Cantarell, DejaVu Sans, Sans"
#define MARGIN   48.0 /* what any printer reaches */
#define COLUMN   110.0
#define LARGER   1.25 /* letters on a small page, than A4's shrunk with it */
#define STEP     0.97 /* smaller by, while it does not fit */
#define LEAST    0.35 /* of A4's sizes: nobody reads less */
#define CODE     130.0 /* side of a QR code: some 4.5 cm, read at arm's length */
#define QUIET    4    /* blank modules around it (ISO/IEC 18004) */

typedef struct
{
  double size; /* of the letters */
  gboolean bold;
  double above; /* room */
  double below;
} Style;

static const Style styles[] = {
  [CT_PAPER_PHARMACY] = { 15, TRUE, 0, 2 }, [CT_PAPER_SMALL] = { 9.5, FALSE, 0, 2 },  [CT_PAPER_BANNER] = { 13, TRUE, 12, 0 },
  [CT_PAPER_TITLE] = { 20, TRUE, 22, 2 },   [CT_PAPER_TEXT] = { 11, FALSE, 2, 4 },    [CT_PAPER_NAME] = { 15, TRUE, 14, 0 },
  [CT_PAPER_VERDICT] = { 28, TRUE, 12, 10 }, [CT_PAPER_LINE] = { 11, FALSE, 3, 3 },   [CT_PAPER_HEADING] = { 14, TRUE, 16, 4 },
  [CT_PAPER_FINDING] = { 16, TRUE, 5, 3 },  [CT_PAPER_BULLET] = { 11, FALSE, 2, 3 },  [CT_PAPER_STAMP] = { 9.5, FALSE, 16, 0 },
  [CT_PAPER_NUMBER] = { 96, TRUE, 4, 0 },   [CT_PAPER_CODE] = { 0, FALSE, 16, 0 },
};

typedef struct
{
  cairo_t *cairo;
  double   width;   /* of the text */
  double   scale;
  double   y;
  gboolean measure; /* nothing is drawn */
} Pen;

static PangoLayout *
layout_of (const Pen *pen, const char *text, double size, gboolean bold, double width)
{
  PangoLayout *layout = pango_cairo_create_layout (pen->cairo);
  PangoFontDescription *font = pango_font_description_from_string (FAMILY);

  pango_font_description_set_absolute_size (font, size * pen->scale * PANGO_SCALE);
  pango_font_description_set_weight (font, bold ? PANGO_WEIGHT_BOLD : PANGO_WEIGHT_NORMAL);
  pango_layout_set_font_description (layout, font);
  pango_font_description_free (font);
  pango_layout_set_width (layout, (int) (width * PANGO_SCALE));
  pango_layout_set_wrap (layout, PANGO_WRAP_WORD_CHAR);
  pango_layout_set_text (layout, text, -1);
  return layout;
}

/* Returns: the height it takes */
static double
put (const Pen *pen, double x, double y, const char *text, double size, gboolean bold, double width)
{
  g_autoptr (PangoLayout) layout = layout_of (pen, text, size, bold, width);
  int height;

  pango_layout_get_size (layout, NULL, &height);
  if (!pen->measure)
    {
      cairo_move_to (pen->cairo, x, y);
      pango_cairo_show_layout (pen->cairo, layout);
    }
  return (double) height / PANGO_SCALE;
}

static void
frame (const Pen *pen, double y, double height)
{
  if (pen->measure)
    return;
  cairo_set_line_width (pen->cairo, pen->scale);
  cairo_rectangle (pen->cairo, 0, y, pen->width, height);
  cairo_stroke (pen->cairo);
}

/* Black on white, whatever lies below: a watermark would be read with it.
 * Returns: the height it takes */
static double
put_code (const Pen *pen, double y, const char *text)
{
  double side = CODE * pen->scale;
  QRcode *code = QRcode_encodeString (text, 0, QR_ECLEVEL_M, QR_MODE_8, 1);
  int modules = code != NULL ? code->width + 2 * QUIET : 0;

  if (code == NULL)
    g_error ("no memory for a code"); /* the text is short, and ours */
  if (!pen->measure)
    {
      cairo_save (pen->cairo);
      cairo_translate (pen->cairo, 0, y);
      cairo_scale (pen->cairo, side / modules, side / modules);
      cairo_set_source_rgb (pen->cairo, 1, 1, 1);
      cairo_rectangle (pen->cairo, 0, 0, modules, modules);
      cairo_fill (pen->cairo);
      cairo_set_source_rgb (pen->cairo, 0, 0, 0);
      for (int row = 0; row < code->width; row++)
        for (int column = 0; column < code->width; column++)
          if ((code->data[row * code->width + column] & 1) != 0)
            cairo_rectangle (pen->cairo, QUIET + column, QUIET + row, 1, 1);
      cairo_fill (pen->cairo);
      cairo_restore (pen->cairo);
    }
  QRcode_free (code);
  return side;
}

static double
draw_part (const Pen *pen, double y, const CtPaperPart *part)
{
  const Style *style = &styles[part->style];
  Pen ruler = { pen->cairo, pen->width, pen->scale, pen->y, TRUE }; /* the label is written, and read, first */
  double pad = 8 * pen->scale, column = COLUMN * pen->scale, left, height;

  switch (part->style)
    {
    case CT_PAPER_LINE:
      left = put (pen, 0, y, part->label, style->size, TRUE, column - pad);
      height = put (pen, column, y, part->text, style->size, FALSE, pen->width - column);
      return MAX (left, height);
    case CT_PAPER_FINDING:
      pad /= 2;
      G_GNUC_FALLTHROUGH;
    case CT_PAPER_VERDICT:
      height = put (&ruler, column, y + pad, part->text, style->size, TRUE, pen->width - column - pad) + 2 * pad;
      left = styles[CT_PAPER_LINE].size * 1.3 * pen->scale;
      put (pen, 8 * pen->scale, y + (height - left) / 2, part->label, styles[CT_PAPER_LINE].size, TRUE, column - 2 * pad);
      put (pen, column, y + pad, part->text, style->size, TRUE, pen->width - column - pad);
      frame (pen, y, height);
      return height;
    case CT_PAPER_BANNER:
      height = put (pen, pad, y + pad, part->text, style->size, TRUE, pen->width - 2 * pad) + 2 * pad;
      frame (pen, y, height);
      return height;
    case CT_PAPER_BULLET:
      put (pen, 0, y, "•", style->size, TRUE, 2 * pad);
      return put (pen, 1.5 * pad, y, part->text, style->size, FALSE, pen->width - 1.5 * pad);
    case CT_PAPER_STAMP:
      put (pen, pad, y + pad, part->text, style->size, FALSE, pen->width - 2 * pad);
      frame (pen, y, 90 * pen->scale);
      return 90 * pen->scale;
    case CT_PAPER_CODE:
      return put_code (pen, y, part->text);
    case CT_PAPER_NUMBER:
    case CT_PAPER_PHARMACY:
    case CT_PAPER_SMALL:
    case CT_PAPER_TITLE:
    case CT_PAPER_TEXT:
    case CT_PAPER_NAME:
    case CT_PAPER_HEADING:
      break;
    }
  return put (pen, 0, y, part->text, style->size, style->bold, pen->width);
}

/* Returns: where the last part ends */
static double
draw_parts (const CtPaper *self, const Pen *pen)
{
  double y = 0;

  for (guint i = 0; i < self->parts->len; i++)
    {
      const CtPaperPart *part = g_ptr_array_index (self->parts, i);

      y += styles[part->style].above * pen->scale;
      y += draw_part (pen, y, part);
      y += styles[part->style].below * pen->scale;
    }
  return y;
}

/* Behind the words, from corner to corner. */
static void
draw_watermark (const Pen *pen, const char *text, double height)
{
  g_autoptr (PangoLayout) layout = layout_of (pen, text, 72, TRUE, -1);
  int wide, high;

  pango_layout_set_width (layout, -1);
  pango_layout_get_size (layout, &wide, &high);
  cairo_save (pen->cairo);
  cairo_set_source_rgb (pen->cairo, 0.88, 0.88, 0.88);
  cairo_translate (pen->cairo, pen->width / 2, height / 2);
  cairo_rotate (pen->cairo, -G_PI / 4);
  cairo_move_to (pen->cairo, -(double) wide / PANGO_SCALE / 2, -(double) high / PANGO_SCALE / 2);
  pango_cairo_show_layout (pen->cairo, layout);
  cairo_restore (pen->cairo);
}

/**
 * ct_paper_draw:
 * @width, @height: of the page, in the units of @cairo: points
 *
 * Returns: how large the letters are, 1 as on A4; 0 when it does not fit, and then not all of it
 *   is there
 */
double
ct_paper_draw (const CtPaper *self, cairo_t *cairo, double width, double height)
{
  double page = width / A4_WIDTH, margin = MARGIN * page;
  Pen pen = { .cairo = cairo, .width = width - 2 * margin, .scale = MIN (1, page * LARGER), .measure = TRUE };
  double room = height - 2 * margin, foot, end;

  for (;; pen.scale *= STEP)
    {
      foot = put (&pen, 0, 0, self->foot, 8.5, FALSE, pen.width);
      end = draw_parts (self, &pen);
      if (end + foot + 10 * pen.scale <= room || pen.scale < LEAST)
        break;
    }
  pen.measure = FALSE;
  cairo_save (cairo);
  cairo_translate (cairo, margin, margin);
  if (self->watermark != NULL)
    draw_watermark (&pen, self->watermark, room);
  cairo_set_source_rgb (cairo, 0, 0, 0);
  draw_parts (self, &pen);
  cairo_set_line_width (cairo, 0.5 * pen.scale);
  cairo_move_to (cairo, 0, room - foot - 5 * pen.scale);
  cairo_rel_line_to (cairo, pen.width, 0);
  cairo_stroke (cairo);
  put (&pen, 0, room - foot, self->foot, 8.5, FALSE, pen.width);
  cairo_restore (cairo);
  return pen.scale < LEAST ? 0 : pen.scale;
}

static cairo_status_t
keep (void *closure, const unsigned char *data, unsigned int length)
{
  g_byte_array_append (closure, data, length);
  return CAIRO_STATUS_SUCCESS;
}

/**
 * ct_paper_to_pdf:
 * @papers: (element-type CtPaper): a page each
 *
 * In memory; no name stands in the file's properties.
 *
 * Returns: (transfer full): the file, its fonts in it; NULL with %CT_PAPER_ERROR_PAGE
 */
GBytes *
ct_paper_to_pdf (GPtrArray *papers, CtPaperSize size, GError **error)
{
  double width = size == CT_PAPER_A5 ? 419.53 : A4_WIDTH, height = size == CT_PAPER_A5 ? 595.28 : 841.89; /* ISO 216 */
  GByteArray *bytes = g_byte_array_new ();
  cairo_surface_t *surface = cairo_pdf_surface_create_for_stream (keep, bytes, width, height);
  cairo_t *cairo = cairo_create (surface);
  cairo_status_t status;
  gboolean fits = TRUE;

  cairo_pdf_surface_set_metadata (surface, CAIRO_PDF_METADATA_TITLE, "Comptoir");
  cairo_pdf_surface_set_metadata (surface, CAIRO_PDF_METADATA_CREATOR, "Comptoir " VERSION);
  for (guint i = 0; i < papers->len; i++)
    {
      fits &= ct_paper_draw (g_ptr_array_index (papers, i), cairo, width, height) > 0;
      cairo_show_page (cairo);
    }
  status = cairo_status (cairo);
  cairo_destroy (cairo);
  cairo_surface_finish (surface);
  if (status == CAIRO_STATUS_SUCCESS)
    status = cairo_surface_status (surface);
  cairo_surface_destroy (surface);
  if (status == CAIRO_STATUS_SUCCESS && fits)
    return g_byte_array_free_to_bytes (bytes);
  g_byte_array_unref (bytes);
  g_set_error_literal (error, CT_PAPER_ERROR, CT_PAPER_ERROR_PAGE, fits ? cairo_status_to_string (status) : "the answers do not fit on the page");
  return NULL;
}
