// SPDX-License-Identifier: Apache-2.0
#pragma once

// Backend: one step that contributes to a ticket, as the core sees it. host/plugin implements it over the contract.

#include <chrono>
#include <optional>
#include <string>
#include <vector>

#include "host/attest/chain.h"
#include "host/pipeline/request.h"
#include "host/pipeline/ticket.h"

namespace postern::pipeline {

struct FieldDeclaration {
  std::string name;
  uint32_t type = 0;
  bool secret = false;
  bool repeated = false;
};

// Contribution: what one backend answered. Fields count only without a refusal; effects count in every case, since
// they were announced before anything was created.
struct Contribution {
  std::optional<attest::Refusal> refusal = attest::internal(POSTERN_REASON_PLUGIN_FAULT, "no answer");
  std::vector<TicketField> fields;
  std::vector<std::string> effects;
};

struct BackendContext {
  attest::Time now;
  std::chrono::nanoseconds timeout;
  std::string role;                 // granted by the pipeline
  std::vector<std::string> wanted;  // names of the ticket fields that may be emitted
};

class Backend {
 public:
  virtual ~Backend() = default;
  virtual const std::string& name() const = 0;
  virtual const std::vector<FieldDeclaration>& fields_out() const = 0;

  // contribute, revoke: block for at most context.timeout; thread-safe.
  virtual Contribution contribute(const Request& request, const attest::Verified& verified,
                                  const BackendContext& context) = 0;
  virtual std::optional<attest::Refusal> revoke(const std::string& effect, const BackendContext& context) = 0;
};

}  // namespace postern::pipeline
