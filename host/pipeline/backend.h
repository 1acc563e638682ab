// SPDX-License-Identifier: Apache-2.0
#pragma once

// Backend: one step that contributes to a ticket, as the core sees it. host/plugin implements it over the contract.

#include <chrono>
#include <optional>
#include <string>
#include <vector>

#include "host/attest/chain.h"
#include "host/pipeline/effect_ledger.h"
#include "host/pipeline/request.h"
#include "host/pipeline/ticket.h"

namespace postern::pipeline {

struct FieldDeclaration {
  std::string name;
  uint32_t type = 0;
  bool secret = false;
  bool repeated = false;
  bool internal = false;  // for later steps only; never in a ticket
};

// Contribution: what one backend answered. Fields count only without a refusal; effects count in every case, since
// they were announced before anything was created.
struct Contribution {
  std::optional<attest::Refusal> refusal = attest::internal(POSTERN_REASON_PLUGIN_FAULT, "no answer");
  std::vector<TicketField> fields;
  std::vector<Effect> effects;
  std::chrono::nanoseconds took{0};  // for the record
};

struct BackendContext {
  attest::Time now;
  std::chrono::nanoseconds timeout;
  std::string role;                 // granted by the pipeline
  std::vector<std::string> wanted;  // names of the fields that may be emitted
  const std::vector<TicketField>* earlier = nullptr;  // what earlier steps emitted; not kept beyond the call
};

class Backend {
 public:
  virtual ~Backend() = default;
  virtual const std::string& name() const = 0;
  virtual attest::Origin origin() const { return {}; }
  virtual const std::vector<FieldDeclaration>& fields_out() const = 0;
  // fields_in: names of fields of earlier steps that this one reads.
  virtual std::vector<std::string> fields_in() const { return {}; }

  // contribute, revoke: block for at most context.timeout; thread-safe.
  virtual Contribution contribute(const Request& request, const attest::Verified& verified,
                                  const BackendContext& context) = 0;
  // revoke: undoes the effect, and settles its entry in the ledger, unless the effect is unfinished.
  virtual std::optional<attest::Refusal> revoke(const Effect& effect, const BackendContext& context) = 0;

  // revoke_later: has it revoked in the background. keep: its ticket has been handed over: it is the machine's now.
  // Neither blocks.
  virtual void revoke_later(const Effect&) {}
  virtual void keep(const Effect&) {}
};

}  // namespace postern::pipeline
