// SPDX-License-Identifier: Apache-2.0
#include "validators/gcp/compute_api.h"

#include "unit/gcp/machine_judge.h"
#include "validators/gcp/parse_shielded_identity.h"

namespace postern::gcp {
namespace {

using nlohmann::json;

auto parse(const std::string& text) { return parse_shielded_identity(sdk::as_bytes(text)); }
std::string code_of(const sdk::Result<tpm2::PublicKey>& key) { return key.ok() ? "ok" : key.failure().code(); }

TEST(ShieldedIdentity, HoldsTheSigningKey) {
  const auto key = parse(test::compute_api_answer(test::gcp_ak()));
  ASSERT_THAT(key, Succeeds());
  EXPECT_TRUE(key.value().same_as(key_of(test::gcp_ak()).key()));
}

// What the encryption key is makes no difference: it is not the one that signs.
TEST(ShieldedIdentity, WithoutASigningKeyIsNotTrusted) {
  const std::string pem = test::gcp_ak().pem();
  EXPECT_THAT(parse("{}"), DeniedWith(POSTERN_REASON_AK_UNTRUSTED));
  EXPECT_THAT(parse(R"({"signingKey":null})"), DeniedWith(POSTERN_REASON_AK_UNTRUSTED));
  EXPECT_THAT(parse(json{{"encryptionKey", {{"ekPub", pem}}}}.dump()), DeniedWith(POSTERN_REASON_AK_UNTRUSTED));
  EXPECT_THAT(parse(json{{"ekPub", pem}}.dump()), DeniedWith(POSTERN_REASON_AK_UNTRUSTED));
}

TEST(ShieldedIdentity, ThatCannotBeReadIsUnavailable) {
  const std::string pem = test::gcp_ak().pem();
  for (const std::string& bad :
       {std::string(), std::string("<html>"), std::string("[]"), std::string(R"({"signingKey":"x"})"),
        std::string(R"({"signingKey":{}})"), std::string(R"({"signingKey":{"ekPub":7}})"),
        json{{"signingKey", {{"ekPub", "no PEM"}}}}.dump(), json{{"signingKey", {{"ekPub", pem.substr(0, 200)}}}}.dump(),
        json{{"signingKey", {{"ekPub", pem + std::string(5000, ' ')}}}}.dump(),
        R"({"signingKey":{"ekPub":"a","ekPub":"b"}})" + std::string(), std::string(70'000, ' ') + "{}"}) {
    const auto parsed = parse(bad);
    EXPECT_EQ(code_of(parsed), POSTERN_REASON_COLLATERAL_INVALID) << bad.substr(0, 80);
    EXPECT_TRUE(!parsed.ok() && parsed.failure().status() == POSTERN_UNAVAILABLE);
  }
}

TEST(ShieldedIdentity, OfAWeakKeyIsNotTrusted) {
  const test::SoftwareAk weak(test::AkKind::kRsassa, tpm2::HashAlgorithm::kSha256, 1024);
  EXPECT_THAT(parse(test::compute_api_answer(weak)), DeniedWith(POSTERN_REASON_AK_UNTRUSTED));
}

class ComputeApiTest : public testing::Test {
 protected:
  ComputeApiTest() : api_(config()) { test::serve_compute_api(host_.pages, {}); }

  static AkTrustConfig config() {
    AkTrustConfig config;
    config.compute_url = test::kComputeUrl;
    config.credentials.metadata_url = test::kMetadataUrl;
    return config;
  }
  std::string ask() { return code_of(api_.signing_key(host_.call(), kInstance)); }

  const gce::Instance kInstance{"europe-west3-b", "example-project", "node-alpha"};
  Host host_;
  ComputeApi api_;
};

TEST_F(ComputeApiTest, AsksWithTheToken) {
  EXPECT_EQ(ask(), "ok");
  ASSERT_EQ(host_.requests.size(), 2u);
  EXPECT_EQ(host_.requests[1].url, "https://compute.gcp.test/compute/v1/projects/example-project/zones/europe-west3-b/"
                                   "instances/node-alpha/getShieldedInstanceIdentity");
  EXPECT_EQ(host_.requests[1].headers, "Authorization: Bearer ya29.token-of-a-test\nAccept: application/json");
  EXPECT_FALSE(host_.requests[1].is_post);
}

TEST_F(ComputeApiTest, NothingIsKeptForOthers) {
  EXPECT_EQ(ask(), "ok");
  EXPECT_EQ(ask(), "ok");
  ASSERT_EQ(host_.requests.size(), 3u) << "one token, two questions";
  for (const auto& request : host_.requests) EXPECT_FALSE(request.may_be_kept);
  EXPECT_FALSE(host_.requests[0].may_be_recorded) << "a token";
  EXPECT_TRUE(host_.requests[1].may_be_recorded) << "public keys";
}

TEST_F(ComputeApiTest, WithoutAnAnswerNothingIsKnown) {
  host_.pages.erase(test::kComputeUrl + test::compute_api_path({}));
  EXPECT_EQ(ask(), POSTERN_REASON_COLLATERAL_UNAVAILABLE);
  host_.now += std::chrono::minutes(2);
  EXPECT_EQ(ask(), POSTERN_REASON_COLLATERAL_UNAVAILABLE);
  EXPECT_EQ(host_.requests.size(), 3u) << "a young token is kept";
  EXPECT_EQ(ask(), POSTERN_REASON_COLLATERAL_UNAVAILABLE);
  EXPECT_EQ(host_.requests.size(), 5u) << "an older one that did not help is not";
}

// As when a verdict is judged again where there are no credentials.
TEST_F(ComputeApiTest, WithoutATokenARecordedAnswerServes) {
  host_.pages.erase(test::kMetadataUrl + std::string(test::kTokenPath));
  EXPECT_EQ(ask(), "ok");
  ASSERT_EQ(host_.requests.size(), 2u);
  EXPECT_EQ(host_.requests[1].headers, "Accept: application/json");
}

TEST_F(ComputeApiTest, WithoutATokenAndAnAnswerItIsTheTokenThatIsMissing) {
  host_.pages.erase(test::kMetadataUrl + std::string(test::kTokenPath));
  host_.pages.erase(test::kComputeUrl + test::compute_api_path({}));
  const auto refused = api_.signing_key(host_.call(), kInstance);
  ASSERT_FALSE(refused.ok());
  EXPECT_EQ(refused.failure().code(), POSTERN_REASON_COLLATERAL_UNAVAILABLE);
  EXPECT_EQ(refused.failure().subject(), test::kMetadataUrl + std::string(test::kTokenPath)) << "not the Compute API";
}

TEST_F(ComputeApiTest, NoTextHoldsTheToken) {
  host_.pages.erase(test::kComputeUrl + test::compute_api_path({}));
  const auto refused = api_.signing_key(host_.call(), kInstance);
  ASSERT_FALSE(refused.ok());
  EXPECT_THAT(refused.failure().operator_text() + refused.failure().subject() + refused.failure().observed(),
              testing::Not(testing::HasSubstr("ya29")));
}

}  // namespace
}  // namespace postern::gcp
