// SPDX-License-Identifier: Apache-2.0
#pragma once

// OfflineVerdict: what each pipeline says of one document.

#include <optional>
#include <string>
#include <vector>

#include "host/gate/generation.h"

namespace postern::app {

// Outcome: a refusal that is no denial (collateral not at hand, wrong configuration, a failure) says nothing about the
// machine, so it is no verdict about it. Nor does it admit.
enum class Outcome { kAllow, kDeny, kCannotJudge };

// exit_code: 0, 1, 2.
int exit_code(Outcome outcome);

struct PipelineVerdict {
  std::string pipeline;
  attest::Verdict verdict;                  // of the chain
  std::optional<attest::Refusal> unmet;     // the first condition of `when` that does not hold
  attest::Trail steps;
  const attest::Refusal* refusal() const;   // of the chain, or the unmet one; nullptr: allowed
  Outcome outcome() const;
};

struct OfflineVerdict {
  std::string type;  // of the evidence, as it was given when it is not known
  attest::Time time;
  std::string sha256;  // of the document
  attest::ByteVector nonce, user_data;
  std::vector<PipelineVerdict> pipelines;
  std::optional<attest::Refusal> obstacle;  // what kept every pipeline from being asked

  // outcome: one pipeline that admits is enough; one that could not judge might have admitted.
  Outcome outcome() const;
};

// judge_offline: by every pipeline of the evidence's type, each distinct chain once.
OfflineVerdict judge_offline(const gate::Generation& generation, const attest::Evidence& evidence, attest::Time time);

// unjudged: the verdict when nobody could be asked, and why.
OfflineVerdict unjudged(std::string type, attest::Time time, attest::Refusal obstacle);

}  // namespace postern::app
