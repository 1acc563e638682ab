// SPDX-License-Identifier: Apache-2.0
#pragma once

// Chain: the validators that judge one kind of evidence, in order, and the decision over their reports.
// Pure: no clock, no input, no output but through the validators.

#include <chrono>
#include <memory>
#include <string>
#include <variant>
#include <vector>

#include "host/attest/validator.h"

namespace postern::attest {

enum class StepMode {
  kEnforce,
  kWarn,  // a refusal becomes a warning and the step proves nothing; only where the operator wrote it
};

struct ChainStep {
  std::shared_ptr<Validator> validator;
  StepMode mode = StepMode::kEnforce;
  std::chrono::nanoseconds timeout = std::chrono::seconds(10);
};

struct Chain {
  std::vector<ChainStep> steps;

  // same_as: whether judging by one is judging by the other.
  bool same_as(const Chain& other) const;
};

// Verified: what a chain proved. Only judge() makes one, so whoever holds one holds a verdict.
class Verified {
 public:
  const Claims& claims() const { return claims_; }
  const Bindings& bindings() const { return bindings_; }
  const std::vector<Refusal>& warnings() const { return warnings_; }
  const Evidence& evidence() const { return evidence_; }  // without the document, which has been let go

 private:
  friend class Judging;
  Verified() = default;
  Evidence evidence_;
  Claims claims_;
  Bindings bindings_;
  std::vector<Refusal> warnings_;
};

using Verdict = std::variant<std::shared_ptr<const Verified>, Refusal>;

// judge: runs the chain. Allowed only when every enforced step allowed and kept its promises, the nonce and the
// channel key were proven and equal the evidence's, and no step contradicted another. An empty chain refuses.
// trail, when given, receives what happened at each step that was reached.
Verdict judge(const Chain& chain, const Evidence& evidence, Time now, const std::string& request_id,
              Trail* trail = nullptr);

}  // namespace postern::attest
