// SPDX-License-Identifier: Apache-2.0
#pragma once

// Pipeline: which chain and which backends answer one kind of request. Immutable once built.

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "host/attest/chain.h"
#include "host/pipeline/backend.h"
#include "host/pipeline/condition.h"

namespace postern::pipeline {

struct Match {
  std::string evidence;  // name of the evidence type
  std::string request;   // kind of request
  std::string role;      // role that is granted to, and must be asked for by, the request; empty: none applies

  // catches: whether a request of this kind and asked role comes here. A request that asks for no role is a worker's.
  bool catches(std::string_view evidence_type, std::string_view kind, std::string_view asked_role) const;
};

// BackendStep: alternatives are tried in order while the earlier ones are unavailable, never after a denial.
struct BackendStep {
  std::vector<std::shared_ptr<Backend>> alternatives;
  std::chrono::nanoseconds timeout = std::chrono::seconds(10);
};

struct Pipeline {
  std::string name;
  Match match;
  std::vector<Condition> when;  // all must hold
  attest::Chain chain;
  std::vector<BackendStep> backends;
  std::vector<std::string> ticket;  // fields that must be produced; empty: whatever the backends give
};

// route: the first pipeline in file order that catches the request, or nullptr. There is no fall-through.
const Pipeline* route(const std::vector<Pipeline>& pipelines, std::string_view evidence_type,
                      std::string_view kind, std::string_view asked_role);

}  // namespace postern::pipeline
