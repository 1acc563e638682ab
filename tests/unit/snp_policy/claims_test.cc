// SPDX-License-Identifier: Apache-2.0
#include "common/snp/snp_claims.h"

#include <map>

#include "support/recording_host.h"
#include "unit/snp_policy/machine.h"
#include "unit/tpm2/failure_matchers.h"

namespace postern::snp {
namespace {

using test::AmdProduct;
using test::Succeeds;
using test::VekKind;

std::map<std::string, uint32_t> declared() {
  std::map<std::string, uint32_t> types;
  for (const sdk::ClaimDecl& claim : snp_claim_decls()) {
    EXPECT_FALSE(types.contains(std::string(claim.name))) << claim.name << " is declared twice";
    types[std::string(claim.name)] = claim.type;
  }
  return types;
}

class Claims : public ::testing::Test {
 protected:
  void state(const Machine& machine, const ReportMatch& match = {}) {
    host_.claims.clear();
    ASSERT_THAT(state_report_claims(host_.call(), machine.verified()), Succeeds());
    ASSERT_THAT(state_match_claims(host_.call(), match), Succeeds());
    const auto types = declared();
    for (const auto& [name, value] : host_.claims) {
      ASSERT_TRUE(types.contains(name)) << name << " is not declared";
      EXPECT_EQ(types.at(name), value.type) << name;
    }
  }
  int64_t number(const std::string& name) const { return host_.claims.at(name).integer; }
  std::string bytes(const std::string& name) const { return host_.claims.at(name).bytes; }
  bool has(const std::string& name) const { return host_.claims.contains(name); }

  test::RecordingHost host_;
};

TEST_F(Claims, SayWhatAMilanReports) {
  Machine machine;
  machine.parts.guest_svn = 7;
  machine.parts.policy = 0x3001f;
  machine.parts.current_tcb = packed({.bootloader = 5, .tee = 6, .snp = 25, .microcode = 220});
  machine.parts.launch_tcb = packed({.bootloader = 1, .tee = 0, .snp = 2, .microcode = 3});
  ReportMatch match;
  match.id_key_match = true;
  match.tcb_floor = "floor";
  state(machine, match);
  EXPECT_EQ(bytes("snp.product"), "Milan");
  EXPECT_EQ(bytes("snp.silicon"), "milan");
  EXPECT_EQ(bytes("snp.signing_key"), "vcek");
  EXPECT_EQ(bytes("snp.chip_id").size(), 64u);
  EXPECT_EQ(bytes("snp.measurement"), std::string(48, '\x3E'));
  EXPECT_EQ(bytes("snp.policy.abi"), "0.31");
  EXPECT_EQ(bytes("snp.current_firmware"), "1.55.21");
  EXPECT_EQ(number("snp.version"), 3);
  EXPECT_EQ(number("snp.vmpl"), 0);
  EXPECT_EQ(number("snp.guest_svn"), 7);
  EXPECT_EQ(number("snp.tcb.bootloader"), 4);
  EXPECT_EQ(number("snp.tcb.tee"), 2);
  EXPECT_EQ(number("snp.tcb.snp"), 24);
  EXPECT_EQ(number("snp.tcb.microcode"), 219);
  EXPECT_EQ(number("snp.committed_tcb.microcode"), 219);
  EXPECT_EQ(number("snp.current_tcb.microcode"), 220);
  EXPECT_EQ(number("snp.current_tcb.tee"), 6);
  EXPECT_EQ(number("snp.launch_tcb.microcode"), 3);
  EXPECT_EQ(number("snp.policy.smt"), 1);
  EXPECT_EQ(number("snp.policy.debug"), 0);
  EXPECT_EQ(number("snp.platform.smt"), 1);
  EXPECT_EQ(number("snp.platform.alias_check_complete"), 0);
  EXPECT_EQ(number("snp.id_key.match"), 1);
  EXPECT_EQ(bytes("snp.tcb_floor"), "floor");
  EXPECT_FALSE(has("snp.tcb.fmc") || has("snp.csp_id") || has("snp.launch_mitigations"));
}

TEST_F(Claims, SayWhatATurinReports) {
  Machine machine(AmdProduct::kTurin, 5);
  machine.parts.current_mitigations = 5;
  machine.parts.platform_info = 0x21;
  state(machine);
  EXPECT_EQ(bytes("snp.product"), "Turin");
  EXPECT_EQ(bytes("snp.chip_id").size(), 8u);
  EXPECT_EQ(number("snp.tcb.fmc"), 1);
  EXPECT_EQ(number("snp.launch_tcb.fmc"), 1);
  EXPECT_EQ(number("snp.current_mitigations"), 5);
  EXPECT_EQ(number("snp.launch_mitigations"), 0);
  EXPECT_EQ(number("snp.platform.alias_check_complete"), 1);
  EXPECT_FALSE(has("snp.id_key.match") || has("snp.tcb_floor"));
}

TEST_F(Claims, OfAVlekNameTheProviderAndNoChip) {
  state(Machine(AmdProduct::kGenoa, 2, VekKind::kVlek));
  EXPECT_EQ(bytes("snp.signing_key"), "vlek");
  EXPECT_EQ(bytes("snp.csp_id"), "CN=cc-test-1.example.com");
  EXPECT_FALSE(has("snp.chip_id"));
  EXPECT_FALSE(has("snp.silicon")) << "a report of version 2 has no CPUID";
}

}  // namespace
}  // namespace postern::snp
