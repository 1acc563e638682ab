// SPDX-License-Identifier: Apache-2.0
#include "vectors/document_case.h"
#include "vectors/judges.h"

namespace postern::vectors {
namespace {

std::string claim_text(const attest::Verified& verified, const char* name) {
  const attest::Claim* claim = verified.claims().find(name);
  return claim == nullptr ? "(no claim)" : attest::print(claim->value);
}

void compare_warnings(const attest::Verified& verified, const Json& facts, Outcome& outcome) {
  if (!facts.contains("warn_only_pcr_mismatches")) return;
  std::string expected;
  for (const Json& pcr : facts["warn_only_pcr_mismatches"]) expected += (expected.empty() ? "" : ",") + pcr.dump();
  const std::string found = claim_text(verified, "tpm.measurements.warnings");
  if (found != expected)
    outcome.differences.push_back("warn_only_pcr_mismatches: the manifest says " + expected + ", found " + found);
}

Outcome to_outcome(const attest::Verdict& verdict, const Json& facts) {
  Outcome outcome;
  if (const auto* refusal = std::get_if<attest::Refusal>(&verdict)) {
    if (refusal->cls != attest::RefusalClass::kDenied && refusal->cls != attest::RefusalClass::kRetryable)
      throw BrokenCase("no verdict but: " + std::string(attest::class_name(refusal->cls)) + ": " + describe(*refusal));
    outcome.code = refusal->reason.code;
    outcome.text = describe(*refusal);
    return outcome;
  }
  compare_warnings(*std::get<0>(verdict), facts, outcome);
  return outcome;
}

}  // namespace

Outcome judge_constellation_attdoc(const CaseContext& context) {
  const std::string variant = variant_of(context);
  const auto request = document_case(context);
  if (!request) return skipped("there is no code for " + variant + " yet");
  Outcome outcome = to_outcome(judge_document(*request), context.vector.facts);
  for (std::string& one : differences({{"nonce_hex", sdk::to_hex(request->nonce)}, {"variant", variant}}, context.vector.facts))
    outcome.differences.push_back(std::move(one));
  return outcome;
}

}  // namespace postern::vectors
