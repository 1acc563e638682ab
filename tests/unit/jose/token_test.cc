// SPDX-License-Identifier: Apache-2.0
#include "common/jose/verify_token.h"

#include "common/encoding/base64.h"
#include "common/encoding/base64url.h"
#include "common/jose/parse_token.h"
#include "support/azure_evidence.h"
#include "unit/tpm2/failure_matchers.h"

namespace postern::jose {
namespace {

using nlohmann::json;
using test::DeniedWith;
using test::kPkiNow;
using test::Succeeds;

const json kHeader{{"alg", "RS256"}, {"kid", "maa-key"}, {"typ", "JWT"}};
const std::string kIssuer = "https://issuer.example";

json claims() { return {{"iss", kIssuer}, {"exp", kPkiNow + 10}, {"nbf", kPkiNow - 10}, {"iat", kPkiNow - 10}}; }
json with(json object, const char* name, json value) {
  object[name] = std::move(value);
  return object;
}
json without(json object, const char* name) {
  object.erase(name);
  return object;
}
KeySet keys() { return parse_key_set(test::maa_key_set()).take(); }

sdk::Result<VerifiedToken> judge(const std::string& text) {
  POSTERN_TRY(token, parse_token(text));
  return verify_token(token, keys(), {kIssuer, test::kAzureNow});
}
sdk::Result<VerifiedToken> judge(const json& header, const json& body) {
  return judge(test::sign_token(header, body.dump(), test::maa_key()));
}

TEST(VerifyToken, AcceptsARightToken) {
  const auto verified = judge(kHeader, claims());
  ASSERT_THAT(verified, Succeeds());
  EXPECT_EQ(std::as_const(verified).ok(), true);
}

TEST(VerifyToken, HandsOutTheSignedClaims) {
  auto verified = judge(kHeader, with(claims(), "x", 5));
  ASSERT_THAT(verified, Succeeds());
  EXPECT_EQ(verified.value().claims()["x"], 5);
}

// The algorithm is ours to choose, never the token's (RFC 8725, 3.1).
TEST(VerifyToken, RefusesOtherAlgorithms) {
  for (const char* algorithm : {"none", "None", "HS256", "RS384", "RS512", "PS256", "ES256", "rs256", ""})
    EXPECT_THAT(judge(with(kHeader, "alg", algorithm), claims()), DeniedWith(POSTERN_REASON_TOKEN_INVALID))
        << algorithm;
  EXPECT_THAT(judge(without(kHeader, "alg"), claims()), DeniedWith(POSTERN_REASON_TOKEN_INVALID));
  const std::string unsigned_text =
      encoding::encode_base64url(sdk::as_bytes(R"({"alg":"none","kid":"maa-key"})")) + "." +
      encoding::encode_base64url(sdk::as_bytes(claims().dump())) + ".";
  EXPECT_THAT(judge(unsigned_text), DeniedWith(POSTERN_REASON_TOKEN_INVALID));
}

TEST(VerifyToken, RefusesAnotherType) {
  EXPECT_THAT(judge(without(kHeader, "typ"), claims()), Succeeds());
  EXPECT_THAT(judge(with(kHeader, "typ", "at+jwt"), claims()), DeniedWith(POSTERN_REASON_TOKEN_INVALID));
}

TEST(VerifyToken, RefusesKeysThatAreNotInTheSet) {
  EXPECT_THAT(judge(with(kHeader, "kid", "other"), claims()), DeniedWith(POSTERN_REASON_TOKEN_INVALID));
  EXPECT_THAT(judge(without(kHeader, "kid"), claims()), DeniedWith(POSTERN_REASON_TOKEN_INVALID));
  const std::string text = test::sign_token(kHeader, claims().dump(), test::rsa_key("somebody else"));
  EXPECT_THAT(judge(text), DeniedWith(POSTERN_REASON_TOKEN_INVALID));
}

TEST(VerifyToken, NeverUsesKeysThatTheTokenBrings) {
  const json own = json::parse(test::maa_key_set())["keys"][0];
  json header = with(with(kHeader, "kid", "mine"), "jwk", own);
  header["x5c"] = own["x5c"];
  EXPECT_THAT(judge(header, claims()), DeniedWith(POSTERN_REASON_TOKEN_INVALID));
}

TEST(VerifyToken, RefusesCriticalExtensions) {
  EXPECT_THAT(judge(with(with(kHeader, "crit", {"b64"}), "b64", false), claims()),
              DeniedWith(POSTERN_REASON_TOKEN_INVALID));
  EXPECT_THAT(judge(with(kHeader, "crit", json::array()), claims()), DeniedWith(POSTERN_REASON_TOKEN_INVALID));
}

TEST(VerifyToken, RefusesChangedTokens) {
  const std::string text = test::sign_token(kHeader, claims().dump(), test::maa_key());
  for (std::size_t i = 0; i < text.size(); i += 7) {
    std::string changed = text;
    changed[i] = changed[i] == 'A' ? 'B' : 'A';
    EXPECT_THAT(judge(changed), DeniedWith(POSTERN_REASON_TOKEN_INVALID)) << i;
  }
}

TEST(VerifyToken, AsksForTheIssuer) {
  for (const json& issuer : {json(kIssuer + "/"), json("https://issuer.example.org"), json(5), json(nullptr), json{kIssuer}})
    EXPECT_THAT(judge(kHeader, with(claims(), "iss", issuer)), DeniedWith(POSTERN_REASON_TOKEN_INVALID)) << issuer;
  EXPECT_THAT(judge(kHeader, without(claims(), "iss")), DeniedWith(POSTERN_REASON_TOKEN_INVALID));
}

TEST(VerifyToken, AsksForTheTimes) {
  EXPECT_THAT(judge(kHeader, with(claims(), "exp", kPkiNow + 1)), Succeeds());
  EXPECT_THAT(judge(kHeader, with(claims(), "nbf", kPkiNow + 60)), Succeeds());
  EXPECT_THAT(judge(kHeader, without(without(claims(), "nbf"), "iat")), Succeeds());
  for (const json& time : {json(kPkiNow), json(kPkiNow - 1), json(0), json(-1), json("9999999999"), json(kPkiNow + 10.5),
                           json(1e300), json(18446744073709551615u), json(nullptr), json(true)})
    EXPECT_THAT(judge(kHeader, with(claims(), "exp", time)), DeniedWith(POSTERN_REASON_TOKEN_INVALID)) << time;
  EXPECT_THAT(judge(kHeader, without(claims(), "exp")), DeniedWith(POSTERN_REASON_TOKEN_INVALID));
  for (const char* name : {"nbf", "iat"})
    for (const json& time : {json(kPkiNow + 61), json("0"), json(-5), json(18446744073709551615u)})
      EXPECT_THAT(judge(kHeader, with(claims(), name, time)), DeniedWith(POSTERN_REASON_TOKEN_INVALID)) << time;
}

TEST(VerifyToken, RefusesPayloadsThatAreNoClaims) {
  for (const char* payload : {"", "x", "[]", "5", R"({"exp":4102444800,"exp":4102444800})"})
    EXPECT_THAT(judge(test::sign_token(kHeader, payload, test::maa_key())),
                DeniedWith(POSTERN_REASON_TOKEN_INVALID))
        << payload;
}

TEST(ParseToken, RefusesOtherForms) {
  const std::string text = test::sign_token(kHeader, claims().dump(), test::maa_key());
  const std::string long_text(kLongestToken + 1, 'A');
  for (const std::string& wrong : {std::string(), std::string("."), std::string(".."), std::string("a.b"), text + ".",
                                   text + "=", " " + text, "." + text, text.substr(text.find('.')), long_text})
    EXPECT_THAT(parse_token(wrong), DeniedWith(POSTERN_REASON_TOKEN_INVALID)) << wrong.substr(0, 60);
  for (const char* header : {"[]", "{", R"({"alg":5})", R"({"alg":"RS256","kid":{}})", R"({"alg":"RS256","alg":"RS256"})"})
    EXPECT_THAT(parse_token(encoding::encode_base64url(sdk::as_bytes(header)) + ".e30.AA"),
                DeniedWith(POSTERN_REASON_TOKEN_INVALID))
        << header;
}

TEST(Base64url, HasOneTextForEachValue) {
  const sdk::ByteVector bytes{std::byte{0xFB}, std::byte{0xFF}, std::byte{0xFE}, std::byte{0x01}};
  EXPECT_EQ(encoding::encode_base64url(bytes), "-__-AQ");
  EXPECT_EQ(encoding::decode_base64url("-__-AQ"), bytes);
  EXPECT_EQ(encoding::decode_base64url(""), sdk::ByteVector{});
  for (const char* wrong : {"A", "AQ==", "AQ=", "AR", "+//+AQ", "A Q", "AQ\n", "AAAAA"})
    EXPECT_FALSE(encoding::decode_base64url(wrong)) << wrong;
}

}  // namespace
}  // namespace postern::jose
