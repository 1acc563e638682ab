// SPDX-License-Identifier: Apache-2.0
#include "common/attdoc/tpm_claims.h"

namespace postern::attdoc {
namespace {

constexpr std::string_view kPcrClaims[tpm2::kPcrCount] = {
    "tpm.pcr.0",  "tpm.pcr.1",  "tpm.pcr.2",  "tpm.pcr.3",  "tpm.pcr.4",  "tpm.pcr.5",
    "tpm.pcr.6",  "tpm.pcr.7",  "tpm.pcr.8",  "tpm.pcr.9",  "tpm.pcr.10", "tpm.pcr.11",
    "tpm.pcr.12", "tpm.pcr.13", "tpm.pcr.14", "tpm.pcr.15", "tpm.pcr.16", "tpm.pcr.17",
    "tpm.pcr.18", "tpm.pcr.19", "tpm.pcr.20", "tpm.pcr.21", "tpm.pcr.22", "tpm.pcr.23"};

}  // namespace

std::vector<sdk::ClaimDecl> tpm_claim_decls() {
  std::vector<sdk::ClaimDecl> claims{{"tpm.ak.name", POSTERN_TYPE_BYTES},
                                     {"tpm.ak.trust", POSTERN_TYPE_TEXT},
                                     {"tpm.banks", POSTERN_TYPE_TEXT},
                                     {"tpm.eventlog.replayed", POSTERN_TYPE_BOOL},
                                     {"tpm.firmware.version", POSTERN_TYPE_INTEGER},
                                     {"tpm.clock.reset_count", POSTERN_TYPE_INTEGER},
                                     {"tpm.clock.restart_count", POSTERN_TYPE_INTEGER},
                                     {"tpm.measurements.set", POSTERN_TYPE_TEXT},
                                     {"tpm.measurements.warnings", POSTERN_TYPE_TEXT}};
  for (const std::string_view name : kPcrClaims) claims.push_back({name, POSTERN_TYPE_BYTES});
  return claims;
}

sdk::Result<void> state_tpm_claims(const sdk::Call& call, const tpm2::AttestationKey& key,
                                   std::string_view trust, const VerifiedDocument& document) {
  const tpm2::Attest& attest = document.quote().attest();
  POSTERN_CHECK(call.claim("tpm.ak.name", sdk::ByteView(key.name())));
  POSTERN_CHECK(call.claim("tpm.ak.trust", trust));
  POSTERN_CHECK(call.claim("tpm.banks", std::string_view(document.banks())));
  POSTERN_CHECK(call.claim_bool("tpm.eventlog.replayed", document.log() != nullptr));
  POSTERN_CHECK(call.claim_integer("tpm.firmware.version", static_cast<int64_t>(attest.firmware_version)));
  POSTERN_CHECK(call.claim_integer("tpm.clock.reset_count", attest.reset_count));
  POSTERN_CHECK(call.claim_integer("tpm.clock.restart_count", attest.restart_count));
  for (const auto& [pcr, value] : document.quote().pcrs().values())
    POSTERN_CHECK(call.claim(kPcrClaims[pcr], sdk::ByteView(value)));
  return {};
}

sdk::Result<void> state_measurement_claims(const sdk::Call& call, const tpm2::MeasurementMatch& match) {
  POSTERN_CHECK(call.claim("tpm.measurements.set", std::string_view(match.set)));
  const std::string warnings = match.warnings == 0 ? "" : tpm2::to_text(match.warnings);
  return call.claim("tpm.measurements.warnings", std::string_view(warnings));
}

}  // namespace postern::attdoc
