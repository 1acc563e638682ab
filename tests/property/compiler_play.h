// SPDX-License-Identifier: Apache-2.0
#pragma once

// A pipeline that the compiler accepted, played by actors that do what their components declare.

#include <string>
#include <vector>

#include "host/gate/resolved.h"
#include "property/random.h"

namespace postern::property {

// play: judges a machine and answers its request once; who warns, who is unavailable and which protocol asks are
// random. "" when it got its ticket and nobody missed anything, else what went wrong.
std::string play(const gate::Resolved& resolved, const config::PipelineEntry& entry, Random& random);

// is_reached: whether a request that fits the pipeline is routed to it.
bool is_reached(const std::vector<config::PipelineEntry>& all, const config::PipelineEntry& entry);

}  // namespace postern::property
