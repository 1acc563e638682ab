// SPDX-License-Identifier: Apache-2.0
#pragma once

// run: one request through one pipeline: conditions, backends, completeness; and the undoing when it fails.

#include <functional>
#include <variant>

#include "host/attest/journal.h"
#include "host/pipeline/pipeline.h"
#include "host/pipeline/undo.h"

namespace postern::pipeline {

using Outcome = std::variant<Ticket, attest::Refusal>;

// Witness: sees a request's way to its ticket. seal, when given, is asked last, with the names of the finished ticket's
// fields: its refusal undoes the ticket like a backend's. trail, when given, receives each backend that was asked.
struct Witness {
  std::function<std::optional<attest::Refusal>(const std::vector<std::string>& fields)> seal = nullptr;
  attest::Trail* trail = nullptr;
};

// run: the ticket, or why there is none. Whatever an earlier backend created outside has then been revoked, last
// first, also when an exception ends it. What was created for a ticket stays only if its undo->keep() is called.
Outcome run(const Pipeline& pipeline, const Request& request, const attest::Verified& verified, attest::Time now,
            attest::Journal& journal, const Witness& witness = {});

}  // namespace postern::pipeline
