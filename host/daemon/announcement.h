// SPDX-License-Identifier: Apache-2.0
#pragma once

// announce: what a configuration brings, for the log: plugins, whom it may contact, pipelines.

#include "host/attest/journal.h"
#include "host/gate/resolved.h"

namespace postern::app {

// announce: everything. announce_new: only the plugins that `before` does not have in this version.
void announce(const gate::Resolved& resolved, attest::Journal& journal);
void announce_new(const gate::Resolved& resolved, const gate::Resolved& before, attest::Journal& journal);

}  // namespace postern::app
