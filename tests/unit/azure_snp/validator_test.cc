// SPDX-License-Identifier: Apache-2.0
#include "common/attdoc/write_snp_instance_info.h"
#include "common/tpm2/ak_name.h"
#include "common/tpm2/parse_public.h"
#include "unit/azure_snp/azure_bench.h"

namespace postern::azure_snp {
namespace {

using nlohmann::json;
using test::AzureMachine;
using test::DeniedWith;
using test::Succeeds;
using test::usual_machine;

class ValidatorTest : public test::AzureBench {};

std::string text_of(sdk::ByteView bytes) { return {reinterpret_cast<const char*>(bytes.data()), bytes.size()}; }
std::string name_of(const test::SoftwareAk& ak) {
  return sdk::to_hex(tpm2::ak_name(tpm2::parse_public(ak.public_area()).value()));
}

TEST_F(ValidatorTest, AllowsAndReportsBindingsAndClaims) {
  ASSERT_THAT(judge(usual_machine()), Succeeds());
  EXPECT_EQ(host_.bindings.at(POSTERN_BINDING_NONCE), text_of(test::kNonce));
  EXPECT_EQ(host_.bindings.at(POSTERN_BINDING_CHANNEL_KEY), text_of(test::kKey));
  EXPECT_EQ(sdk::to_hex(sdk::as_bytes(host_.bindings.at(POSTERN_BINDING_TPM_AK))), name_of(usual_machine().ak));
  EXPECT_EQ(host_.claims.at("tpm.ak.trust").bytes, "azure-hcl");
  EXPECT_EQ(host_.claims.at("tpm.measurements.set").bytes, "image");
  EXPECT_EQ(host_.claims.at("snp.product").bytes, "Milan");
  EXPECT_EQ(host_.claims.at("snp.id_key.match").integer, 1);
  EXPECT_EQ(host_.claims.at("azure.maa").integer, 0);
  EXPECT_EQ(host_.claims.at("azure.secure_boot").integer, 1);
  EXPECT_EQ(host_.claims.at("azure.vm_unique_id").bytes, "00000000-0000-4000-8000-0123456789AB");
}

TEST_F(ValidatorTest, DeclaresEveryClaimThatItStates) {
  ASSERT_THAT(judge(usual_machine()), Succeeds());
  std::map<std::string, uint32_t> declared;
  for (const sdk::ClaimDecl& claim : AzureSnpValidator::describe().claims_out) declared.emplace(claim.name, claim.type);
  EXPECT_EQ(declared.size(), AzureSnpValidator::describe().claims_out.size()) << "no name twice";
  for (const auto& [name, value] : host_.claims) {
    ASSERT_TRUE(declared.contains(name)) << name;
    EXPECT_EQ(declared.at(name), value.type) << name;
  }
}

TEST_F(ValidatorTest, StatesNothingBeforeTheQuoteIsVerified) {
  nonce_[0] ^= std::byte{1};
  EXPECT_THAT(judge(usual_machine()), DeniedWith(POSTERN_REASON_NONCE_MISMATCH));
  EXPECT_TRUE(host_.bindings.empty());
  EXPECT_TRUE(host_.claims.empty());
}

TEST_F(ValidatorTest, ReportsTheKeyThatTheDocumentIsFor) {
  const sdk::ByteVector other(32, std::byte{0x33});
  const auto document = test::make_azure_snp(usual_machine(), test::kNonce, other);
  ASSERT_THAT(judge(attdoc::write_document(document), test::azure_snp_config()), Succeeds()) << "the host compares";
  EXPECT_EQ(host_.bindings.at(POSTERN_BINDING_CHANNEL_KEY), text_of(other));
}

TEST_F(ValidatorTest, BelievesPinnedRootsOnly) {
  json config = test::azure_snp_config();
  config.erase("amd_roots");
  EXPECT_THAT(judge(usual_machine(), config), Succeeds()) << "AMD's and the configured one";
  config.erase("trusted_roots");
  EXPECT_THAT(judge(usual_machine(), config), DeniedWith(POSTERN_REASON_ROOT_UNTRUSTED)) << "never one from the evidence";
}

TEST_F(ValidatorTest, RefusesWhatTheChipsKeyDidNotSign) {
  AzureMachine machine = usual_machine();
  machine.signed_report = machine.report_bytes();
  (*machine.signed_report)[0x90] ^= std::byte{1};
  EXPECT_THAT(judge(machine), DeniedWith(POSTERN_REASON_SIGNATURE_INVALID));
}

TEST_F(ValidatorTest, JudgesCertificatesByTheHostsClock) {
  host_.now = std::chrono::sys_seconds(std::chrono::seconds(test::kPkiNotAfter + 1));
  EXPECT_THAT(judge(usual_machine()), DeniedWith(POSTERN_REASON_CERTIFICATE_EXPIRED));
}

TEST_F(ValidatorTest, ComparesAll64BytesOfReportData) {
  AzureMachine machine = usual_machine();
  machine.report.report_data = sdk::ByteVector(64);
  EXPECT_THAT(judge(machine), DeniedWith(POSTERN_REASON_REPORT_DATA_MISMATCH));
  machine = usual_machine();
  const sdk::ByteVector right = machine.report_bytes();
  for (const std::size_t at : {0u, 31u, 32u, 63u}) {
    machine.report.report_data = sdk::to_vector(sdk::ByteView(right).subspan(0x50, 64));
    machine.report.report_data[at] ^= std::byte{1};
    EXPECT_THAT(judge(machine), DeniedWith(POSTERN_REASON_REPORT_DATA_MISMATCH)) << at;
  }
}

TEST_F(ValidatorTest, BelievesOnlyTheKeyThatTheRuntimeDataNames) {
  AzureMachine machine = usual_machine();
  machine.ak = test::SoftwareAk();
  machine.runtime_data = test::write_runtime_data(usual_machine().ak);
  EXPECT_THAT(judge(machine), DeniedWith(POSTERN_REASON_AK_UNTRUSTED)) << "the key of another VM";
  machine.ak = test::SoftwareAk(test::AkKind::kP256);
  EXPECT_THAT(judge(machine), DeniedWith(POSTERN_REASON_AK_UNTRUSTED)) << "a key of another kind";
}

// A document whose first key is the attacker's, for readers that take keys[0].
TEST_F(ValidatorTest, TakesTheKeyByName) {
  AzureMachine machine = usual_machine();
  json runtime = json::parse(test::write_runtime_data(usual_machine().ak));
  runtime["keys"].insert(runtime["keys"].begin(), json::parse(test::jwk_of(test::SoftwareAk(), "Other").dump()));
  machine.runtime_data = runtime.dump();
  EXPECT_THAT(judge(machine), Succeeds());
  machine.ak = test::SoftwareAk();
  EXPECT_THAT(judge(machine), DeniedWith(POSTERN_REASON_AK_UNTRUSTED));
  runtime["keys"][0]["kid"] = "HCLAkPub";
  machine = usual_machine();
  machine.runtime_data = runtime.dump();
  EXPECT_THAT(judge(machine), DeniedWith(POSTERN_REASON_AK_UNTRUSTED)) << "two of that name";
}

TEST_F(ValidatorTest, RefusesInstanceInfoOfAnotherMachine) {
  auto document = test::make_azure_snp(usual_machine(), test::kNonce, test::kKey);
  const AzureMachine other;
  document.instance_info =
      sdk::to_vector(sdk::as_bytes(attdoc::write_snp_instance_info(test::azure_instance_info(other))));
  EXPECT_THAT(judge(attdoc::write_document(document), test::azure_snp_config()), DeniedWith(POSTERN_REASON_AK_UNTRUSTED));
  test::requote(document, usual_machine(), test::kNonce);
  EXPECT_THAT(judge(attdoc::write_document(document), test::azure_snp_config()), DeniedWith(POSTERN_REASON_AK_UNTRUSTED))
      << "also when the quote covers it";
}

TEST_F(ValidatorTest, JudgesThePolicy) {
  AzureMachine machine = usual_machine();
  machine.report.policy |= 1u << 19;
  EXPECT_THAT(judge(machine), DeniedWith(POSTERN_REASON_GUEST_POLICY));
  machine = usual_machine();
  machine.report.vmpl = 1;
  EXPECT_THAT(judge(machine), DeniedWith(POSTERN_REASON_VMPL));
  machine = usual_machine();
  machine.report.id_key_digest = sdk::ByteVector(48, std::byte{0x77});
  EXPECT_THAT(judge(machine), DeniedWith(POSTERN_REASON_ID_KEY_MISMATCH));
}

TEST_F(ValidatorTest, JudgesPcrsAndSaysWhich) {
  AzureMachine machine = usual_machine();
  machine.pcrs[4] = sdk::ByteVector(32, std::byte{0x44});
  const auto judged = judge(machine);
  ASSERT_THAT(judged, DeniedWith(POSTERN_REASON_PCR_MISMATCH));
  EXPECT_EQ(judged.failure().subject(), "tpm.pcr.4");
  machine = usual_machine();
  machine.pcrs.erase(9);
  EXPECT_THAT(judge(machine), DeniedWith(POSTERN_REASON_PCR_SELECTION));
}

TEST_F(ValidatorTest, RefusesDocumentsWithoutItsParts) {
  auto document = test::make_azure_snp(usual_machine(), test::kNonce, test::kKey);
  document.instance_info.reset();
  EXPECT_THAT(judge(attdoc::write_document(document), test::azure_snp_config()),
              DeniedWith(POSTERN_REASON_EVIDENCE_MALFORMED));
  auto info = test::azure_instance_info(usual_machine());
  info.azure->runtime_data.clear();
  AzureMachine machine = usual_machine();
  machine.instance_info = attdoc::write_snp_instance_info(info);
  EXPECT_THAT(judge(machine), DeniedWith(POSTERN_REASON_EVIDENCE_MALFORMED));
  info.azure.reset();
  machine.instance_info = attdoc::write_snp_instance_info(info);
  EXPECT_THAT(judge(machine), DeniedWith(POSTERN_REASON_EVIDENCE_MALFORMED));
}

// Some issuers leave the header of the HCL's data behind the report.
TEST_F(ValidatorTest, UnderstandsReportsWithTheHclHeaderBehind) {
  AzureMachine machine = usual_machine();
  auto info = test::azure_instance_info(machine);
  info.report.resize(1204, std::byte{5});
  machine.instance_info = attdoc::write_snp_instance_info(info);
  EXPECT_THAT(judge(machine), Succeeds());
  info.report.resize(1203);
  machine.instance_info = attdoc::write_snp_instance_info(info);
  EXPECT_THAT(judge(machine), DeniedWith(POSTERN_REASON_REPORT_MALFORMED));
}

}  // namespace
}  // namespace postern::azure_snp
