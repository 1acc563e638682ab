// SPDX-License-Identifier: Apache-2.0
#include "host/pipeline/condition.h"

#include <algorithm>

namespace postern::pipeline {
namespace {

bool equals(const attest::Value& wanted, const attest::Value& found) {
  if (std::holds_alternative<attest::ByteVector>(found))
    return std::holds_alternative<std::string>(wanted) && std::get<std::string>(wanted) == attest::print(found);
  return wanted == found;
}

bool fits(const Condition& condition, const attest::Value& value) {
  if (condition.one_of.empty() && !condition.min && !condition.max) return false;
  if (!condition.one_of.empty() &&
      std::none_of(condition.one_of.begin(), condition.one_of.end(),
                   [&](const attest::Value& wanted) { return equals(wanted, value); }))
    return false;
  if (!condition.min && !condition.max) return true;
  const int64_t* number = std::get_if<int64_t>(&value);
  if (number == nullptr) return false;
  return (!condition.min || *number >= *condition.min) && (!condition.max || *number <= *condition.max);
}

}  // namespace

std::string expectation(const Condition& condition) {
  std::string text;
  for (const attest::Value& value : condition.one_of) text += (text.empty() ? "" : " or ") + attest::print(value);
  if (condition.min) text += (text.empty() ? "at least " : ", at least ") + std::to_string(*condition.min);
  if (condition.max) text += (text.empty() ? "at most " : ", at most ") + std::to_string(*condition.max);
  return text;
}

std::optional<attest::Refusal> check_condition(const Condition& condition, const attest::Claims& claims) {
  const attest::Claim* claim = claims.find(condition.claim);
  if (claim != nullptr && fits(condition, claim->value)) return std::nullopt;
  attest::Refusal refusal = attest::denied(POSTERN_REASON_POLICY_UNSATISFIED, "a `when` condition is not met");
  refusal.reason.subject = condition.claim;
  refusal.reason.expected = expectation(condition);
  refusal.reason.observed = claim == nullptr ? "not proven" : attest::print(claim->value);
  refusal.reason.peer_text = "this machine does not meet a condition of its pipeline";
  return refusal;
}

}  // namespace postern::pipeline
