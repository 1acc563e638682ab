// SPDX-License-Identifier: Apache-2.0
//
// Tokens of Microsoft Azure Attestation: what is sent, and what comes of the answer.
#include "common/attdoc/extra_data.h"
#include "common/tpm2/parse_event_log.h"
#include "unit/azure_issuer/issuer_bench.h"
#include "support/log_writer.h"
#include "validators/azure-snp/issuer_maa_answer.h"
#include "validators/azure-snp/issuer_maa_log.h"

namespace postern::azure_snp {
namespace {

using test::MaaRequest;

class MaaTest : public IssuerBench {
 protected:
  MaaTest() {
    config_["maa_url"] = test::kMaaUrl;
    vm_.install(test::kAzureAkCertificateIndex, certificate_);
    host_.on_fetch = [this](const test::RecordedRequest& request) {
      if (request.url != kMaaAttestUrl) return;
      request_ = test::read_maa_request(request.body);
      is_post_ = request.is_post;
      host_.pages[kMaaAttestUrl] = answer_.empty() ? test::write_maa_answer(request_, token(), spoiled_) : answer_;
    };
  }
  std::string token() const { return test::write_maa_token(test::maa_claims(vm_.facts, kNonce, kKey)); }

  const sdk::ByteVector certificate_ = sdk::to_vector(sdk::as_bytes("a certificate, as it stands in the TPM"));
  MaaRequest request_;
  bool is_post_ = false, spoiled_ = false;
  std::string answer_;  // instead of the right one
};

TEST_F(MaaTest, TheTokenIsInTheDocument) {
  const auto document = issue();
  ASSERT_THAT(document, Succeeds());
  const std::string token = info_of(document.value()).azure->maa_token;
  EXPECT_EQ(std::count(token.begin(), token.end(), '.'), 2);
  test::serve_maa(host_.pages);
  json config = test::azure_snp_config(vm_.facts);
  config["id_key_digests"] = {std::string(96, 'f')};
  config["id_key_enforcement"] = "maa-fallback";
  config["maa_url"] = test::kMaaUrl;
  EXPECT_THAT(judge(document.value(), config), Succeeds());
}

TEST_F(MaaTest, TheRequestFitsTogether) {
  ASSERT_THAT(issue(), Succeeds());
  EXPECT_TRUE(is_post_);
  EXPECT_EQ(test::check_maa_request(request_), "");
  EXPECT_EQ(request_.nonce, attdoc::user_hash(kKey, kNonce));
  EXPECT_EQ(signed_part(request_.report), signed_part(vm_.facts.report_bytes()));
  EXPECT_EQ(request_.runtime_data, sdk::to_vector(sdk::as_bytes(vm_.facts.runtime_text())));
  EXPECT_EQ(request_.ak_pub, vm_.ak_pub());
  EXPECT_EQ(request_.ak_cert, certificate_);
  EXPECT_EQ(request_.certificates, thim_["vcekCert"].get<std::string>() + thim_["certificateChain"].get<std::string>());
  EXPECT_EQ(request_.info.at("AttestationProtocolVersion"), "2.0");
  EXPECT_EQ(request_.info.at("IsolationInfo").at("Type"), "SevSnp");
  EXPECT_TRUE(request_.log.empty());
}

TEST_F(MaaTest, NeedsTheAttestationKeysCertificate) {
  vm_.remove(test::kAzureAkCertificateIndex);
  const auto document = issue();
  ASSERT_FALSE(document.ok());
  EXPECT_EQ(document.failure().status(), POSTERN_UNAVAILABLE);
  EXPECT_THAT(document.failure().operator_text(), testing::HasSubstr("0x01c101d0"));
}

TEST_F(MaaTest, AnswersThatCannotBeUsedAreNoToken) {
  answer_ = R"({"error":{"code":"PolicyEvaluationError"}})";
  auto document = issue();
  ASSERT_FALSE(document.ok());
  EXPECT_EQ(document.failure().code(), POSTERN_REASON_COLLATERAL_INVALID);
  answer_.clear();
  spoiled_ = true;
  document = issue();
  ASSERT_FALSE(document.ok());
  EXPECT_EQ(document.failure().code(), POSTERN_REASON_COLLATERAL_INVALID);
}

TEST_F(MaaTest, AServiceThatDoesNotAnswerIsSaid) {
  host_.on_fetch = nullptr;
  const auto document = issue();
  ASSERT_FALSE(document.ok());
  EXPECT_EQ(document.failure().status(), POSTERN_UNAVAILABLE);
  EXPECT_EQ(document.failure().subject(), kMaaAttestUrl);
}

TEST(MaaAnswer, MustBeComplete) {
  for (const std::string text : {"", "{}", R"({"token":7})", R"({"token":"+"})", R"({"token":"e30"})"}) {
    const auto parsed = parse_maa_answer(sdk::as_bytes(text));
    ASSERT_FALSE(parsed.ok()) << text;
    EXPECT_EQ(parsed.failure().code(), POSTERN_REASON_COLLATERAL_INVALID);
  }
}

TEST(MaaAnswer, NeedsAnAesKey) {
  const EncryptedToken token{{}, sdk::ByteVector(12), sdk::ByteVector(40), sdk::ByteVector(16)};
  for (const std::size_t size : {0, 15, 17, 33, 64}) EXPECT_FALSE(decrypt_token(token, sdk::ByteVector(size)).ok()) << size;
}

TEST(MaaLog, HasTheFirstPcrsAndSha256Only) {
  using tpm2::HashAlgorithm;
  const auto log = test::LogWriter({HashAlgorithm::kSha1, HashAlgorithm::kSha256})
                       .startup_locality(3)
                       .event(0, 8, "version")
                       .event(7, 4, "separator")
                       .event(8, 13, "a command line")
                       .bytes();
  const auto written = tpm2::parse_event_log(write_maa_log(tpm2::parse_event_log(log).value()));
  ASSERT_THAT(written, Succeeds());
  ASSERT_EQ(written.value().algorithms.size(), 1u);
  EXPECT_EQ(written.value().algorithms[0].id, static_cast<uint16_t>(HashAlgorithm::kSha256));
  std::vector<uint32_t> types;
  for (const auto& event : written.value().events) types.push_back(event.type);
  EXPECT_THAT(types, testing::ElementsAre(3u, 3u, 8u, 4u));
}

}  // namespace
}  // namespace postern::azure_snp
