/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Comptoir authors */

#pragma once

#include "ct-catalog.h"
#include "ct-entry.h"
#include "ct-record.h"

CtCatalog *sample_catalog (void);
CtEntry   *sample_entry   (void);
CtRecord  *sample_record  (CtEntry *entry);
GDateTime *sample_now     (void);
