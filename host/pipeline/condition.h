// SPDX-License-Identifier: Apache-2.0
#pragma once

// Condition: a test of one verified claim (`when` in the pipeline file).

#include <optional>
#include <string>
#include <vector>

#include "host/attest/claims.h"
#include "host/attest/reason.h"

namespace postern::pipeline {

struct Condition {
  std::string claim;
  std::vector<attest::Value> one_of;  // equals one of these; empty: not tested. Bytes are compared as lower-case hex.
  std::optional<int64_t> min, max;    // integers only
};

// expectation: what it wants, for people: "8 or 9, at least 115".
std::string expectation(const Condition& condition);

// check_condition: nothing when the claim is proven and fits, else POLICY_UNSATISFIED. A missing claim never fits.
std::optional<attest::Refusal> check_condition(const Condition& condition, const attest::Claims& claims);

}  // namespace postern::pipeline
