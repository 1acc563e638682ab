// SPDX-License-Identifier: Apache-2.0
//
// Published failures in judging what a genuine SEV-SNP report says. Every test starts from evidence that is allowed.

#include <gtest/gtest.h>

#include "regressions/machines.h"

namespace postern::regressions {
namespace {

using test::AmdProduct;
using test::AzureMachine;
using test::TcbParts;

class ReportRegression : public ::testing::Test {
 protected:
  void SetUp() override { ASSERT_EQ(judge_azure(usual_azure()), "allowed"); }

  // with_tcb: a machine whose firmware and certificate are of that TCB.
  static AzureMachine with_tcb(const TcbParts& tcb) {
    AzureMachine machine = usual_azure();
    machine.vek.spl = tcb;
    for (uint64_t* packed : {&machine.report.current_tcb, &machine.report.reported_tcb, &machine.report.committed_tcb,
                             &machine.report.launch_tcb})
      *packed = test::pack_tcb(AmdProduct::kMilan, tcb);
    return machine;
  }
};

// TCBs were compared as one number, in which a newer microcode hides an old boot loader: go-sev-guest before the fix of
// issue 51 (google/go-sev-guest pull request 59).
TEST_F(ReportRegression, TcbComparedPacked) {
  const TcbParts least;
  ASSERT_EQ(judge_azure(with_tcb(least)), "allowed");
  for (uint8_t TcbParts::*component : {&TcbParts::bootloader, &TcbParts::tee, &TcbParts::snp}) {
    TcbParts tcb = least;
    tcb.microcode = 255;
    tcb.*component = static_cast<uint8_t>(least.*component - 1);
    ASSERT_GT(test::pack_tcb(AmdProduct::kMilan, tcb), test::pack_tcb(AmdProduct::kMilan, least));
    EXPECT_EQ(judge_azure(with_tcb(tcb)), POSTERN_REASON_TCB_TOO_LOW);
  }
}

// The same bytes mean something else on Turin, and were read as if they did not (virtee/snphost issue 125).
TEST_F(ReportRegression, TcbInTheLayoutOfAnotherProduct) {
  AzureMachine machine = usual_azure();
  machine.report.reported_tcb = test::pack_tcb(AmdProduct::kTurin, TcbParts{});
  EXPECT_NE(judge_azure(machine), "allowed");
  EXPECT_EQ(judge_azure(machine), POSTERN_REASON_TCB_MISMATCH);
}

// A TCB that the certificate is not for: a report of old firmware under the key of new firmware (microsoft/CCF pull
// request 5024 and enarx/steward issue 154 added the check).
TEST_F(ReportRegression, TcbOfAnotherCertificate) {
  AzureMachine machine = usual_azure();
  machine.vek.spl.microcode += 1;
  EXPECT_EQ(judge_azure(machine), POSTERN_REASON_TCB_MISMATCH);
}

// A genuine, rightly measured guest whose memory the host may read: neither the debug bit nor the privilege level is
// part of the measurement, so nothing else catches it (confidential-dot-ai/attestation-rs pull request 67).
TEST_F(ReportRegression, DebugUnchecked) {
  AzureMachine machine = usual_azure();
  machine.report.policy |= 1u << 19;
  EXPECT_EQ(judge_azure(machine), POSTERN_REASON_GUEST_POLICY);
  test::GcpMachine other = usual_gcp();
  ASSERT_EQ(judge_sev_snp(other), "allowed");
  other.report.policy |= 1u << 19;
  EXPECT_EQ(judge_sev_snp(other), POSTERN_REASON_GUEST_POLICY);
}

TEST_F(ReportRegression, MigrationAgentUnchecked) {
  AzureMachine machine = usual_azure();
  machine.report.policy |= 1u << 18;
  EXPECT_EQ(judge_azure(machine), POSTERN_REASON_GUEST_POLICY);
}

// Reports can be asked for from outside of the guest's most privileged level, and by the host (microsoft/CCF pull
// request 6583, microsoft/confidential-sidecar-containers pull request 167).
TEST_F(ReportRegression, VmplUnchecked) {
  for (const uint32_t vmpl : {1u, 2u, 3u}) {
    AzureMachine machine = usual_azure();
    machine.report.vmpl = vmpl;
    EXPECT_EQ(judge_azure(machine), POSTERN_REASON_VMPL) << vmpl;
    test::GcpMachine other = usual_gcp();
    other.report.vmpl = vmpl;
    EXPECT_EQ(judge_sev_snp(other), POSTERN_REASON_VMPL) << vmpl;
  }
  AzureMachine machine = usual_azure();
  machine.report.vmpl = 0xFFFFFFFF;  // the host's own
  EXPECT_EQ(judge_azure(machine), POSTERN_REASON_REPORT_MALFORMED);
}

}  // namespace
}  // namespace postern::regressions
