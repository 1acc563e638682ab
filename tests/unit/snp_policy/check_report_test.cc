// SPDX-License-Identifier: Apache-2.0
//
// Each rule of the policy with a report that just fits and one that just does not. TCBs: check_tcb_test.cc.

#include "common/snp/check_report.h"

#include "unit/snp_policy/machine.h"
#include "unit/tpm2/failure_matchers.h"

namespace postern::snp {
namespace {

using test::DeniedWith;
using test::MisconfiguredAt;
using test::Succeeds;

sdk::ByteVector filled(std::size_t size, int value) { return sdk::ByteVector(size, static_cast<std::byte>(value)); }

class CheckReport : public ::testing::Test {
 protected:
  CheckReport() { policy_.minimum_tcb = default_minimum(); }

  sdk::Result<ReportMatch> check(MissingKey missing_key = MissingKey::kRefuse) const {
    return check_report(machine_.verified(), policy_, missing_key);
  }
  std::string subject() const {
    const auto result = check();
    return result.ok() ? "accepted" : result.failure().subject();
  }

  Machine machine_;
  SnpPolicy policy_;
};

constexpr uint64_t kSmt = 1u << 16, kReservedOne = 1u << 17, kMigrateMa = 1u << 18, kDebug = 1u << 19,
                   kSingleSocket = 1u << 20;

TEST_F(CheckReport, AcceptsAPlainGuestByTheDefaults) {
  const auto match = check();
  ASSERT_THAT(match, Succeeds());
  EXPECT_FALSE(match.value().id_key_match.has_value());
  EXPECT_FALSE(match.value().needs_maa_token);
  EXPECT_TRUE(match.value().warnings.empty());
  EXPECT_TRUE(match.value().tcb_floor.empty());
}

TEST_F(CheckReport, AnEmptyPolicyAdmitsNothing) {
  EXPECT_THAT(check_report(machine_.verified(), SnpPolicy{}), MisconfiguredAt("/minimum_tcb"));
  policy_.vmpls.clear();
  EXPECT_THAT(check(), MisconfiguredAt("/vmpl"));
  policy_ = SnpPolicy{};
  policy_.tcb_floor = TcbFloor{"empty", "2026-01-01", "nowhere", {}};
  EXPECT_THAT(check(), MisconfiguredAt("/minimum_tcb"));
}

TEST_F(CheckReport, RefusesDebugUnlessAllowed) {
  machine_.parts.policy = kReservedOne | kSmt | kDebug;
  EXPECT_THAT(check(), DeniedWith(POSTERN_REASON_GUEST_POLICY));
  EXPECT_EQ(subject(), "snp.policy.debug");
  policy_.allow_debug = true;
  EXPECT_THAT(check(), Succeeds());
}

TEST_F(CheckReport, RefusesAMigrationAgentUnlessAllowed) {
  machine_.parts.policy = kReservedOne | kSmt | kMigrateMa;
  EXPECT_THAT(check(), DeniedWith(POSTERN_REASON_GUEST_POLICY));
  EXPECT_EQ(subject(), "snp.policy.migrate_ma");
  policy_.allow_migration_agent = true;
  EXPECT_THAT(check(), Succeeds());
}

TEST_F(CheckReport, RefusesSmtOnlyWhenForbidden) {
  EXPECT_THAT(check(), Succeeds());
  policy_.allow_smt = false;
  EXPECT_THAT(check(), DeniedWith(POSTERN_REASON_GUEST_POLICY));
  EXPECT_EQ(subject(), "snp.policy.smt");
  machine_.parts.policy = kReservedOne;
  EXPECT_THAT(check(), DeniedWith(POSTERN_REASON_GUEST_POLICY)) << "the machine has it on all the same";
  EXPECT_EQ(subject(), "snp.platform.smt");
  machine_.parts.platform_info = 0;
  EXPECT_THAT(check(), Succeeds());
}

TEST_F(CheckReport, WantsASingleSocketOnlyWhenToldSo) {
  policy_.require_single_socket = true;
  EXPECT_THAT(check(), DeniedWith(POSTERN_REASON_GUEST_POLICY));
  EXPECT_EQ(subject(), "snp.policy.single_socket");
  machine_.parts.policy |= kSingleSocket;
  EXPECT_THAT(check(), Succeeds());
  policy_.require_single_socket = false;
  EXPECT_THAT(check(), Succeeds());
}

TEST_F(CheckReport, AcceptsConfiguredPrivilegeLevelsOnly) {
  for (uint32_t level = 0; level <= 3; ++level) {
    machine_.parts.vmpl = level;
    policy_.vmpls = {0};
    if (level != 0) {
      EXPECT_THAT(check(), DeniedWith(POSTERN_REASON_VMPL)) << level;
    }
    policy_.vmpls = {0, level};
    EXPECT_THAT(check(), Succeeds()) << level;
  }
  policy_.vmpls = {1, 2};
  EXPECT_THAT(check(), DeniedWith(POSTERN_REASON_VMPL));
  EXPECT_EQ(subject(), "snp.vmpl");
  EXPECT_EQ(check().failure().expected(), "1 or 2");
  machine_.parts.vmpl = 0;
  EXPECT_THAT(check(), DeniedWith(POSTERN_REASON_VMPL)) << "0 is no exception";
}

TEST_F(CheckReport, ComparesTheLaunchMeasurement) {
  machine_.parts.measurement = filled(48, 0x31);
  policy_.launch_measurements = {filled(48, 0x30), filled(48, 0x31)};
  EXPECT_THAT(check(), Succeeds());
  machine_.parts.measurement.back() = std::byte{0x32};
  EXPECT_THAT(check(), DeniedWith(POSTERN_REASON_LAUNCH_MISMATCH));
  EXPECT_EQ(subject(), "snp.measurement");
  policy_.launch_measurements = {filled(47, 0x31)};
  machine_.parts.measurement = filled(48, 0x31);
  EXPECT_THAT(check(), DeniedWith(POSTERN_REASON_LAUNCH_MISMATCH)) << "a part of the value is not the value";
}

TEST_F(CheckReport, ComparesHostData) {
  machine_.parts.host_data = filled(32, 0x44);
  policy_.host_data = {filled(32, 0x44)};
  EXPECT_THAT(check(), Succeeds());
  machine_.parts.host_data[0] = std::byte{0};
  EXPECT_THAT(check(), DeniedWith(POSTERN_REASON_LAUNCH_MISMATCH));
  EXPECT_EQ(subject(), "snp.host_data");
}

TEST_F(CheckReport, ComparesTheIdKeyDigest) {
  machine_.parts.id_key_digest = filled(48, 0x1D);
  policy_.id_key_digests = {filled(48, 0x1C), filled(48, 0x1D), filled(48, 0x1E)};
  const auto match = check();
  ASSERT_THAT(match, Succeeds());
  EXPECT_EQ(match.value().id_key_match, true);
  machine_.parts.id_key_digest[7] = std::byte{0};
  EXPECT_THAT(check(), DeniedWith(POSTERN_REASON_ID_KEY_MISMATCH));
  EXPECT_EQ(subject(), "snp.id_key_digest");
}

TEST_F(CheckReport, CountsAnAuthorKeyOnlyWhenThereIsOne) {
  machine_.parts.author_key_digest = filled(48, 0xAA);
  policy_.author_key_digests = {filled(48, 0xAA)};
  EXPECT_THAT(check(), DeniedWith(POSTERN_REASON_ID_KEY_MISMATCH)) << "AUTHOR_KEY_EN is not set";
  machine_.parts.key_info = 1;
  EXPECT_THAT(check(), Succeeds());
  machine_.parts.author_key_digest[47] = std::byte{0};
  EXPECT_THAT(check(), DeniedWith(POSTERN_REASON_ID_KEY_MISMATCH));
  EXPECT_EQ(subject(), "snp.author_key_digest");
}

TEST_F(CheckReport, WantsBothKeysWhenBothAreConfigured) {
  machine_.parts.id_key_digest = filled(48, 0x1D);
  machine_.parts.author_key_digest = filled(48, 0xAA);
  machine_.parts.key_info = 1;
  policy_.id_key_digests = {filled(48, 0x1D)};
  policy_.author_key_digests = {filled(48, 0xBB)};
  EXPECT_THAT(check(), DeniedWith(POSTERN_REASON_ID_KEY_MISMATCH));
  EXPECT_EQ(subject(), "snp.author_key_digest");
  policy_.author_key_digests = {filled(48, 0xAA)};
  EXPECT_THAT(check(), Succeeds());
  policy_.id_key_digests = {filled(48, 0xBB)};
  EXPECT_EQ(subject(), "snp.id_key_digest");
}

TEST_F(CheckReport, WarnsOnlyWhereItWasSpelledOut) {
  policy_.id_key_digests = {filled(48, 0x1D)};
  policy_.id_key_enforcement = IdKeyEnforcement::kWarn;
  const auto match = check();
  ASSERT_THAT(match, Succeeds());
  EXPECT_EQ(match.value().id_key_match, false);
  EXPECT_FALSE(match.value().needs_maa_token);
  EXPECT_EQ(match.value().warnings.size(), 1u);
}

TEST_F(CheckReport, FallsBackToATokenOnlyForCallersThatAskForIt) {
  policy_.id_key_digests = {filled(48, 0x1D)};
  policy_.id_key_enforcement = IdKeyEnforcement::kMaaFallback;
  EXPECT_THAT(check(), DeniedWith(POSTERN_REASON_ID_KEY_MISMATCH)) << "a caller that does not know of tokens";
  const auto match = check(MissingKey::kCallerAsksToken);
  ASSERT_THAT(match, Succeeds());
  EXPECT_TRUE(match.value().needs_maa_token);
  EXPECT_EQ(match.value().id_key_match, false);
  policy_.id_key_enforcement = IdKeyEnforcement::kEqual;
  EXPECT_THAT(check(MissingKey::kCallerAsksToken), DeniedWith(POSTERN_REASON_ID_KEY_MISMATCH));
  policy_.id_key_enforcement = IdKeyEnforcement::kMaaFallback;
  machine_.parts.id_key_digest = filled(48, 0x1D);
  ASSERT_THAT(check(MissingKey::kCallerAsksToken), Succeeds());
  EXPECT_FALSE(check(MissingKey::kCallerAsksToken).value().needs_maa_token);
}

TEST_F(CheckReport, ATokenReplacesNothingElse) {
  policy_.id_key_digests = {filled(48, 0x1D)};
  policy_.id_key_enforcement = IdKeyEnforcement::kMaaFallback;
  policy_.minimum_guest_svn = 1;
  EXPECT_THAT(check(MissingKey::kCallerAsksToken), DeniedWith(POSTERN_REASON_GUEST_SVN_TOO_LOW));
  policy_.launch_measurements = {filled(48, 0x77)};
  EXPECT_THAT(check(MissingKey::kCallerAsksToken), DeniedWith(POSTERN_REASON_LAUNCH_MISMATCH));
}

TEST_F(CheckReport, WantsTheGuestSvn) {
  machine_.parts.guest_svn = 4;
  policy_.minimum_guest_svn = 4;
  EXPECT_THAT(check(), Succeeds());
  policy_.minimum_guest_svn = 5;
  EXPECT_THAT(check(), DeniedWith(POSTERN_REASON_GUEST_SVN_TOO_LOW));
  EXPECT_EQ(subject(), "snp.guest_svn");
}

}  // namespace
}  // namespace postern::snp
