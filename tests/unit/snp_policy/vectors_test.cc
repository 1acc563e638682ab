// SPDX-License-Identifier: Apache-2.0
//
// Reports of real machines against the policy; skipped where the vectors are not there.

#include "common/snp/check_report.h"
#include "common/snp/verify_evidence.h"
#include "support/vector_case.h"
#include "unit/tpm2/failure_matchers.h"

namespace postern::snp {
namespace {

using test::DeniedWith;
using test::Succeeds;

constexpr x509::Time kAugust2025{std::chrono::seconds(1754006400)};

class RealReports : public ::testing::Test {
 protected:
  void SetUp() override {
    auto cases = test::load_vectors("snp-report");
    if (!cases) GTEST_SKIP() << "no vectors";
    cases_ = std::move(*cases);
  }
  VerifiedReport verified(const std::string& name) const {
    for (const test::VectorCase& each : cases_) {
      if (each.id != "snp-report/" + name) continue;
      const auto report = each.read_bytes("report.bin"), vek = each.read_bytes("vek.der"),
                 ask = each.read_bytes("ask.pem"), ark = each.read_bytes("ark.pem");
      HardwareTrust trust;
      trust.now = kAugust2025;
      auto result = verify_evidence({report, vek, {ask, ark}, std::nullopt}, trust);
      if (!result.ok()) throw std::logic_error(name + ": " + result.failure().code());
      return result.take();
    }
    throw std::logic_error("no case " + name);
  }

  // policy_for: the machine's own patch levels as the minimum.
  static SnpPolicy policy_for(const VerifiedReport& report) {
    SnpPolicy policy;
    policy.minimum_tcb = report.reported_tcb();
    return policy;
  }

  std::vector<test::VectorCase> cases_;
};

TEST_F(RealReports, AreAcceptedAtTheirOwnLevelsAndNotAboveThem) {
  for (const char* name : {"milan-v2-vcek", "milan-v3-vcek", "genoa-v3-vcek", "turin-v5-vcek", "milan-v2-azure-aci"}) {
    const VerifiedReport report = verified(name);
    SnpPolicy policy = policy_for(report);
    EXPECT_THAT(check_report(report, policy), Succeeds()) << name;
    policy.allow_provisional_firmware = false;
    EXPECT_THAT(check_report(report, policy), Succeeds()) << name;
    ++policy.minimum_tcb->microcode;
    EXPECT_THAT(check_report(report, policy), DeniedWith(POSTERN_REASON_TCB_TOO_LOW)) << name;
  }
}

TEST_F(RealReports, WithDebugAreRefused) {
  const VerifiedReport report = verified("milan-v2-debug-policy");
  EXPECT_THAT(check_report(report, policy_for(report)), DeniedWith(POSTERN_REASON_GUEST_POLICY));
}

TEST_F(RealReports, OfAnotherPrivilegeLevelAreRefused) {
  const VerifiedReport report = verified("milan-v3-vlek-aws-vmpl1");
  SnpPolicy policy = policy_for(report);
  EXPECT_THAT(check_report(report, policy), DeniedWith(POSTERN_REASON_VMPL));
  policy.vmpls = {1};
  EXPECT_THAT(check_report(report, policy), Succeeds());
  policy.allow_provisional_firmware = false;
  EXPECT_THAT(check_report(report, policy), DeniedWith(POSTERN_REASON_TCB_INCONSISTENT)) << "its microcode is newer";
}

}  // namespace
}  // namespace postern::snp
