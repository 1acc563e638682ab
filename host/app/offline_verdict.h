// SPDX-License-Identifier: Apache-2.0
#pragma once

// OfflineVerdict: what each pipeline says of one document, for people and as JSON.

#include <optional>
#include <string>
#include <vector>

#include "host/gate/generation.h"

namespace postern::app {

struct PipelineVerdict {
  std::string pipeline;
  attest::Verdict verdict;                  // of the chain
  std::optional<attest::Refusal> unmet;     // the first condition of `when` that does not hold
  bool is_allowed() const { return std::holds_alternative<std::shared_ptr<const attest::Verified>>(verdict) && !unmet; }
};

struct OfflineVerdict {
  std::string type;
  attest::Time time;
  std::vector<PipelineVerdict> pipelines;
  bool is_allowed() const;
};

// judge_offline: by every pipeline of the evidence's type, each distinct chain once.
OfflineVerdict judge_offline(const gate::Generation& generation, const attest::Evidence& evidence, attest::Time time);

// Nothing in the texts that a terminal would obey, whatever the evidence says.
std::string print_text(const OfflineVerdict& verdict);
std::string print_json(const OfflineVerdict& verdict);

}  // namespace postern::app
