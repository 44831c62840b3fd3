/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Comptoir authors */

#pragma once

#include "ct-record-book.h"

CtSecretBytes *book_key  (void);
CtRecordBook *book_open (const char  *folder,
                         GError     **error);
