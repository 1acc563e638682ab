// SPDX-License-Identifier: Apache-2.0
//
// Certificates that a machine did not send come from AMD's KDS, and prove themselves all the same.
#include "common/snp/parse_report.h"
#include "common/snp_collateral/kds_url.h"
#include "unit/azure_snp/azure_bench.h"

namespace postern::azure_snp {
namespace {

using nlohmann::json;
using test::AzureMachine;
using test::DeniedWith;
using test::Succeeds;
using test::usual_machine;

MATCHER_P(UnavailableWith, code, "is unavailable with " + std::string(code)) {
  if (arg.ok()) return false;
  *result_listener << arg.failure().code() << ": " << arg.failure().operator_text();
  return arg.failure().status() == POSTERN_UNAVAILABLE && arg.failure().code() == code;
}

class CollateralTest : public test::AzureBench {
 protected:
  static AzureMachine bare() {
    AzureMachine machine = usual_machine();
    machine.has_vek = machine.has_chain = false;
    return machine;
  }
  std::string page(const std::string& ending) const {
    for (const auto& [url, content] : host_.pages)
      if (url.ends_with(ending)) return url;
    throw std::out_of_range(ending);
  }
};

TEST_F(CollateralTest, FetchesWhatTheMachineDidNotSend) {
  test::serve_kds(host_.pages, usual_machine());
  EXPECT_THAT(judge(bare()), Succeeds());
  AzureMachine machine = usual_machine();
  machine.has_vek = false;
  EXPECT_THAT(judge(machine), Succeeds());
}

TEST_F(CollateralTest, AsksNobodyWhenNothingIsMissing) {
  EXPECT_THAT(judge(usual_machine()), Succeeds()) << "no page is served";
}

// A configured root may be left out of the documents, but not the ASK.
TEST_F(CollateralTest, TakesRootsFromTheConfiguration) {
  AzureMachine machine = usual_machine();
  machine.has_chain = false;
  EXPECT_THAT(judge(machine), UnavailableWith(POSTERN_REASON_COLLATERAL_UNAVAILABLE));
  test::serve_kds(host_.pages, usual_machine());
  EXPECT_THAT(judge(machine), Succeeds());
}

TEST_F(CollateralTest, IsUnavailableWhenNothingAnswers) {
  EXPECT_THAT(judge(bare()), UnavailableWith(POSTERN_REASON_COLLATERAL_UNAVAILABLE));
  json config = test::azure_snp_config();
  config["kds"] = "none";
  test::serve_kds(host_.pages, usual_machine());
  EXPECT_THAT(judge(bare(), config), UnavailableWith(POSTERN_REASON_COLLATERAL_UNAVAILABLE));
}

TEST_F(CollateralTest, RefusesAnswersThatAreNoCertificates) {
  for (const std::string& ending : {std::string("ucodeSPL=219"), std::string("cert_chain")})
    for (const std::string& content : {std::string(), std::string("<html>"), std::string(100, '\x30')}) {
      test::serve_kds(host_.pages, usual_machine());
      host_.pages[page(ending)] = content;
      EXPECT_THAT(judge(bare()), UnavailableWith(POSTERN_REASON_COLLATERAL_INVALID)) << ending;
    }
}

TEST_F(CollateralTest, DoesNotBelieveFetchedCertificates) {
  test::serve_kds(host_.pages, usual_machine());
  AzureMachine other = usual_machine();
  other.vek.hwid = sdk::ByteVector(64, std::byte{9});
  const auto der = test::write_certificate(other.pki.vek(other.vek)).der;
  host_.pages[page("ucodeSPL=219")] = {reinterpret_cast<const char*>(der.data()), der.size()};
  EXPECT_THAT(judge(bare()), DeniedWith(POSTERN_REASON_CHIP_MISMATCH));
  json config = test::azure_snp_config();
  config.erase("trusted_roots");
  config.erase("amd_roots");
  test::serve_kds(host_.pages, usual_machine());
  EXPECT_THAT(judge(bare(), config), DeniedWith(POSTERN_REASON_ROOT_UNTRUSTED));
}

TEST_F(CollateralTest, NeverAsksForAMaskedChipOrAVlek) {
  AzureMachine machine = bare();
  machine.report.chip_id = sdk::ByteVector(64);
  EXPECT_THAT(judge(machine), DeniedWith(POSTERN_REASON_CHIP_MISMATCH));
  machine = bare();
  machine.report.key_info = 4;
  EXPECT_THAT(judge(machine), DeniedWith(POSTERN_REASON_COLLATERAL_UNAVAILABLE));
}

TEST_F(CollateralTest, ProductOfOldReportsIsConfigured) {
  AzureMachine machine = bare();
  machine.report.version = 2;
  test::serve_kds(host_.pages, usual_machine());
  EXPECT_THAT(judge(machine), UnavailableWith(POSTERN_REASON_COLLATERAL_UNAVAILABLE));
  json config = test::azure_snp_config();
  config["product"] = "Milan";
  EXPECT_THAT(judge(machine, config), Succeeds());
  config["product"] = "Genoa";
  EXPECT_THAT(judge(machine, config), UnavailableWith(POSTERN_REASON_COLLATERAL_UNAVAILABLE));
}

class CrlTest : public CollateralTest {
 protected:
  sdk::Judgement judge_with(const test::RevocationParts& parts) {
    test::serve_kds(host_.pages, usual_machine());
    const auto der = test::write_crl(parts);
    host_.pages[page("/crl")] = {reinterpret_cast<const char*>(der.data()), der.size()};
    json config = test::azure_snp_config();
    config["crl"] = "required";
    return judge(usual_machine(), config);
  }
  test::RevocationParts crl_ = usual_machine().pki.crl();
};

TEST_F(CrlTest, IsFetchedAndJudged) {
  EXPECT_THAT(judge_with(crl_), Succeeds());
  crl_.revoked = {usual_machine().pki.ask().serial};
  EXPECT_THAT(judge_with(crl_), DeniedWith(POSTERN_REASON_CERTIFICATE_REVOKED));
}

TEST_F(CrlTest, MustBeCurrent) {
  crl_.last_update = test::kPkiNow - 169 * 3600;
  EXPECT_THAT(judge_with(crl_), DeniedWith(POSTERN_REASON_CRL_STALE));
  crl_ = usual_machine().pki.crl();
  crl_.next_update.reset();
  EXPECT_THAT(judge_with(crl_), DeniedWith(POSTERN_REASON_CRL_STALE));
  crl_ = usual_machine().pki.crl();
  crl_.last_update = test::kPkiNow + 10;
  EXPECT_THAT(judge_with(crl_), DeniedWith(POSTERN_REASON_CRL_STALE));
}

TEST_F(CrlTest, MustBeSignedByTheRoot) {
  crl_.signature.key = test::rsa_key("somebody");
  EXPECT_THAT(judge_with(crl_), DeniedWith(POSTERN_REASON_CRL_INVALID));
}

TEST_F(CrlTest, MustBeThere) {
  json config = test::azure_snp_config();
  config["crl"] = "required";
  EXPECT_THAT(judge(usual_machine(), config), UnavailableWith(POSTERN_REASON_COLLATERAL_UNAVAILABLE));
  host_.pages[std::string(test::kKdsUrl) + "/vcek/v1/Milan/crl"] = "<html>";
  EXPECT_THAT(judge(usual_machine(), config), UnavailableWith(POSTERN_REASON_COLLATERAL_INVALID));
}

TEST(KdsUrl, IsThatOfTheProduct) {
  const auto report = [](test::AmdProduct product) {
    return snp::parse_report(test::write_report(test::good_report(product), nullptr)).take();
  };
  const std::string milan = snp::vcek_url("https://kds", snp::ProductLine::kMilan, report(test::AmdProduct::kMilan));
  EXPECT_TRUE(milan.starts_with("https://kds/vcek/v1/Milan/")) << milan;
  EXPECT_TRUE(milan.ends_with("?blSPL=4&teeSPL=2&snpSPL=24&ucodeSPL=219")) << milan;
  EXPECT_EQ(milan.find('?') - milan.rfind('/'), 129u) << "64 bytes in hex";
  const std::string turin = snp::vcek_url("https://kds", snp::ProductLine::kTurin, report(test::AmdProduct::kTurin));
  EXPECT_TRUE(turin.ends_with("?blSPL=4&teeSPL=2&snpSPL=24&ucodeSPL=219&fmcSPL=1")) << turin;
  EXPECT_EQ(turin.find('?') - turin.rfind('/'), 17u) << "8 bytes in hex";
  EXPECT_EQ(snp::chain_url("https://kds", snp::ProductLine::kGenoa, snp::VekRole::kVlek),
            "https://kds/vlek/v1/Genoa/cert_chain");
  EXPECT_EQ(snp::crl_url("https://kds", snp::ProductLine::kGenoa, snp::VekRole::kVcek), "https://kds/vcek/v1/Genoa/crl");
}

}  // namespace
}  // namespace postern::azure_snp
