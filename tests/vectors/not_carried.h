// SPDX-License-Identifier: Apache-2.0
#pragma once

// Negative cases that no document of a type that a plugin judges can show, and why. Their evidence as such is judged by
// vector_runner.

#include <string>
#include <vector>

namespace postern::vectors {

struct NotCarried {
  std::string kind, pattern;  // see expected_codes.h
  std::string why;
  std::string instead = {};  // code of the refusal of a document that carries the evidence all the same; empty: none does
};

inline constexpr const char* kForeignNonce = "the quote was made for no document, and its nonce is checked before its PCRs and its log";

inline constexpr const char* kOtherIssuer = "issuers that do not fit are fetched; without a source the gate cannot judge";
inline constexpr const char* kNoCollateral = "COLLATERAL_UNAVAILABLE";

inline const std::vector<NotCarried>& not_carried() {
  static const std::vector<NotCarried> all{
      {"tdx-quote", "*", "no plugin judges TDX"},
      {"azure-vtpm-quote", "*-hcl-*", "documents carry report and runtime data without the blob around them"},
      {"azure-vtpm-quote", "*-nonce-*", kForeignNonce},
      {"azure-vtpm-quote", "*-pcr-*", kForeignNonce},
      {"tpm-quote", "*-nonce-flip", kForeignNonce},
      {"tpm-quote", "*-pcr-*", kForeignNonce},
      {"tpm-quote", "neg-aws-nitrotpm-sha384-*", "a document has a SHA-256 quote of the same key, and the case has none"},
      {"gce", "*-wrong-nonce", kForeignNonce},
      {"gce", "*-pcr0-flip", kForeignNonce},
      {"gce", "*-eventlog-flip", kForeignNonce},
      {"tpm-eventlog", "*-empty", "a document has an event log or none, never an empty one"},
      {"snp-report", "neg-milan-v2-vcek-empty", "a document without a report is malformed before there is a report to judge", "EVIDENCE_MALFORMED"},
      {"snp-report", "neg-combo-asvk-instead-of-ask", kOtherIssuer, kNoCollateral},
      {"snp-report", "neg-combo-turin-with-genoa-chain", kOtherIssuer, kNoCollateral},
      {"snp-report", "neg-combo-wrong-product-chain", kOtherIssuer, kNoCollateral},
      {"snp-report", "*debug-policy", "no document has the data that the report is bound to, and policy is asked after that"},
  };
  return all;
}

}  // namespace postern::vectors
