// SPDX-License-Identifier: Apache-2.0
//
// The issuer of SEV-SNP machines of Compute Engine and the validator's half together, with a software TPM and a kernel that
// makes reports.
#include "common/attdoc/extra_data.h"
#include "common/attdoc/write_document.h"
#include "common/attdoc/write_snp_instance_info.h"
#include "unit/gcp_issuer/issuer_bench.h"

namespace postern::gcp {
namespace {

constexpr const char* kKds = "https://kds.gcp.test";

class GcpSevSnpIssuer : public IssuerBench {
 protected:
  GcpSevSnpIssuer() : IssuerBench(4) { use(vm_.kernel()); }

  void use(std::unique_ptr<test::TsmStandIn> kernel) {
    kernel_ = std::move(kernel);
    config_["tsm"] = kernel_->folder();
    config_["kds"] = kKds;
  }
  // serve_kds: the certificates of the machine's chip, at kKds.
  void serve_kds() {
    const auto vcek = test::write_certificate(vm_.facts.pki.vek(vm_.facts.vek)).der;
    const std::string chip = sdk::to_hex(test::default_chip_id(test::AmdProduct::kMilan));
    host_.pages[std::string(kKds) + "/vcek/v1/Milan/" + chip + "?blSPL=4&teeSPL=2&snpSPL=24&ucodeSPL=219"] =
        std::string(reinterpret_cast<const char*>(vcek.data()), vcek.size());
    host_.pages[std::string(kKds) + "/vcek/v1/Milan/cert_chain"] =
        test::write_certificate(vm_.facts.pki.ask()).pem + test::write_certificate(vm_.facts.pki.ark()).pem;
  }
  std::size_t asked_kds() const {
    std::size_t count = 0;
    for (const auto& request : host_.requests) count += request.url.starts_with(kKds) ? 1 : 0;
    return count;
  }

  sdk::Result<std::string> issue() { return issue_as<SevSnpIssuer>("gcp-sev-snp"); }
  sdk::Judgement judge(const std::string& document) {
    return judge_as<SevSnpValidator>("gcp-sev-snp", document, test::sev_snp_config("compute-api", vm_.facts));
  }
  static attdoc::SnpInstanceInfo info_of(const std::string& document) {
    return attdoc::parse_snp_instance_info(*attdoc::parse_document(document).value().instance_info).take();
  }
  static std::string text(const sdk::ByteVector& bytes) {
    return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
  }

