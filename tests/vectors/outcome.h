// SPDX-License-Identifier: Apache-2.0
#pragma once

// Outcome: what the code under test said about one case, before anybody compares it with what it should have said.

#include <string>
#include <vector>

#include "postern/sdk/result.h"
#include "vectors/manifest.h"

namespace postern::vectors {

struct Outcome {
  // code, text: of the refusal of the evidence as such (form, signatures, chains, bindings); empty when accepted.
  std::string code, text;
  // policy_code, policy_text: of the refusal by the default policy, where the kind has one; empty when it accepts.
  std::string policy_code, policy_text;
  // differences: facts of the manifest that our parsers see otherwise.
  std::vector<std::string> differences;
  // untrusted_data: whether event data was set aside because no digest covers it.
  bool untrusted_data = false;
  // note: what of the case was not looked at, for the report.
  std::string note;
  // skip: why this case is not judged at all; there is no code for it.
  std::string skip;
};

// refused: the failure as an outcome. Only a denial and collateral that cannot be had are refusals of the case: throws
// BrokenCase for a failure of any other class (internal, misconfigured).
Outcome refused(const sdk::Failure& failure);

// skipped: there is no code for the case.
inline Outcome skipped(std::string why) {
  Outcome outcome;
  outcome.skip = std::move(why);
  return outcome;
}

// differences: the members of facts that found has too, with another value; deep, with paths like "quote.clock".
// Members that found does not have are not looked at.
std::vector<std::string> differences(const Json& found, const Json& facts, const std::string& path = "");

}  // namespace postern::vectors

// VECTORS_TRY(name, expression): name = value of a Result, or return its Failure as the case's outcome.
#define VECTORS_TRY(name, expression)                                            \
  auto name##_result = (expression);                                             \
  if (!name##_result.ok()) return vectors::refused(name##_result.failure());     \
  auto name = name##_result.take()
#define VECTORS_CHECK(expression) \
  if (auto check_result = (expression); !check_result.ok()) return vectors::refused(check_result.failure())
