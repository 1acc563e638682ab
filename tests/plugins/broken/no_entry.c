/* SPDX-License-Identifier: Apache-2.0
 * A shared library that is no plugin. Loading it would end the process. */
#include <stdlib.h>

#include "postern/plugin.h"

static void loaded(void) __attribute__((constructor));
static void loaded(void) { abort(); }

POSTERN_EXPORT int something_else(void);
int something_else(void) { return 0; }
