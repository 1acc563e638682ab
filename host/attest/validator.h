// SPDX-License-Identifier: Apache-2.0
#pragma once

// Validator: one step of a chain, as the core sees it. The adapter in host/plugin implements it over the contract.

#include <chrono>
#include <optional>
#include <string>

#include "host/attest/bindings.h"
#include "host/attest/claims.h"
#include "host/attest/reason.h"
#include "host/attest/trail.h"

namespace postern::attest {

using Time = std::chrono::sys_time<std::chrono::nanoseconds>;

// Evidence: what a peer presented, and what the gate expects it to be bound to.
struct Evidence {
  std::string type;        // name of the evidence type
  ByteVector document;     // not trusted
  ByteVector nonce;        // the gate's, 32 bytes
  ByteVector channel_key;  // SHA-256 of the DER SubjectPublicKeyInfo of the peer's TLS key
  std::string address = {};  // of the peer, for records; may be empty
};

// StepReport: what one validator answered. Claims and bindings count only when there is no refusal.
struct StepReport {
  std::optional<Refusal> refusal = internal(POSTERN_REASON_PLUGIN_FAULT, "no verdict");
  Claims claims;
  Bindings bindings;
  std::chrono::nanoseconds took{0};  // for the record, as what was fetched
  std::vector<Fetched> fetched = {};
};

// StepContext: what a step may read: the time of judgement and what earlier steps proved.
struct StepContext {
  Time now;
  std::string request_id;
  std::chrono::nanoseconds timeout;
  const Claims& claims;
  const Bindings& bindings;
};

class Validator {
 public:
  virtual ~Validator() = default;
  virtual const std::string& name() const = 0;
  virtual Origin origin() const { return {}; }

  // bindings_out, bindings_in: POSTERN_BINDING_BITs that it promises to prove when it allows, and that it needs.
  virtual uint32_t bindings_out() const = 0;
  virtual uint32_t bindings_in() const = 0;

  // validate: blocks for at most context.timeout. Thread-safe.
  virtual StepReport validate(const Evidence& evidence, const StepContext& context) = 0;
};

}  // namespace postern::attest
