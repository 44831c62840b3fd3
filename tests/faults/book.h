/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Comptoir authors */

#pragma once

#include "ct-record-book.h"

CtRecordBook *book_open (const char  *folder,
                         GError     **error);
