// SPDX-License-Identifier: Apache-2.0
#include <algorithm>

#include "common/tpm2/check_measurements.h"
#include "common/tpm2/parse_measurements.h"
#include "fuzz/tpm2/require.h"
#include "support/software_ak.h"

using namespace postern;

namespace {

const tpm2::Time kNow = *tpm2::parse_time("2026-10-15T12:00:00Z");

// strange: a machine whose PCRs are values that no input can name but on purpose.
tpm2::VerifiedQuote strange() {
  const test::SoftwareAk ak(test::AkKind::kP256);
  test::PcrValues values = test::zero_pcrs(tpm2::HashAlgorithm::kSha256);
  for (auto& [pcr, bytes] : values)
    for (std::size_t i = 0; i < bytes.size(); ++i) bytes[i] = static_cast<std::byte>(0x9D ^ (31 * i + pcr));
  const sdk::ByteVector extra_data(32);
  const auto key = tpm2::PublicKey::from_pem(ak.pem());
  return tpm2::verify_quote(test::make_quote(ak, tpm2::HashAlgorithm::kSha256, values, extra_data),
                            key.value(), extra_data, 0)
      .take();
}

bool is_enforced(const tpm2::MeasurementSet& set) {
  return std::any_of(set.pcrs.begin(), set.pcrs.end(),
                     [](const auto& entry) { return !entry.second.warn_only; });
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, std::size_t size) {
  static const tpm2::VerifiedQuote machine = strange();
  const auto json = nlohmann::json::parse(data, data + size, nullptr, false);
  if (json.is_discarded()) return 0;
  const auto policy = tpm2::parse_measurements(json, "/measurements");
  if (!policy.ok()) {
    fuzz::require(policy.failure().status() == POSTERN_MISCONFIGURED, "refused as configuration");
    fuzz::require(policy.failure().subject().starts_with("/measurements"), "with a pointer to the key");
    return 0;
  }
  fuzz::require(!policy.value().sets.empty(), "there is a set");
  for (const auto& set : policy.value().sets) {
    fuzz::require(is_enforced(set), "each set enforces a PCR");
    for (const auto& [pcr, expectation] : set.pcrs)
      for (const auto& value : expectation.expected)
        fuzz::require(pcr < tpm2::kPcrCount && value.size() == 32, "PCRs 0 to 23, whole digests");
  }
  const auto match = tpm2::check_measurements(machine, policy.value(), kNow);
  fuzz::require(!match.ok(), "a strange machine is never accepted");
  return 0;
}
