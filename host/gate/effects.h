// SPDX-License-Identifier: Apache-2.0
#pragma once

// Effects of backends, as a configuration has them: who revokes what, and where it is written down.

#include <memory>

#include "host/gate/generation.h"

namespace postern::gate {

// owner_of: the backend of the generation that revokes the intent's effect: the instance of that name when it still is
// the same component of the same plugin; nullptr when no pipeline has it.
std::shared_ptr<pipeline::Backend> owner_of(const pipeline::Intent& intent, const Generation& generation);

// check_effects: warns when a pipeline has backends that make something outside, and [effects] names no directory.
void check_effects(const Resolved& resolved, config::Diagnostics& out);

}  // namespace postern::gate
