// SPDX-License-Identifier: Apache-2.0
//
// The issuer of Azure machines and the validator's half together, with a software TPM that holds what Azure's does.
#include "common/attdoc/extra_data.h"
#include "common/attdoc/write_document.h"
#include "common/attdoc/write_snp_instance_info.h"
#include "unit/azure_issuer/issuer_bench.h"

namespace postern::azure_snp {
namespace {

using testing::HasSubstr;

class AzureIssuer : public IssuerBench {};

TEST_F(AzureIssuer, MakesWhatTheValidatorAccepts) {
  const auto document = issue();
  ASSERT_THAT(document, Succeeds());
  ASSERT_THAT(judge(document.value()), Succeeds());
  EXPECT_EQ(host_.bindings.at(POSTERN_BINDING_CHANNEL_KEY), std::string(32, '\x22'));
  EXPECT_EQ(host_.claims.at("tpm.banks").bytes, "sha1,sha256,sha384");
}

TEST_F(AzureIssuer, TheDocumentIsTheReferencesBytes) {
  const auto document = issue();
  ASSERT_THAT(document, Succeeds());
  const auto parsed = attdoc::parse_document(document.value());
  ASSERT_THAT(parsed, Succeeds());
  EXPECT_EQ(attdoc::write_document(parsed.value()), document.value());
  const attdoc::SnpInstanceInfo info = info_of(document.value());
  EXPECT_EQ(sdk::as_bytes(attdoc::write_snp_instance_info(info)).size(), parsed.value().instance_info->size());
  EXPECT_EQ(signed_part(info.report), signed_part(vm_.facts.report_bytes()));
  EXPECT_EQ(sdk::to_vector(sdk::as_bytes(vm_.facts.runtime_text())), info.azure->runtime_data);
  EXPECT_EQ(info.azure->maa_token, "");
  EXPECT_FALSE(info.gcp);
  EXPECT_EQ(parsed.value().ak_pub, vm_.ak_pub());
}

TEST_F(AzureIssuer, SendsThimsCertificatesAsTheyCame) {
  const auto document = issue();
  ASSERT_THAT(document, Succeeds());
  const attdoc::SnpInstanceInfo info = info_of(document.value());
  EXPECT_EQ(info.report_signer, sdk::to_vector(sdk::as_bytes(thim_["vcekCert"].get<std::string>())));
  EXPECT_EQ(info.cert_chain, sdk::to_vector(sdk::as_bytes(thim_["certificateChain"].get<std::string>())));
  ASSERT_EQ(host_.requests.size(), 1u);
  EXPECT_EQ(host_.requests[0].headers, "Metadata: true");
  EXPECT_FALSE(host_.requests[0].may_be_kept);
}

TEST_F(AzureIssuer, AsksKdsWhenThimIsDown) {
  host_.pages.erase(kThimUrl);
  test::serve_kds(host_.pages, vm_.facts);
  const auto document = issue();
  ASSERT_THAT(document, Succeeds());
  EXPECT_THAT(judge(document.value()), Succeeds());
  EXPECT_EQ(fetched(test::kKdsUrl), 2u);  // VCEK and chain
}

TEST_F(AzureIssuer, AsksKdsWhenThimKnowsAnotherTcb) {
  test::serve_kds(host_.pages, vm_.facts);
  json thim = thim_;
  thim["tcbm"] = "0000000000000001";
  host_.pages[kThimUrl] = thim.dump();
  const auto document = issue();
  ASSERT_THAT(document, Succeeds());
  EXPECT_THAT(judge(document.value()), Succeeds());
  EXPECT_EQ(fetched(test::kKdsUrl), 2u);
}

TEST_F(AzureIssuer, AsksKdsWhenThimsAnswerCannotBeUsed) {
  test::serve_kds(host_.pages, vm_.facts);
  const json& good = thim_;
  std::vector<std::string> wrong{"", "[]", "not JSON", good.dump().substr(0, 200)};
  for (const char* name : {"vcekCert", "certificateChain", "tcbm"}) {
    json answer = good;
    answer.erase(name);
    wrong.push_back(answer.dump());
    answer[name] = 7;
    wrong.push_back(answer.dump());
    answer[name] = "garbage";
    wrong.push_back(answer.dump());
  }
  for (const std::string& answer : wrong) {
    host_.pages[kThimUrl] = answer;
    const auto document = issue();
    ASSERT_THAT(document, Succeeds()) << answer;
    EXPECT_EQ(fetched(test::kKdsUrl), 2u) << answer;
  }
}

TEST_F(AzureIssuer, SaysWhatEitherServiceSaid) {
  host_.pages.clear();
  const auto document = issue();
  ASSERT_FALSE(document.ok());
  EXPECT_EQ(document.failure().status(), POSTERN_UNAVAILABLE);
  EXPECT_EQ(document.failure().code(), POSTERN_REASON_COLLATERAL_UNAVAILABLE);
  EXPECT_THAT(document.failure().operator_text(), HasSubstr(kThimUrl));
  EXPECT_THAT(document.failure().operator_text(), HasSubstr(test::kKdsUrl));
  EXPECT_TRUE(host_.fields.empty());
}

TEST_F(AzureIssuer, SaysWhenThereIsNoAttestationKey) {
  vm_.remove_ak();
  const auto document = issue();
  EXPECT_THAT(document, MisconfiguredAt("/tcti"));
  EXPECT_THAT(document.failure().operator_text(), HasSubstr("0x81000003"));
}

TEST_F(AzureIssuer, SaysWhenThereIsNoReport) {
  vm_.remove_blob();
  const auto document = issue();
  EXPECT_THAT(document, MisconfiguredAt("/tcti"));
  EXPECT_THAT(document.failure().operator_text(), HasSubstr("0x01400001"));
}

TEST_F(AzureIssuer, RefusesAReportOfAnotherTechnology) {
  vm_.install_blob(test::write_hcl_report(vm_.facts.report_bytes(), vm_.facts.runtime_text(),
                                          {.report_type = 4, .padded_to = 0}));
  EXPECT_THAT(issue(), MisconfiguredAt("/tcti"));
}

TEST_F(AzureIssuer, RefusesWrongContents) {
  const sdk::ByteVector good =
      test::write_hcl_report(vm_.facts.report_bytes(), vm_.facts.runtime_text(), {.padded_to = 0});
  sdk::ByteVector short_blob(good.begin(), good.begin() + 200), other_data = good, other_report = good;
  other_data[0x4D4 + 40] ^= std::byte{1};                    // runtime data that the report is not bound to
  other_report[0x20 + 0x34] = std::byte{9};                  // an unknown signature algorithm
  for (const auto& blob : {sdk::ByteVector(64, std::byte{0xFF}), short_blob, other_data, other_report}) {
    vm_.install_blob(blob);
    const auto document = issue();
    ASSERT_FALSE(document.ok());
    EXPECT_EQ(document.failure().status(), POSTERN_UNAVAILABLE) << document.failure().operator_text();
  }
}

// The issuer shows what the TPM holds; whose report it is is the gate's to judge.
TEST_F(AzureIssuer, AReportOfAnotherMachineIsRefusedByTheValidator) {
  const test::AzureVm other;
  vm_.install_blob(test::write_hcl_report(other.facts.report_bytes(), other.facts.runtime_text(), {.padded_to = 0}));
  const auto document = issue();
  ASSERT_THAT(document, Succeeds());
  EXPECT_THAT(judge(document.value()), DeniedWith(POSTERN_REASON_AK_UNTRUSTED));
}

TEST_F(AzureIssuer, AChangedPcrIsRefusedByTheValidator) {
  vm_.tpm().extend(4, "another loader");
  const auto document = issue();
  ASSERT_THAT(document, Succeeds());
  EXPECT_THAT(judge(document.value()), DeniedWith(POSTERN_REASON_PCR_MISMATCH));
}

TEST_F(AzureIssuer, SelfTestTellsKeyAndMeasurement) {
  sdk::Call call = host_.call();
  auto issuer = AzureSnpIssuer::create(call, AzureSnpIssuer::read_config(config_.dump()).take()).take();
  ASSERT_THAT(issuer->self_test(call), Succeeds());
  ASSERT_EQ(host_.log.size(), 1u);
  EXPECT_THAT(host_.log[0], HasSubstr("launch measurement " + sdk::to_hex(vm_.facts.report.measurement)));
  EXPECT_TRUE(host_.requests.empty());
}

TEST_F(AzureIssuer, StopsWhenItIsCancelled) {
  host_.is_cancelled = true;
  const auto document = issue();
  ASSERT_FALSE(document.ok());
  EXPECT_EQ(document.failure().status(), POSTERN_CANCELLED);
}

// A machine that makes a new report as soon as user data are written: here the test wrote it beforehand.
TEST_F(AzureIssuer, ShowsTheNewReportForTheConnection) {
  config_["refresh_report"] = true;
  sdk::ByteVector user_data = attdoc::user_hash(kKey, kNonce);
  user_data.resize(64);
  vm_.facts.runtime_data = vm_.runtime_data(sdk::to_hex(user_data));
  vm_.install_blob();
  for (int i = 0; i < 2; ++i) {  // the index for user data is made at first, and found then
    const auto document = issue();
    ASSERT_THAT(document, Succeeds());
    EXPECT_THAT(judge(document.value()), Succeeds());
  }
}

TEST_F(AzureIssuer, DoesNotTakeAnOldReportForANewOne) {
  config_["refresh_report"] = true;
  host_.is_cancelled = true;  // so that it does not wait for one
  const auto document = issue();
  ASSERT_FALSE(document.ok());
  EXPECT_EQ(document.failure().status(), POSTERN_UNAVAILABLE);
  EXPECT_THAT(document.failure().operator_text(), HasSubstr("refresh_report"));
}

}  // namespace
}  // namespace postern::azure_snp
