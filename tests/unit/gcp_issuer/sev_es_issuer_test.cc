// SPDX-License-Identifier: Apache-2.0
//
// The issuer of SEV-ES machines of Compute Engine and the validator's half together, with a software TPM.
#include "common/attdoc/write_document.h"
#include "support/nv_contents.h"
#include "unit/gcp_issuer/issuer_bench.h"

namespace postern::gcp {
namespace {

using testing::HasSubstr;

class GcpSevEsIssuer : public IssuerBench {
 protected:
  GcpSevEsIssuer() : IssuerBench(1) {}
  sdk::Result<std::string> issue() { return issue_as<SevEsIssuer>("gcp-sev-es"); }
  sdk::Judgement judge(const std::string& document, const std::string& trust = "compute-api") {
    return judge_as<SevEsValidator>("gcp-sev-es", document, test::sev_es_config(trust, vm_.facts));
  }
};

TEST_F(GcpSevEsIssuer, MakesWhatTheValidatorAccepts) {
  const auto document = issue();
  ASSERT_THAT(document, Succeeds());
  ASSERT_THAT(judge(document.value()), Succeeds());
  EXPECT_EQ(host_.bindings.at(POSTERN_BINDING_CHANNEL_KEY), std::string(32, '\x22'));
  EXPECT_EQ(host_.claims.at("tpm.eventlog.replayed").integer, 1);
}

TEST_F(GcpSevEsIssuer, TheDocumentIsTheReferencesBytes) {
  const auto document = issue();
  ASSERT_THAT(document, Succeeds());
  const auto parsed = attdoc::parse_document(document.value());
  ASSERT_THAT(parsed, Succeeds());
  EXPECT_EQ(attdoc::write_document(parsed.value()), document.value());
  EXPECT_EQ(*parsed.value().instance_info, sdk::to_vector(sdk::as_bytes(test::write_instance_names(vm_.facts.instance))));
  EXPECT_EQ(parsed.value().ak_pub, vm_.ak_pub());
  EXPECT_TRUE(parsed.value().ak_cert.empty());
}

TEST_F(GcpSevEsIssuer, AsksTheMetadataServerAsItWants) {
  ASSERT_THAT(issue(), Succeeds());
  ASSERT_EQ(host_.requests.size(), 3u);
  for (const auto& request : host_.requests) {
    EXPECT_EQ(request.headers, "Metadata-Flavor: Google");
    EXPECT_FALSE(request.may_be_kept);
  }
}

// An index may be longer than the certificate in it.
TEST_F(GcpSevEsIssuer, SendsTheKeysCertificate) {
  for (const std::size_t padding : {0, 100}) {
    vm_.certify(padding);
    const auto document = issue();
    ASSERT_THAT(document, Succeeds());
    auto parsed = attdoc::parse_document(document.value()).take();
    EXPECT_FALSE(parsed.ak_cert.empty());
    parsed.intermediate_certs = {test::write_certificate(test::GoogleCa().intermediate()).der};  // see ak_intermediates
    EXPECT_THAT(judge(attdoc::write_document(parsed), "ak-certificate"), Succeeds());
  }
}

TEST_F(GcpSevEsIssuer, RefusesACertificateThatIsNone) {
  test::install_nv(vm_.tpm(), test::kGcpAkCertificateIndex, sdk::ByteVector(64, std::byte{0x30}));
  const auto document = issue();
  ASSERT_FALSE(document.ok());
  EXPECT_EQ(document.failure().status(), POSTERN_UNAVAILABLE);
  EXPECT_THAT(document.failure().operator_text(), HasSubstr("0x01c10000"));
}

TEST_F(GcpSevEsIssuer, SaysWhenThereIsNoTemplate) {
  test::remove_nv(vm_.tpm(), test::kGcpAkTemplateIndex);
  const auto document = issue();
  EXPECT_THAT(document, MisconfiguredAt("/tcti"));
  EXPECT_THAT(document.failure().operator_text(), HasSubstr("0x01c10001"));
}

TEST_F(GcpSevEsIssuer, RefusesATemplateThatIsNone) {
  test::install_nv(vm_.tpm(), test::kGcpAkTemplateIndex, sdk::ByteVector(64, std::byte{0xFF}));
  const auto document = issue();
  ASSERT_FALSE(document.ok());
  EXPECT_EQ(document.failure().status(), POSTERN_UNAVAILABLE);
}

TEST_F(GcpSevEsIssuer, SaysWhenTheMetadataServerDoesNotAnswer) {
  for (const std::string& url : {kProjectUrl, kZoneUrl, kNameUrl}) {
    const std::string page = host_.pages.at(url);
    host_.pages.erase(url);
    const auto document = issue();
    ASSERT_FALSE(document.ok());
    EXPECT_EQ(document.failure().status(), POSTERN_UNAVAILABLE);
    EXPECT_EQ(document.failure().subject(), url);
    host_.pages[url] = page;
  }
}

TEST_F(GcpSevEsIssuer, RefusesAnswersThatAreNoNames) {
  for (const std::string page : {"", "projects/1/zones/", "a b", "<html>", "UPPER", "x\"}"})
    for (const std::string& url : {kProjectUrl, kZoneUrl, kNameUrl}) {
      const std::string right = host_.pages.at(url);
      host_.pages[url] = page;
      const auto document = issue();
      ASSERT_FALSE(document.ok()) << page;
      EXPECT_EQ(document.failure().code(), POSTERN_REASON_COLLATERAL_INVALID) << page;
      host_.pages[url] = right;
    }
}

TEST_F(GcpSevEsIssuer, NeedsItsEventLog) {
  config_["event_log"] = "/nonexistent/log";
  EXPECT_THAT(issue(), MisconfiguredAt("/event_log"));
  config_["event_log"] = "none";
  const auto document = issue();
  ASSERT_THAT(document, Succeeds());
  EXPECT_THAT(judge(document.value()), DeniedWith(POSTERN_REASON_EVENT_LOG_MISMATCH));
}

TEST_F(GcpSevEsIssuer, AKeyThatTheApiDoesNotNameIsRefusedByTheValidator) {
  const auto document = issue();
  ASSERT_THAT(document, Succeeds());
  host_.pages[test::kComputeUrl + test::compute_api_path(vm_.facts.instance)] = test::compute_api_answer(vm_.facts.ak);
  EXPECT_THAT(judge(document.value()), DeniedWith(POSTERN_REASON_AK_UNTRUSTED));
}

TEST_F(GcpSevEsIssuer, AChangedPcrIsRefusedByTheValidator) {
  vm_.tpm().extend(4, "something that the log does not have");
  const auto document = issue();
  ASSERT_THAT(document, Succeeds());
  EXPECT_THAT(judge(document.value()), DeniedWith(POSTERN_REASON_EVENT_LOG_MISMATCH));
}

TEST_F(GcpSevEsIssuer, SelfTestTellsTheKey) {
  sdk::Call call = host_.call();
  auto issuer = SevEsIssuer::create(call, SevEsIssuer::read_config(config_.dump()).take()).take();
  ASSERT_THAT(issuer->self_test(call), Succeeds());
  vm_.certify();
  ASSERT_THAT(issuer->self_test(call), Succeeds());
  ASSERT_EQ(host_.log.size(), 2u);
  EXPECT_THAT(host_.log[0], HasSubstr("without a certificate"));
  EXPECT_THAT(host_.log[1], HasSubstr("with a certificate"));
}

}  // namespace
}  // namespace postern::gcp
