/* SPDX-License-Identifier: Apache-2.0
 * A plugin that needs a function which nobody has. With lazy binding it would load and fail in the middle of a call. */
#include "postern/plugin.h"

postern_status a_function_that_nobody_has(void);

postern_status postern_plugin_entry_v1(const postern_host* host, postern_library* library) {
  if (host == NULL) return a_function_that_nobody_has();
  library->component_count = 0;
  return POSTERN_OK;
}
