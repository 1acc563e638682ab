// SPDX-License-Identifier: Apache-2.0
#pragma once

// check_pipelines: whether the pipelines of a resolved file can work: every step exists and comes in order, the chain is
// tied to the channel, what a step or condition needs is proven before, and every ticket field has one producer.

#include "host/gate/resolved.h"

namespace postern::gate {

void check_pipelines(const Resolved& resolved, config::Diagnostics& out);

}  // namespace postern::gate
