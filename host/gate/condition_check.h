// SPDX-License-Identifier: Apache-2.0
#pragma once

// check_conditions: whether each `when` of a pipeline tests a claim that is proven, in a way that its type allows, and
// whether some value of the claim meets all that is asked of it.

#include "host/gate/link_check.h"

namespace postern::gate {

// CLAIM_UNPROVEN, CLAIM_TYPE_MISMATCH, VALUE_INVALID, CONDITION_NEVER_HOLDS.
void check_conditions(const config::PipelineEntry& entry, const Proof& proof, const PipelineReport& report);

}  // namespace postern::gate