  std::unique_ptr<test::TsmStandIn> kernel_;
};

TEST_F(GcpSevSnpIssuer, MakesWhatTheValidatorAccepts) {
  const auto document = issue();
  ASSERT_THAT(document, Succeeds());
  ASSERT_THAT(judge(document.value()), Succeeds());
  EXPECT_EQ(host_.bindings.at(POSTERN_BINDING_CHANNEL_KEY), std::string(32, '\x22'));
  EXPECT_EQ(asked_kds(), 0u);
}

TEST_F(GcpSevSnpIssuer, TheDocumentIsTheReferencesBytes) {
  const auto document = issue();
  ASSERT_THAT(document, Succeeds());
  const auto parsed = attdoc::parse_document(document.value());
  ASSERT_THAT(parsed, Succeeds());
  EXPECT_EQ(attdoc::write_document(parsed.value()), document.value());
  const attdoc::SnpInstanceInfo info = info_of(document.value());
  EXPECT_EQ(attdoc::write_snp_instance_info(info), text(*parsed.value().instance_info));
  EXPECT_FALSE(info.azure);
  ASSERT_TRUE(info.gcp);
  EXPECT_EQ(info.gcp->zone, vm_.facts.instance.zone);
  EXPECT_EQ(info.gcp->project_id, vm_.facts.instance.project_id);
  EXPECT_EQ(info.gcp->instance_name, vm_.facts.instance.instance_name);
  EXPECT_TRUE(text(info.report_signer).starts_with("-----BEGIN CERTIFICATE-----\n"));
  EXPECT_EQ(text(info.cert_chain).find("BEGIN", 20), std::string::npos);  // the ASK alone
}

TEST_F(GcpSevSnpIssuer, TheReportIsForTheConnection) {
  const auto document = issue();
  ASSERT_THAT(document, Succeeds());
  sdk::ByteVector expected = attdoc::user_hash(kKey, kNonce);
  expected.resize(64);
  EXPECT_EQ(sdk::to_vector(sdk::ByteView(info_of(document.value()).report).subspan(0x50, 64)), expected);
}

TEST_F(GcpSevSnpIssuer, AsksKdsWhenTheHostGivesNoCertificates) {
  serve_kds();
  use(vm_.kernel(false));
  const auto document = issue();
  ASSERT_THAT(document, Succeeds());
  EXPECT_THAT(judge(document.value()), Succeeds());
  EXPECT_EQ(asked_kds(), 2u);
  EXPECT_EQ(text(info_of(document.value()).cert_chain).find("BEGIN", 20), std::string::npos);
}

TEST_F(GcpSevSnpIssuer, AsksKdsWhenTheHostsTableCannotBeRead) {
  serve_kds();
  test::TsmBehaviour behaviour;
  behaviour.firmware = [this](sdk::ByteView report_data) {
    test::ReportParts parts = vm_.facts.report;
    parts.report_data = sdk::to_vector(report_data);
    return test::write_report(parts, vm_.facts.pki.vek_key(test::VekKind::kVcek));
  };
  behaviour.auxblob = sdk::ByteVector(100, std::byte{0xFF});
  use(std::make_unique<test::TsmStandIn>(std::move(behaviour)));
  const auto document = issue();
  ASSERT_THAT(document, Succeeds());
  EXPECT_THAT(judge(document.value()), Succeeds());
  EXPECT_EQ(asked_kds(), 2u);
}

TEST_F(GcpSevSnpIssuer, SaysWhenNobodyGivesCertificates) {
  use(vm_.kernel(false));
  const auto document = issue();
  ASSERT_FALSE(document.ok());
  EXPECT_EQ(document.failure().status(), POSTERN_UNAVAILABLE);
  EXPECT_EQ(document.failure().code(), POSTERN_REASON_COLLATERAL_UNAVAILABLE);
  EXPECT_TRUE(host_.fields.empty());
}

TEST_F(GcpSevSnpIssuer, SaysWhenTheKernelMakesNoReports) {
  config_["tsm"] = "/nonexistent/tsm";
  EXPECT_THAT(issue(), MisconfiguredAt("/tsm"));
}

TEST_F(GcpSevSnpIssuer, RefusesAReportThatIsNone) {
  test::TsmBehaviour behaviour;
  behaviour.firmware = [](sdk::ByteView) { return sdk::ByteVector(1184, std::byte{0xAB}); };
  use(std::make_unique<test::TsmStandIn>(std::move(behaviour)));
  const auto document = issue();
  ASSERT_FALSE(document.ok());
  EXPECT_EQ(document.failure().status(), POSTERN_UNAVAILABLE);
}

TEST_F(GcpSevSnpIssuer, AReportForAnotherConnectionIsRefusedByTheValidator) {
  vm_.facts.report.report_data = sdk::ByteVector(64, std::byte{7});
  use(vm_.kernel());
  const auto document = issue();
  ASSERT_THAT(document, Succeeds());
  EXPECT_THAT(judge(document.value()), DeniedWith(POSTERN_REASON_REPORT_DATA_MISMATCH));
}

TEST_F(GcpSevSnpIssuer, SelfTestTriesTpmAndKernel) {
  sdk::Call call = host_.call();
  auto issuer = SevSnpIssuer::create(call, SevSnpIssuer::read_config(config_.dump()).take()).take();
  ASSERT_THAT(issuer->self_test(call), Succeeds());
  EXPECT_THAT(host_.log, testing::Contains(testing::HasSubstr("launch measurement ")));
  EXPECT_EQ(kernel_->reports(), 1);
}

}  // namespace
}  // namespace postern::gcp
