// SPDX-License-Identifier: Apache-2.0
#pragma once

// Judgement: whether what the code under test said about a case is what the manifest demands.

#include "vectors/expected_codes.h"
#include "vectors/outcome.h"

namespace postern::vectors {

enum class Result { kPass, kFail, kSkip };

struct Judgement {
  Result result = Result::kFail;
  std::string reason;
};

// judge: verdicts mean what the manifest's verdict_terms say:
//   valid               accepted; the default policy accepts too, unless the case itself says that VMPL 0 is what it lacks
//   parse-only, binding-valid   accepted, as far as the kind's code went
//   invalid             refused, by the checks of the evidence or by the default policy
//   invalid-by-policy   accepted by the checks of the evidence, refused by the default policy
//   invalid-event-data  accepted, with event data set aside that no digest covers
// A refusal counts only with an expected code. Facts that our parsers see otherwise are a FAIL with any verdict.
Judgement judge(const VectorCase& vector, const Outcome& outcome, const Expectation& expectation);

}  // namespace postern::vectors
