/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Comptoir authors */

#pragma once

#include "ct-field.h"

G_BEGIN_DECLS

typedef enum
{
  CT_ISSUE_REQUIRED,
  CT_ISSUE_CHOOSE,
  CT_ISSUE_NAME,
  CT_ISSUE_DATE,
  CT_ISSUE_BORN_LATER,
  CT_ISSUE_BORN_LONG_AGO,
  CT_ISSUE_NIR_LENGTH,
  CT_ISSUE_NIR_SHAPE,
  CT_ISSUE_NIR_KEY,
  CT_ISSUE_NIR_SEX,
  CT_ISSUE_NIR_BIRTH,
  CT_ISSUE_POSTAL_CODE,
  CT_ISSUE_POSTAL_UNKNOWN,
  CT_ISSUE_POSTAL_TOWN,
  CT_ISSUE_INSEE,
  CT_ISSUE_COUNTRY,
  CT_ISSUE_PHONE,
  CT_ISSUE_PHONE_LANDLINE,
  CT_ISSUE_EMAIL,
  CT_ISSUE_UNREACHABLE,
  CT_ISSUE_KIT,
  CT_ISSUE_KIT_EXPIRED,
  CT_ISSUE_LOT,
  CT_ISSUE_NOT_LOOKED_FOR,
  CT_ISSUE_TEXT,
  CT_ISSUE_TIME,
  CT_ISSUE_SAMPLED_LATER,
  CT_ISSUE_SAMPLED_BEFORE_BIRTH,
  CT_ISSUE_SAMPLED_LONG_AGO,
  CT_ISSUE_ONSET_LATER,
  CT_ISSUE_ONSET_WITHOUT,
  CT_ISSUE_MINOR,
  CT_ISSUE_VERY_OLD,
  CT_ISSUE_ONSET_LONG_AGO,
  CT_ISSUE_TESTED_TODAY,
  CT_ISSUE_LIKE_KNOWN,
  CT_ISSUE_KIT_LEFT,
  CT_ISSUE_FAR,
  CT_ISSUE_TWIN,
  CT_ISSUE_FROM_SERVICE,
  CT_ISSUE_CONFLICT,
  CT_ISSUE_STUCK,
  CT_N_ISSUES
} CtIssueCode;

typedef struct
{
  CtField     field;
  CtIssueCode code;
  char       *detail; /* nullable: stands for {} in the text */
} CtIssue;

CtIssue    *ct_issue_new        (CtField        field,
                                 CtIssueCode    code,
                                 const char    *detail);
void        ct_issue_free       (CtIssue       *self);
gboolean    ct_issue_is_warning (const CtIssue *self);
gboolean    ct_issue_is_doubt   (const CtIssue *self);
const char *ct_issue_template   (const CtIssue *self);
char       *ct_issue_fill       (const CtIssue *self,
                                 const char    *template);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (CtIssue, ct_issue_free)

G_END_DECLS
