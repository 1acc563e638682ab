// SPDX-License-Identifier: Apache-2.0
//
// Published failures in tying the parts of evidence together: keys, reports and user data of somebody else, and event
// data that nothing covers. Every test starts from evidence that is allowed.

#include <gtest/gtest.h>

#include "common/attdoc/extra_data.h"
#include "regressions/machines.h"

namespace postern::regressions {
namespace {

using test::AzureMachine;
using test::GcpMachine;

// User data was not covered by what the TPM signed, so whoever relayed the quote could put in the own key: GO-2023-1583,
// "User data in TPM attestation vulnerable to MITM" (Constellation). For every type of document.
TEST(IdentityRegression, UserDataNotBoundToPcrs) {
  const ByteVector attacker(32, std::byte{0x66});
  const QemuMachine machine;
  ASSERT_EQ(judge(machine), "allowed");
  attdoc::Document document = machine.document();
  document.user_data = attacker;
  EXPECT_EQ(judge(machine, document), POSTERN_REASON_NONCE_MISMATCH);
  ASSERT_EQ(judge_azure(usual_azure()), "allowed");
  document = test::make_azure_snp(usual_azure(), kNonce, kKey);
  document.user_data = attacker;
  EXPECT_EQ(judge_azure(attdoc::write_document(document)), POSTERN_REASON_NONCE_MISMATCH);
  ASSERT_EQ(judge_sev_es(usual_gcp()), "allowed");
  document = test::make_sev_es(usual_gcp(), kNonce, kKey);
  document.user_data = attacker;
  EXPECT_EQ(judge_sev_es(attdoc::write_document(document)), POSTERN_REASON_NONCE_MISMATCH);
  ASSERT_EQ(judge_sev_snp(usual_gcp()), "allowed");
  document = test::make_sev_snp(usual_gcp(), kNonce, kKey);
  document.user_data = attacker;
  EXPECT_EQ(judge_sev_snp(attdoc::write_document(document)), POSTERN_REASON_NONCE_MISMATCH);
}

// The relayed document itself, on the attacker's connection: right, but made for another TLS key.
TEST(IdentityRegression, DocumentOfAnotherConnection) {
  const ByteVector other(32, std::byte{0x66});
  const QemuMachine machine;
  EXPECT_EQ(judge(machine, test::make_document(machine.ak, machine.banks, kNonce, other)), POSTERN_REASON_CHANNEL_MISMATCH);
  EXPECT_EQ(judge(machine, test::make_document(machine.ak, machine.banks, other, kKey)), POSTERN_REASON_NONCE_MISMATCH);
  const auto azure = [](ByteView nonce, ByteView key) {
    return judge_azure(attdoc::write_document(test::make_azure_snp(usual_azure(), nonce, key)));
  };
  EXPECT_EQ(azure(kNonce, other), POSTERN_REASON_CHANNEL_MISMATCH);
  EXPECT_EQ(azure(other, kKey), POSTERN_REASON_NONCE_MISMATCH);
}

// The key that was checked was not the key that signed: Keylime before 6.4.0 let an attacker show the key of a real TPM
// to one check and that of a software TPM to the other (CVE-2022-1053, GHSA-jf66-3q76-h5p5).
TEST(IdentityRegression, KeyOfAnotherVm) {
  const test::SoftwareAk other;
  const QemuMachine machine, attacker;
  ASSERT_EQ(judge(machine), "allowed");
  EXPECT_EQ(judge(machine, attacker.document()), POSTERN_REASON_AK_UNTRUSTED);
  attdoc::Document document = attacker.document();
  document.ak_pub = machine.ak.public_area();
  EXPECT_EQ(judge(machine, document), POSTERN_REASON_SIGNATURE_INVALID) << "shows one key, signs with another";

  AzureMachine azure = usual_azure();
  ASSERT_EQ(judge_azure(azure), "allowed");
  azure.runtime_data = usual_azure().runtime_text();
  azure.ak = other;
  EXPECT_EQ(judge_azure(azure), POSTERN_REASON_AK_UNTRUSTED) << "the report vouches for another key";

  GcpMachine gcp = usual_gcp();
  ASSERT_EQ(judge_sev_es(gcp), "allowed");
  gcp.ak = other;
  EXPECT_EQ(judge_sev_es(gcp), POSTERN_REASON_AK_UNTRUSTED) << "the Compute API knows another key";
  EXPECT_EQ(judge_sev_snp(gcp), POSTERN_REASON_AK_UNTRUSTED);
}

// The own key in another public area: a cloud vouches for the key alone, but the Name, to which disks are bound, is a hash
// over all of the area. The quote tells what its TPM calls the key.
TEST(IdentityRegression, AnotherPublicAreaAroundTheKey) {
  constexpr uint32_t kNoDictionaryAttacks = 1u << 10;
  attdoc::Document azure = test::make_azure_snp(usual_azure(), kNonce, kKey);
  ASSERT_EQ(judge_azure(attdoc::write_document(azure)), "allowed");
  azure.ak_pub = usual_azure().ak.public_area(test::kGoodAttributes | kNoDictionaryAttacks);
  EXPECT_EQ(judge_azure(attdoc::write_document(azure)), POSTERN_REASON_AK_UNTRUSTED);
  attdoc::Document google = test::make_sev_es(usual_gcp(), kNonce, kKey);
  google.ak_pub = usual_gcp().ak.public_area(test::kGoodAttributes | kNoDictionaryAttacks);
  EXPECT_EQ(judge_sev_es(attdoc::write_document(google)), POSTERN_REASON_AK_UNTRUSTED);
  google = test::make_sev_snp(usual_gcp(), kNonce, kKey);
  google.ak_pub = usual_gcp().ak.public_area(test::kGoodAttributes | kNoDictionaryAttacks);
  EXPECT_EQ(judge_sev_snp(attdoc::write_document(google)), POSTERN_REASON_AK_UNTRUSTED);
}

// A report that is genuine but another machine's, or made for something else: a mismatch of REPORT_DATA was not fatal
// (agentrust-io/cmcp issue 384).
TEST(IdentityRegression, ReportOfAnotherVm) {
  ASSERT_EQ(judge_azure(usual_azure()), "allowed");
  AzureMachine azure = usual_azure(), victim = usual_azure();
  victim.runtime_data = test::write_runtime_data(test::SoftwareAk());
  azure.signed_report = victim.report_bytes();
  EXPECT_EQ(judge_azure(azure), POSTERN_REASON_REPORT_DATA_MISMATCH) << "beside the own runtime data";
  azure.runtime_data = victim.runtime_text();
  EXPECT_EQ(judge_azure(azure), POSTERN_REASON_AK_UNTRUSTED) << "with its runtime data, which names its key";

  GcpMachine gcp = usual_gcp();
  ASSERT_EQ(judge_sev_snp(gcp), "allowed");
  const ByteVector other(32, std::byte{0x66});
  gcp.report.report_data = attdoc::user_hash(other, kNonce);
  EXPECT_EQ(judge_sev_snp(gcp), POSTERN_REASON_REPORT_DATA_MISMATCH);
}

// The report of another chip under this machine's certificate, both genuine.
TEST(IdentityRegression, ReportOfAnotherChip) {
  AzureMachine azure = usual_azure();
  azure.report.chip_id = test::default_chip_id(test::AmdProduct::kMilan);
  ASSERT_EQ(judge_azure(azure), "allowed");
  azure.report.chip_id[63] ^= std::byte{1};
  EXPECT_EQ(judge_azure(azure), POSTERN_REASON_CHIP_MISMATCH);
}

// Event data and types were believed because the log replays, though a digest says nothing about a type and need not be
// one of the data: GO-2026-6893 (google/go-eventlog), and what CVE-2022-0317 let an attacker do in the end.
TEST(EventDataRegression, EventDataThatItsDigestDoesNotCover) {
  ASSERT_EQ(judge_sev_es(usual_gcp()), "allowed");
  GcpMachine machine = usual_gcp();
  machine.events = test::gce_events(1, 0);  // no confidential technology
  ASSERT_EQ(judge_sev_es(machine), POSTERN_REASON_PLATFORM_MISMATCH);
  machine.events[1].measured = machine.events[1].data;
  machine.events[1].data = test::gce_events(1, 1)[1].data;  // the log now says AMD SEV; its digests still replay
  EXPECT_EQ(judge_sev_es(machine), POSTERN_REASON_PLATFORM_MISMATCH);
}

// An event that the guest itself could have measured into PCR 0, after the firmware was done.
TEST(EventDataRegression, EventOfTheGuestInThePlaceOfTheFirmwares) {
  GcpMachine machine = usual_gcp();
  machine.events = test::gce_events(1, 0);
  machine.events.push_back(test::gce_events(1, 1)[1]);
  EXPECT_EQ(judge_sev_es(machine), POSTERN_REASON_PLATFORM_MISMATCH);
  machine.events.erase(machine.events.begin() + 1);
  EXPECT_EQ(judge_sev_es(machine), POSTERN_REASON_PLATFORM_MISMATCH) << "and none of the firmware";
}

}  // namespace
}  // namespace postern::regressions
