// SPDX-License-Identifier: Apache-2.0
//
// Published failures in which a verifier that could not judge let the machine in.

#include <gtest/gtest.h>

#include "common/tpm2/digest.h"
#include "regressions/machines.h"
#include "unit/plugin/bench.h"

namespace postern::regressions {
namespace {

// A quote whose check failed was logged and the machine stayed trusted: Keylime before 7.2.5 (CVE-2023-3674). Here:
// every part of a document that cannot be read, one at a time.
TEST(ParseErrorRegression, ParseErrorIsNoSuccess) {
  QemuMachine machine;
  machine.event_log = test::LogWriter().event(9, 0x0D, "loader").bytes();
  machine.banks[HashAlgorithm::kSha256][9] =
      tpm2::digest(HashAlgorithm::kSha256, {ByteVector(32), tpm2::digest(HashAlgorithm::kSha256, {sdk::as_bytes("loader")})});
  ASSERT_EQ(judge(machine), "allowed");
  const attdoc::Document right = machine.document();
  const auto with = [&](auto change) {
    attdoc::Document document = right;
    change(document);
    return judge(machine, document);
  };
  const auto cut = [](ByteVector& bytes) { bytes.pop_back(); };
  EXPECT_EQ(with([&](auto& d) { cut(d.ak_pub); }), POSTERN_REASON_EVIDENCE_MALFORMED);
  EXPECT_EQ(with([&](auto& d) { cut(d.quotes[0].attest); }), POSTERN_REASON_QUOTE_INVALID);
  EXPECT_EQ(with([&](auto& d) { cut(d.quotes[0].signature); }), POSTERN_REASON_SIGNATURE_INVALID);
  EXPECT_EQ(with([&](auto& d) { cut(*d.event_log); }), POSTERN_REASON_EVENT_LOG_MALFORMED);
  EXPECT_EQ(with([&](auto& d) { d.quotes.clear(); }), POSTERN_REASON_QUOTE_MISSING);
  std::string text = attdoc::write_document(right);
  text.pop_back();
  EXPECT_EQ(judge(machine, text), POSTERN_REASON_EVIDENCE_MALFORMED);
  EXPECT_EQ(judge(machine, std::string()), POSTERN_REASON_EVIDENCE_MALFORMED);
  EXPECT_EQ(judge(machine, std::string("null")), POSTERN_REASON_EVIDENCE_MALFORMED);
  EXPECT_EQ(judge(machine, std::string("{}")), POSTERN_REASON_EVIDENCE_MALFORMED);
}

// Evidence that the hardware's part of is garbage: nothing of the rest makes up for it.
TEST(ParseErrorRegression, UnreadableHardwareEvidenceIsNoSuccess) {
  ASSERT_EQ(judge_azure(usual_azure()), "allowed");
  test::AzureMachine machine = usual_azure();
  for (const std::size_t size : {0u, 1u, 672u, 1183u, 1185u}) {
    machine.signed_report = usual_azure().report_bytes();
    machine.signed_report->resize(size);
    const std::string verdict = judge_azure(machine);
    EXPECT_EQ(verdict, size == 0 ? POSTERN_REASON_EVIDENCE_MALFORMED : POSTERN_REASON_REPORT_MALFORMED) << size;
  }
  machine = usual_azure();
  machine.instance_info = "{";
  EXPECT_EQ(judge_azure(machine), POSTERN_REASON_EVIDENCE_MALFORMED);
}

// An exception in a verifier left the machine in its last state, which was "attested": Keylime before 6.5.1
// (CVE-2022-3500, GHSA-hff2-x2j9-gxgv). Through the real host.
class ExceptionRegression : public plugin::Bench {};

TEST_F(ExceptionRegression, ExceptionIsNoSuccess) {
  ASSERT_EQ(plugin::failure(judge_by({validator("allow")})), "none");
  for (const char* behaviour : {"throw-exception", "throw-int"})
    EXPECT_EQ(plugin::failure(judge_by({validator(behaviour)})), "internal PLUGIN_FAULT") << behaviour;
  EXPECT_EQ(plugin::failure(judge_by({validator("allow"), validator("throw-exception")})), "internal PLUGIN_FAULT")
      << "what an earlier step said does not stand in for it";
}

}  // namespace
}  // namespace postern::regressions
