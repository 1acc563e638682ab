/* SPDX-License-Identifier: Apache-2.0
 * A library that speaks only another major version of the contract. */
#include "postern/plugin.h"

POSTERN_EXPORT int postern_plugin_entry_v2(void);
int postern_plugin_entry_v2(void) { return 0; }
