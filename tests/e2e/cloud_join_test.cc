// SPDX-License-Identifier: Apache-2.0
//
// Machines of Azure and Google, with software TPMs and the clouds' services as stand-ins, join a running gate with the
// program `postern join`; those that are not as they should be do not.

#include <gmock/gmock.h>

#include "e2e/cloud_config.h"

namespace postern::test {
namespace {

using testing::HasSubstr;

class AzureJoinTest : public testing::Test {
 protected:
  void start(const CloudGate& more = {}) { gate_ = std::make_unique<GateProcess>(azure_gate(dir_, cloud_, vm_.facts.pki, more)); }
  TempDir dir_;
  AzureVm vm_;
  CloudStandIn cloud_;
  std::unique_ptr<GateProcess> gate_;
};

TEST_F(AzureJoinTest, AMachineReceivesItsTicket) {
  cloud_.serve_azure(vm_);
  start();
  const Ended joined = join_with(azure_node(dir_, cloud_, vm_), *gate_);
  EXPECT_EQ(joined.code, 0) << joined.output << gate_->log().all();
  EXPECT_THAT(joined.output, HasSubstr("state_disk_key"));
  EXPECT_EQ(cloud_.count("/vcek/"), 0u);  // THIM gave all that is needed
}

TEST_F(AzureJoinTest, WithoutThimTheCertificatesComeFromKds) {
  cloud_.serve(kThimTarget, status(503));
  cloud_.serve_kds(vm_.facts);
  start();
  const Ended joined = join_with(azure_node(dir_, cloud_, vm_), *gate_);
  EXPECT_EQ(joined.code, 0) << joined.output << gate_->log().all();
  EXPECT_EQ(cloud_.count(kThimTarget), 1u);
  EXPECT_EQ(cloud_.count("/vcek/"), 2u);  // of the node; the gate needs nothing
}

TEST_F(AzureJoinTest, ATokenOfTheAttestationServiceStandsInForAnUnknownIdKey) {
  cloud_.serve_azure(vm_);
  cloud_.serve_maa(vm_);
  vm_.install(kAzureAkCertificateIndex, ByteVector(64, std::byte{0x30}));
  const std::string maa_url = "maa_url = \"" + cloud_.url() + "\"\n";
  start({.collateral = "", .config = "id_key_digests = [\"" + std::string(96, 'f') +
                                     "\"]\nid_key_enforcement = \"maa-fallback\"\n" + maa_url, .gate = ""});
  const Ended joined = join_with(azure_node(dir_, cloud_, vm_, maa_url), *gate_);
  EXPECT_EQ(joined.code, 0) << joined.output << gate_->log().all();
  const Ended without = join_with(azure_node(dir_, cloud_, vm_), *gate_);
  EXPECT_EQ(without.code, 1) << without.output;
}

TEST_F(AzureJoinTest, AChangedPcrIsRefused) {
  cloud_.serve_azure(vm_);
  start();
  vm_.tpm().extend(9, "another kernel");
  const Ended joined = join_with(azure_node(dir_, cloud_, vm_), *gate_);
  EXPECT_EQ(joined.code, 1) << joined.output;
  EXPECT_EQ(gate_->refused("PCR_MISMATCH").value("subject", ""), "tpm.pcr.9");
}

TEST_F(AzureJoinTest, AReportOfAnotherMachineIsRefused) {
  const AzureVm other;
  cloud_.serve_azure(vm_);
  start();
  vm_.install_blob(write_hcl_report(other.facts.report_bytes(), other.facts.runtime_text(), {.padded_to = 0}));
  const Ended joined = join_with(azure_node(dir_, cloud_, vm_), *gate_);
  EXPECT_EQ(joined.code, 1) << joined.output;
  gate_->refused("AK_UNTRUSTED");
}

TEST_F(AzureJoinTest, AMachineWithoutAReportSaysSo) {
  vm_.remove_blob();
  start();
  const Ended joined = join_with(azure_node(dir_, cloud_, vm_), *gate_);
  EXPECT_NE(joined.code, 0);
  EXPECT_THAT(joined.output, HasSubstr("0x01400001"));
}

class SevEsJoinTest : public testing::Test {
 protected:
  SevEsJoinTest() { cloud_.serve_gce(vm_); }
  TempDir dir_;
  GcpVm vm_{1};
  CloudStandIn cloud_;
};

TEST_F(SevEsJoinTest, AMachineReceivesItsTicket) {
  GateProcess gate(sev_es_gate(dir_, cloud_, vm_));
  const Ended joined = join_with(sev_es_node(dir_, cloud_, vm_), gate);
  EXPECT_EQ(joined.code, 0) << joined.output << gate.log().all();
  EXPECT_THAT(joined.output, HasSubstr("state_disk_key"));
  EXPECT_EQ(cloud_.count(compute_api_path(vm_.facts.instance)), 1u);
}

TEST_F(SevEsJoinTest, AChangedPcrIsRefused) {
  GateProcess gate(sev_es_gate(dir_, cloud_, vm_));
  vm_.tpm().extend(9, "another kernel");
  EXPECT_EQ(join_with(sev_es_node(dir_, cloud_, vm_), gate).code, 1);
  EXPECT_EQ(gate.refused("PCR_MISMATCH").value("subject", ""), "tpm.pcr.9");
}

TEST_F(SevEsJoinTest, AKeyThatTheComputeApiDoesNotNameIsRefused) {
  cloud_.serve_compute_api(vm_, compute_api_answer(vm_.facts.ak));
  GateProcess gate(sev_es_gate(dir_, cloud_, vm_));
  EXPECT_EQ(join_with(sev_es_node(dir_, cloud_, vm_), gate).code, 1);
  gate.refused("AK_UNTRUSTED");
}

TEST_F(SevEsJoinTest, AMachineThatTheMetadataServerDoesNotNameSaysSo) {
  cloud_.serve_all("/computeMetadata/v1/instance/zone", status(404));
  GateProcess gate(sev_es_gate(dir_, cloud_, vm_));
  const Ended joined = join_with(sev_es_node(dir_, cloud_, vm_), gate);
  EXPECT_NE(joined.code, 0);
  EXPECT_THAT(joined.output, HasSubstr("HTTP status 404"));
}

class SevSnpJoinTest : public testing::Test {
 protected:
  SevSnpJoinTest() { cloud_.serve_gce(vm_); }
  TempDir dir_;
  GcpVm vm_{4};
  CloudStandIn cloud_;
};

TEST_F(SevSnpJoinTest, AMachineReceivesItsTicket) {
  const auto kernel = vm_.kernel();
  GateProcess gate(sev_snp_gate(dir_, cloud_, vm_));
  const Ended joined = join_with(sev_snp_node(dir_, cloud_, vm_, *kernel), gate);
  EXPECT_EQ(joined.code, 0) << joined.output << gate.log().all();
  EXPECT_THAT(joined.output, HasSubstr("state_disk_key"));
  EXPECT_EQ(kernel->reports(), 1);
}

TEST_F(SevSnpJoinTest, AChangedPcrIsRefused) {
  const auto kernel = vm_.kernel();
  GateProcess gate(sev_snp_gate(dir_, cloud_, vm_));
  vm_.tpm().extend(9, "another kernel");
  EXPECT_EQ(join_with(sev_snp_node(dir_, cloud_, vm_, *kernel), gate).code, 1);
  EXPECT_EQ(gate.refused("PCR_MISMATCH").value("subject", ""), "tpm.pcr.9");
}

TEST_F(SevSnpJoinTest, AKeyThatTheComputeApiDoesNotNameIsRefused) {
  cloud_.serve_compute_api(vm_, compute_api_answer(vm_.facts.ak));
  const auto kernel = vm_.kernel();
  GateProcess gate(sev_snp_gate(dir_, cloud_, vm_));
  EXPECT_EQ(join_with(sev_snp_node(dir_, cloud_, vm_, *kernel), gate).code, 1);
  gate.refused("AK_UNTRUSTED");
}

TEST_F(SevSnpJoinTest, AReportForAnotherConnectionIsRefused) {
  vm_.facts.report.report_data = ByteVector(64, std::byte{7});
  const auto kernel = vm_.kernel();
  GateProcess gate(sev_snp_gate(dir_, cloud_, vm_));
  EXPECT_EQ(join_with(sev_snp_node(dir_, cloud_, vm_, *kernel), gate).code, 1);
  gate.refused("REPORT_DATA_MISMATCH");
}

}  // namespace
}  // namespace postern::test
