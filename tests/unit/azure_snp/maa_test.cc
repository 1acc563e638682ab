// SPDX-License-Identifier: Apache-2.0
//
// id_key_enforcement = "maa-fallback": a token of Microsoft Azure Attestation stands in for an id-key digest that is
// not listed, when it speaks of this very machine, report and connection.
#include "unit/azure_snp/azure_bench.h"

namespace postern::azure_snp {
namespace {

using nlohmann::json;
using test::AzureMachine;
using test::DeniedWith;
using test::Succeeds;

class MaaTest : public test::AzureBench {
 protected:
  MaaTest() : machine_(test::usual_machine()) {
    machine_.report.id_key_digest = sdk::ByteVector(48, std::byte{0x77});
    test::serve_maa(host_.pages);
  }
  json config() const {
    json config = test::azure_snp_config();
    config["id_key_enforcement"] = "maa-fallback";
    config["maa_url"] = test::kMaaUrl;
    return config;
  }
  json claims() const { return test::maa_claims(machine_, test::kNonce, test::kKey); }
  sdk::Judgement judge_token(const std::string& token) {
    machine_.maa_token = token;
    return judge(machine_, config());
  }
  sdk::Judgement judge_claims(const json& body) { return judge_token(test::write_maa_token(body)); }
  sdk::Judgement judge_changed(const std::string& pointer, const json& value) {
    json body = claims();
    body[json::json_pointer(pointer)] = value;
    return judge_claims(body);
  }
  AzureMachine machine_;
};

TEST_F(MaaTest, StandsInForAnUnknownDigest) {
  ASSERT_THAT(judge_claims(claims()), Succeeds());
  EXPECT_EQ(host_.claims.at("azure.maa").integer, 1);
  EXPECT_EQ(host_.claims.at("snp.id_key.match").integer, 0);
}

TEST_F(MaaTest, IsNotAskedForAKnownDigest) {
  machine_ = test::usual_machine();
  host_.pages.clear();
  ASSERT_THAT(judge_token("no token"), Succeeds());
  EXPECT_EQ(host_.claims.at("azure.maa").integer, 0);
}

TEST_F(MaaTest, IsNoHelpWithoutTheFallback) {
  machine_.maa_token = test::write_maa_token(claims());
  EXPECT_THAT(judge(machine_), DeniedWith(POSTERN_REASON_ID_KEY_MISMATCH));
}

TEST_F(MaaTest, DoesNotExcuseAnythingElse) {
  machine_.report.policy |= 1u << 19;
  EXPECT_THAT(judge_claims(claims()), DeniedWith(POSTERN_REASON_GUEST_POLICY));
}

TEST_F(MaaTest, MustBeAToken) {
  for (const char* token : {"", "x", "a.b.c", "e30.e30."})
    EXPECT_THAT(judge_token(token), DeniedWith(POSTERN_REASON_TOKEN_INVALID)) << token;
}

TEST_F(MaaTest, MustBeSignedByTheProvider) {
  const json header{{"alg", "RS256"}, {"kid", "maa-key"}, {"typ", "JWT"}};
  EXPECT_THAT(judge_token(test::sign_token(header, claims().dump(), test::rsa_key("somebody"))),
              DeniedWith(POSTERN_REASON_TOKEN_INVALID));
  for (const char* algorithm : {"none", "HS256"}) {
    json other = header;
    other["alg"] = algorithm;
    EXPECT_THAT(judge_token(test::sign_token(other, claims().dump(), test::maa_key())),
                DeniedWith(POSTERN_REASON_TOKEN_INVALID));
  }
}

TEST_F(MaaTest, MustBeOfTheConfiguredProviderAndCurrent) {
  EXPECT_THAT(judge_changed("/iss", "https://other.attest.azure.net"), DeniedWith(POSTERN_REASON_TOKEN_INVALID));
  EXPECT_THAT(judge_changed("/exp", test::kPkiNow), DeniedWith(POSTERN_REASON_TOKEN_INVALID));
  EXPECT_THAT(judge_changed("/nbf", test::kPkiNow + 3600), DeniedWith(POSTERN_REASON_TOKEN_INVALID));
}

TEST_F(MaaTest, MustBeForThisConnection) {
  const sdk::ByteVector other(32, std::byte{5});
  EXPECT_THAT(judge_claims(test::maa_claims(machine_, other, test::kKey)), DeniedWith(POSTERN_REASON_TOKEN_INVALID));
  EXPECT_THAT(judge_claims(test::maa_claims(machine_, test::kNonce, other)), DeniedWith(POSTERN_REASON_TOKEN_INVALID));
  EXPECT_THAT(judge_changed("/x-ms-runtime/client-payload", json::object()), DeniedWith(POSTERN_REASON_TOKEN_INVALID));
  EXPECT_THAT(judge_changed("/x-ms-runtime", nullptr), DeniedWith(POSTERN_REASON_TOKEN_INVALID));
}

// The reference compares the nonce only, so that a token for one VM helps another one.
TEST_F(MaaTest, MustBeForThisMachineAndReport) {
  AzureMachine other = machine_;
  other.runtime_data = test::write_runtime_data(test::SoftwareAk());
  EXPECT_THAT(judge_claims(test::maa_claims(other, test::kNonce, test::kKey)),
              DeniedWith(POSTERN_REASON_TOKEN_INVALID));
  const std::string tee = "/x-ms-isolation-tee/x-ms-sevsnpvm-";
  EXPECT_THAT(judge_changed(tee + "idkeydigest", std::string(96, '1')), DeniedWith(POSTERN_REASON_TOKEN_INVALID));
  EXPECT_THAT(judge_changed(tee + "launchmeasurement", std::string(96, '1')), DeniedWith(POSTERN_REASON_TOKEN_INVALID));
  EXPECT_THAT(judge_changed(tee + "reportdata", nullptr), DeniedWith(POSTERN_REASON_TOKEN_INVALID));
  for (const json& value : {json(true), json(nullptr), json("false"), json(0)})
    EXPECT_THAT(judge_changed(tee + "is-debuggable", value), DeniedWith(POSTERN_REASON_TOKEN_INVALID)) << value;
}

TEST_F(MaaTest, MustSpeakOfACompliantConfidentialVm) {
  EXPECT_THAT(judge_changed("/x-ms-attestation-type", "sgx"), DeniedWith(POSTERN_REASON_TOKEN_INVALID));
  EXPECT_THAT(judge_changed("/x-ms-isolation-tee", nullptr), DeniedWith(POSTERN_REASON_TOKEN_INVALID));
  EXPECT_THAT(judge_changed("/x-ms-isolation-tee/x-ms-attestation-type", "tdxvm"),
              DeniedWith(POSTERN_REASON_TOKEN_INVALID));
  EXPECT_THAT(judge_changed("/x-ms-isolation-tee/x-ms-compliance-status", "azure-noncompliant"),
              DeniedWith(POSTERN_REASON_TOKEN_INVALID));
}

TEST_F(MaaTest, WithoutKeysThereIsNoVerdict) {
  host_.pages.clear();
  auto judged = judge_claims(claims());
  ASSERT_FALSE(judged.ok());
  EXPECT_EQ(judged.failure().status(), POSTERN_UNAVAILABLE);
  EXPECT_EQ(judged.failure().code(), POSTERN_REASON_COLLATERAL_UNAVAILABLE);
  host_.pages[std::string(test::kMaaUrl) + "/certs"] = "<html>";
  judged = judge_claims(claims());
  ASSERT_FALSE(judged.ok());
  EXPECT_EQ(judged.failure().status(), POSTERN_UNAVAILABLE);
  EXPECT_EQ(judged.failure().code(), POSTERN_REASON_COLLATERAL_INVALID);
}

}  // namespace
}  // namespace postern::azure_snp
