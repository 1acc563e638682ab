// SPDX-License-Identifier: Apache-2.0
#pragma once

// What a configuration holds and does not use, and what it names in two ways.

#include "host/gate/resolved.h"

namespace postern::gate {

// check_unused: a warning INSTANCE_UNUSED for each instance that no pipeline uses, PLUGIN_UNUSED for each plugin that
// no instance uses.
void check_unused(const Resolved& resolved, config::Diagnostics& out);

// check_oids: one evidence type has one OID, whichever validator names it. EVIDENCE_OID_CONFLICT.
void check_oids(const Resolved& resolved, config::Diagnostics& out);

}  // namespace postern::gate
