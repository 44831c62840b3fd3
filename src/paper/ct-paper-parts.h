/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Comptoir authors */

/* What a paper consists of; for those who draw it. */

#pragma once

#include "ct-paper.h"

G_BEGIN_DECLS

typedef enum
{
  CT_PAPER_PHARMACY,
  CT_PAPER_SMALL,
  CT_PAPER_BANNER,  /* framed, over the whole width */
  CT_PAPER_TITLE,
  CT_PAPER_TEXT,
  CT_PAPER_NAME,
  CT_PAPER_VERDICT, /* label, and the result in a frame */
  CT_PAPER_FINDING, /* the same, one of several */
  CT_PAPER_LINE,    /* label, and an answer beside it */
  CT_PAPER_HEADING,
  CT_PAPER_BULLET,
  CT_PAPER_STAMP,   /* an empty frame */
  CT_PAPER_NUMBER,  /* to be read from the other side of the room */
  CT_PAPER_CODE,    /* a QR code of the text */
} CtPaperStyle;

typedef struct
{
  CtPaperStyle style;
  char        *label; /* nullable */
  char        *text;
} CtPaperPart;

struct _CtPaper
{
  char      *language;
  char      *watermark; /* nullable: across the page */
  char      *foot;      /* at the end of the page */
  GPtrArray *parts;     /* of CtPaperPart */
};

CtPaper     *ct_paper_begin    (const char           *language,
                                const CtProfessional *professional,
                                gboolean              practice);
CtPaperPart *ct_paper_add      (CtPaper              *self,
                                CtPaperStyle          style,
                                char                 *text);
const char  *ct_paper_word     (const CtPaper        *self,
                                const char           *key);
void         ct_paper_add_line (CtPaper              *self,
                                const char           *key,
                                char                 *text);

G_END_DECLS
