// SPDX-License-Identifier: Apache-2.0
//
// Whatever parses as a policy asks for a minimum TCB, and allows no more than its keys say; a machine that its host
// can debug and whose firmware is of level zero shows that the checks do what was parsed.

#include <algorithm>
#include <stdexcept>

#include "common/snp/check_report.h"
#include "common/snp/parse_policy.h"
#include "common/snp/verify_evidence.h"
#include "fuzz/tpm2/require.h"
#include "support/amd_report.h"

using namespace postern;

namespace {

constexpr uint64_t kDebugGuest = 0xB0000;  // SMT, the bit that must be one, DEBUG
constexpr snp::PolicyRules kAzure{.allows_maa_fallback = true, .needs_launch_identity = true};

// worst: genuine, and as bad as a genuine machine can be.
snp::VerifiedReport worst() {
  const test::AmdPki pki(test::AmdProduct::kMilan);
  const test::TcbParts nothing{.fmc = 0, .bootloader = 0, .tee = 0, .snp = 0, .microcode = 0};
  auto parts = test::good_report(pki.product(), 3, test::VekKind::kVcek, nothing);
  parts.policy = kDebugGuest;
  const auto report = test::write_report(parts, pki.vek_key(test::VekKind::kVcek));
  const auto vek = test::write_certificate(pki.vek({.spl = nothing})), ask = test::write_certificate(pki.ask()),
             ark = test::write_certificate(pki.ark());
  snp::HardwareTrust trust;
  trust.now = x509::Time(std::chrono::seconds(test::kPkiNow));
  trust.roots = {snp::RootPin{}};
  const auto pin = pki.root_pin();
  std::copy(pin.begin(), pin.end(), trust.roots[0].pin.bytes.begin());
  auto verified = snp::verify_evidence({report, vek.der, {ask.der, ark.der}, std::nullopt}, trust);
  if (!verified.ok()) throw std::logic_error(verified.failure().code());
  return verified.take();
}

bool says_true(const nlohmann::json& keys, const char* key) { return keys.contains(key) && keys[key] == true; }

bool asks_nothing(const snp::TcbVersion& minimum) {
  return minimum.bootloader == 0 && minimum.tee == 0 && minimum.snp == 0 && minimum.microcode == 0;
}

// asks_nothing: of a Milan; only zeros that were written out can make it so.
bool asks_nothing(const snp::SnpPolicy& policy) {
  if (policy.minimum_tcb && !asks_nothing(*policy.minimum_tcb)) return false;
  if (!policy.tcb_floor) return true;
  const auto entry = policy.tcb_floor->minimum.find(snp::Silicon::kMilan);
  return entry != policy.tcb_floor->minimum.end() && asks_nothing(entry->second);
}

void require_sizes(const std::vector<sdk::ByteVector>& values, std::size_t size) {
  for (const auto& value : values) fuzz::require(value.size() == size, "values have their size");
}

void require_sound(const snp::SnpPolicy& policy, const nlohmann::json& keys, const snp::PolicyRules& rules) {
  fuzz::require(policy.minimum_tcb || policy.tcb_floor, "there is a minimum TCB");
  fuzz::require(!policy.tcb_floor || !policy.tcb_floor->minimum.empty(), "a floor names a processor");
  fuzz::require(policy.allow_debug == says_true(keys, "allow_debug"), "debug is allowed by its key only");
  fuzz::require(policy.allow_migration_agent == says_true(keys, "allow_migration_agent"), "so are migration agents");
  fuzz::require(!policy.vmpls.empty() && *policy.vmpls.rbegin() <= 3, "privilege levels 0 to 3, at least one");
  fuzz::require(keys.contains("vmpl") || policy.vmpls == std::set<uint32_t>{0}, "other levels by their key only");
  fuzz::require(policy.id_key_enforcement == snp::IdKeyEnforcement::kEqual || keys.contains("id_key_enforcement"),
                "keys are compared unless told otherwise");
  fuzz::require(policy.id_key_enforcement != snp::IdKeyEnforcement::kMaaFallback || rules.allows_maa_fallback,
                "tokens where they can be checked only");
  fuzz::require(!rules.needs_launch_identity || policy.compares_keys() || !policy.launch_measurements.empty(),
                "the launch is identified");
  require_sizes(policy.launch_measurements, 48);
  require_sizes(policy.id_key_digests, 48);
  require_sizes(policy.author_key_digests, 48);
  require_sizes(policy.host_data, 32);
}

void try_rules(std::string_view text, const snp::PolicyRules& rules) {
  static const snp::VerifiedReport machine = worst();
  auto reader = sdk::JsonConfig::parse(text);
  if (!reader.ok()) return;
  const auto policy = snp::parse_policy(reader.value(), rules);
  if (!policy.ok()) {
    fuzz::require(policy.failure().status() == POSTERN_MISCONFIGURED, "refused as configuration");
    fuzz::require(policy.failure().subject().starts_with("/"), "with a pointer to the key");
    return;
  }
  require_sound(policy.value(), nlohmann::json::parse(text), rules);
  if (snp::check_report(machine, policy.value()).ok())
    fuzz::require(policy.value().allow_debug && asks_nothing(policy.value()), "the worst machine, by demand only");
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  try_rules(text, {});
  try_rules(text, kAzure);
  return 0;
}
