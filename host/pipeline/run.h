// SPDX-License-Identifier: Apache-2.0
#pragma once

// run: one request through one pipeline: conditions, backends, completeness; and the undoing when it fails.

#include <variant>

#include "host/attest/journal.h"
#include "host/pipeline/pipeline.h"

namespace postern::pipeline {

using Outcome = std::variant<Ticket, attest::Refusal>;

// run: the ticket, or why there is none. Whatever an earlier backend created outside has then been revoked, last
// first, also when an exception ends it; a revocation that fails is an "effect-not-revoked" event in the journal.
Outcome run(const Pipeline& pipeline, const Request& request, const attest::Verified& verified, attest::Time now,
            attest::Journal& journal);

}  // namespace postern::pipeline
