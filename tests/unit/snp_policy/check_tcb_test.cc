// SPDX-License-Identifier: Apache-2.0
#include "common/snp/check_tcb.h"

#include "unit/snp_policy/machine.h"
#include "unit/tpm2/failure_matchers.h"

namespace postern::snp {
namespace {

using test::AmdProduct;
using test::DeniedWith;
using test::Succeeds;
using test::TcbParts;
using test::VekKind;

struct Component {
  const char* name;
  uint8_t TcbParts::*level;
};
constexpr Component kComponents[] = {{"bootloader", &TcbParts::bootloader},
                                     {"tee", &TcbParts::tee},
                                     {"snp", &TcbParts::snp},
                                     {"microcode", &TcbParts::microcode}};

int level(const Component& component) { return TcbParts().*component.level; }

class CheckTcb : public ::testing::Test {
 protected:
  CheckTcb() { policy_.minimum_tcb = default_minimum(); }

  sdk::Result<void> check(const Machine& machine) const { return check_tcb(machine.verified(), policy_); }
  sdk::Result<void> check() const { return check(machine_); }

  void expect_denied(const char* code, const std::string& subject) const {
    const auto result = check();
    ASSERT_THAT(result, DeniedWith(code));
    EXPECT_EQ(result.failure().subject(), subject);
  }

  Machine machine_;
  SnpPolicy policy_;
};

TEST_F(CheckTcb, EachComponentOfTheReportedTcbHasItsMinimum) {
  for (const Component& component : kComponents) {
    machine_ = Machine();
    machine_.set(with(component.level, level(component) - 1));
    expect_denied(POSTERN_REASON_TCB_TOO_LOW, std::string("snp.tcb.") + component.name);
    machine_.set(with(component.level, level(component) + 1));
    EXPECT_THAT(check(), Succeeds()) << component.name;
  }
  machine_.set({});
  EXPECT_THAT(check(), Succeeds()) << "just enough is enough";
}

TEST_F(CheckTcb, HighLevelsOfOneComponentDoNotMakeUpForAnother) {
  machine_.set({.bootloader = 3, .tee = 255, .snp = 255, .microcode = 255});
  expect_denied(POSTERN_REASON_TCB_TOO_LOW, "snp.tcb.bootloader");
}

TEST_F(CheckTcb, EachComponentOfTheLaunchTcbHasItsMinimum) {
  for (const Component& component : kComponents) {
    machine_.parts.launch_tcb = packed(with(component.level, level(component) - 1));
    policy_.check_launch_tcb = true;
    expect_denied(POSTERN_REASON_TCB_TOO_LOW, std::string("snp.launch_tcb.") + component.name);
    policy_.check_launch_tcb = false;
    EXPECT_THAT(check(), Succeeds()) << component.name;
  }
}

TEST_F(CheckTcb, ShowsWhatWasAskedAndSeen) {
  machine_.set(with(&TcbParts::microcode, 115));
  const auto result = check();
  ASSERT_THAT(result, DeniedWith(POSTERN_REASON_TCB_TOO_LOW));
  EXPECT_EQ(result.failure().expected(), "at least 219");
  EXPECT_EQ(result.failure().observed(), "115");
  EXPECT_FALSE(result.failure().specification().empty());
}

TEST_F(CheckTcb, CommittedIsNotBelowReported) {
  for (const Component& component : kComponents) {
    machine_ = Machine();
    machine_.parts.committed_tcb = packed(with(component.level, level(component) - 1));
    expect_denied(POSTERN_REASON_TCB_INCONSISTENT, std::string("snp.committed_tcb.") + component.name);
  }
}

TEST_F(CheckTcb, CurrentIsNotBelowCommitted) {
  for (const Component& component : kComponents) {
    machine_ = Machine();
    machine_.parts.current_tcb = packed(with(component.level, level(component) - 1));
    expect_denied(POSTERN_REASON_TCB_INCONSISTENT, std::string("snp.current_tcb.") + component.name);
    machine_.parts.current_tcb = packed(with(component.level, level(component) + 1));
    EXPECT_THAT(check(), Succeeds()) << "provisional firmware is allowed by default: " << component.name;
    policy_.allow_provisional_firmware = false;
    expect_denied(POSTERN_REASON_TCB_INCONSISTENT, std::string("snp.current_tcb.") + component.name);
    policy_.allow_provisional_firmware = true;
  }
}

TEST_F(CheckTcb, ProvisionalFirmwareShowsInItsVersionToo) {
  policy_.allow_provisional_firmware = false;
  EXPECT_THAT(check(), Succeeds());
  machine_.parts.current_version[0] += 1;
  expect_denied(POSTERN_REASON_TCB_INCONSISTENT, "snp.current_firmware");
}

TEST_F(CheckTcb, NewerCurrentFirmwareDoesNotHideAnOldCommittedOne) {
  machine_.set(with(&TcbParts::snp, 23));
  machine_.parts.current_tcb = packed(with(&TcbParts::snp, 99));
  expect_denied(POSTERN_REASON_TCB_TOO_LOW, "snp.tcb.snp");
}

TEST_F(CheckTcb, MinimumFirmwareIsOfBothVersions) {
  policy_.minimum_firmware = FirmwareVersion{1, 55, 21};
  EXPECT_THAT(check(), Succeeds());
  policy_.minimum_firmware = FirmwareVersion{1, 55, 22};
  expect_denied(POSTERN_REASON_TCB_TOO_LOW, "snp.committed_firmware");
  machine_.parts.committed_version = {0, 56, 1};
  expect_denied(POSTERN_REASON_TCB_TOO_LOW, "snp.current_firmware");
  machine_.parts.current_version = {0, 0, 2};
  EXPECT_THAT(check(), Succeeds()) << "major counts before minor, minor before build";
}

TEST_F(CheckTcb, TurinIsJudgedInItsOwnLayoutAndNeedsFmc) {
  machine_ = Machine(AmdProduct::kTurin, 5);
  expect_denied(POSTERN_REASON_TCB_TOO_LOW, "snp.tcb.fmc");
  policy_.minimum_tcb->fmc = 1;
  EXPECT_THAT(check(), Succeeds());
  policy_.minimum_tcb->fmc = 2;
  expect_denied(POSTERN_REASON_TCB_TOO_LOW, "snp.tcb.fmc");
  policy_.minimum_tcb->fmc = 1;
  for (const Component& component : kComponents) {
    machine_.set(with(component.level, level(component) - 1));
    expect_denied(POSTERN_REASON_TCB_TOO_LOW, std::string("snp.tcb.") + component.name);
  }
}

TEST_F(CheckTcb, FmcIsNotAskedOfProcessorsWithoutIt) {
  policy_.minimum_tcb->fmc = 200;
  EXPECT_THAT(check(), Succeeds());
  EXPECT_THAT(check(Machine(AmdProduct::kGenoa)), Succeeds());
}

class CheckFloor : public CheckTcb {
 protected:
  CheckFloor() {
    policy_.minimum_tcb.reset();
    policy_.tcb_floor = TcbFloor{"test", "2026-01-01", "the test", {{Silicon::kMilan, default_minimum()}}};
  }
  void set_floor(Silicon silicon, uint8_t microcode) {
    TcbVersion minimum = default_minimum();
    minimum.microcode = microcode;
    policy_.tcb_floor->minimum[silicon] = minimum;
  }
};

TEST_F(CheckFloor, IsAMinimum) {
  EXPECT_THAT(check(), Succeeds());
  machine_.set(with(&TcbParts::microcode, 218));
  expect_denied(POSTERN_REASON_TCB_TOO_LOW, "snp.tcb.microcode");
}

TEST_F(CheckFloor, RefusesProcessorsThatItDoesNotName) {
  machine_ = Machine(AmdProduct::kGenoa);
  expect_denied(POSTERN_REASON_TCB_TOO_LOW, "snp.product");
  machine_ = Machine(AmdProduct::kTurin, 5);
  expect_denied(POSTERN_REASON_TCB_TOO_LOW, "snp.product");
  machine_ = Machine();
  machine_.parts.cpuid = {0x19, 0x01, 0x02};
  expect_denied(POSTERN_REASON_TCB_TOO_LOW, "snp.product");
  EXPECT_EQ(check().failure().observed(), "milan-x");
}

TEST_F(CheckFloor, JudgesEachProcessorByItsOwnEntry) {
  set_floor(Silicon::kMilanX, 68);
  machine_.parts.cpuid = {0x19, 0x01, 0x02};
  machine_.set(with(&TcbParts::microcode, 68));
  EXPECT_THAT(check(), Succeeds());
  machine_.set(with(&TcbParts::microcode, 67));
  expect_denied(POSTERN_REASON_TCB_TOO_LOW, "snp.tcb.microcode");
  machine_.parts.cpuid = {0x19, 0x01, 0x01};
  machine_.set(with(&TcbParts::microcode, 218));
  expect_denied(POSTERN_REASON_TCB_TOO_LOW, "snp.tcb.microcode");
}

TEST_F(CheckFloor, ReportWithoutCpuidMustReachAllThatItCanBe) {
  machine_ = Machine(AmdProduct::kMilan, 2);
  expect_denied(POSTERN_REASON_TCB_TOO_LOW, "snp.product");
  EXPECT_EQ(check().failure().observed(), "milan-x");
  set_floor(Silicon::kMilanX, 220);
  expect_denied(POSTERN_REASON_TCB_TOO_LOW, "snp.tcb.microcode");
  set_floor(Silicon::kMilanX, 68);
  EXPECT_THAT(check(), Succeeds());
}

TEST_F(CheckFloor, AndMinimumMustBothBeReached) {
  policy_.minimum_tcb = default_minimum();
  policy_.minimum_tcb->snp = 25;
  expect_denied(POSTERN_REASON_TCB_TOO_LOW, "snp.tcb.snp");
  policy_.minimum_tcb->snp = 0;
  EXPECT_THAT(check(), Succeeds());
  machine_.set(with(&TcbParts::snp, 23));
  expect_denied(POSTERN_REASON_TCB_TOO_LOW, "snp.tcb.snp");
}

TEST_F(CheckFloor, HoldsForVleksToo) {
  machine_ = Machine(AmdProduct::kMilan, 3, VekKind::kVlek);
  EXPECT_THAT(check(), Succeeds());
  machine_.set(with(&TcbParts::tee, 1));
  expect_denied(POSTERN_REASON_TCB_TOO_LOW, "snp.tcb.tee");
}

TEST(Silicon, IsToldByCpuid) {
  const std::pair<Cpuid, Silicon> cases[] = {
      {{0x19, 0x00, 0}, Silicon::kMilan},   {{0x19, 0x01, 1}, Silicon::kMilan},  {{0x19, 0x01, 2}, Silicon::kMilanX},
      {{0x19, 0x11, 1}, Silicon::kGenoa},   {{0x19, 0x11, 2}, Silicon::kGenoaX}, {{0x19, 0xA0, 2}, Silicon::kBergamo},
      {{0x19, 0xAF, 1}, Silicon::kBergamo}, {{0x1A, 0x02, 1}, Silicon::kTurin},  {{0x1A, 0x11, 0}, Silicon::kTurinDense}};
  for (const auto& [cpuid, silicon] : cases) {
    EXPECT_EQ(silicon_of(cpuid), silicon) << name_of(silicon);
    EXPECT_EQ(parse_silicon(name_of(silicon)), silicon);
  }
  EXPECT_FALSE(silicon_of({0x17, 0x31, 0}));
  EXPECT_FALSE(silicon_of({0x1A, 0x12, 0}));
  EXPECT_FALSE(parse_silicon("Milan"));
  EXPECT_TRUE(possible_silicon(ProductLine::kMilan, Cpuid{0x19, 0x11, 1}).empty()) << "of another line";
  EXPECT_EQ(possible_silicon(ProductLine::kGenoa, std::nullopt).size(), 3u);
}

}  // namespace
}  // namespace postern::snp
