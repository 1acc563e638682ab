// SPDX-License-Identifier: Apache-2.0
#include "common/jose/key_set.h"

#include "common/encoding/base64.h"
#include "common/encoding/base64url.h"
#include "support/azure_evidence.h"
#include "unit/tpm2/failure_matchers.h"

namespace postern::jose {
namespace {

using nlohmann::json;
using test::DeniedWith;
using test::Succeeds;

const test::SoftwareAk& key() {
  static const test::SoftwareAk made;
  return made;
}
json jwk() { return json::parse(test::jwk_of(key(), "a").dump()); }
json certified() { return json::parse(test::maa_key_set())["keys"][0]; }
json with(json object, const char* name, json value) {
  object[name] = std::move(value);
  return object;
}
json without(json object, const char* name) {
  object.erase(name);
  return object;
}
auto set_of(const json& keys) { return parse_key_set(json{{"keys", keys}}.dump()); }

TEST(ParseJwk, TakesNumbersOrACertificate) {
  auto plain = parse_jwk(jwk());
  ASSERT_THAT(plain, Succeeds());
  EXPECT_EQ(plain.value().kid, "a");
  auto from_certificate = parse_jwk(certified());
  ASSERT_THAT(from_certificate, Succeeds());
  EXPECT_EQ(EVP_PKEY_eq(from_certificate.value().key.get(), test::maa_key()), 1);
  EXPECT_FALSE(plain.value().key.same_as(from_certificate.value().key));
}

TEST(ParseJwk, RefusesTwoKeysInOne) {
  json both = jwk();
  both["x5c"] = certified()["x5c"];
  EXPECT_THAT(parse_jwk(both), DeniedWith(POSTERN_REASON_TOKEN_INVALID));
}

TEST(ParseJwk, RefusesWhatIsNoRsaKey) {
  EXPECT_THAT(parse_jwk(json::array()), DeniedWith(POSTERN_REASON_TOKEN_INVALID));
  EXPECT_THAT(parse_jwk(json::object()), DeniedWith(POSTERN_REASON_TOKEN_INVALID));
  for (const json& kind : {json("EC"), json("oct"), json("rsa"), json(5), json(nullptr)})
    EXPECT_THAT(parse_jwk(with(jwk(), "kty", kind)), DeniedWith(POSTERN_REASON_TOKEN_INVALID));
  for (const char* name : {"n", "e"})
    EXPECT_THAT(parse_jwk(without(jwk(), name)), DeniedWith(POSTERN_REASON_TOKEN_INVALID));
  for (const json& exponent : {json("Aw"), json("AAEAAQ"), json("AA"), json("AQAB="), json(65537), json("AQABAQABAQAB")})
    EXPECT_THAT(parse_jwk(with(jwk(), "e", exponent)), DeniedWith(POSTERN_REASON_TOKEN_INVALID)) << exponent;
  const std::string n = jwk()["n"];
  for (const std::string& modulus : {std::string("AQAB"), "AA" + n, n + "=", n.substr(0, 100), n + n + n + n, std::string(683, 'A')})
    EXPECT_THAT(parse_jwk(with(jwk(), "n", modulus)), DeniedWith(POSTERN_REASON_TOKEN_INVALID)) << modulus.size();
  EXPECT_THAT(parse_jwk(with(jwk(), "kid", std::string(257, 'k'))), DeniedWith(POSTERN_REASON_TOKEN_INVALID));
}

TEST(ParseJwk, RefusesCertificatesThatAreNone) {
  const std::string der = certified()["x5c"][0];
  for (const json& list : {json::array(), json{5}, json{"AAAA"}, json{"!"}, json{der.substr(0, 400)}, json(der), json{der + "AAAA"}})
    EXPECT_THAT(parse_jwk(with(certified(), "x5c", list)), DeniedWith(POSTERN_REASON_TOKEN_INVALID)) << list;
}

TEST(KeySet, FindsByNameAndPassesOverOthers) {
  json second = with(certified(), "kid", "a");
  const auto keys = set_of({jwk(), second, with(jwk(), "use", "enc"), with(jwk(), "alg", "RS384"), without(jwk(), "kid"),
                            json{{"kty", "EC"}, {"kid", "a"}}, json(5)});
  ASSERT_THAT(keys, Succeeds());
  auto copy = keys;
  EXPECT_EQ(copy.value().size(), 2u);
  EXPECT_EQ(copy.value().find("a").size(), 2u);
  EXPECT_TRUE(copy.value().find("b").empty());
  EXPECT_TRUE(copy.value().find("").empty());
}

TEST(KeySet, RefusesWhatHoldsNoKeys) {
  for (const char* text : {"", "[]", "{}", R"({"keys":{}})", R"({"keys":[]})", R"({"keys":[5]})", R"({"keys":[],"keys":[]})", "<html>"})
    EXPECT_THAT(parse_key_set(text), DeniedWith(POSTERN_REASON_TOKEN_INVALID)) << text;
  EXPECT_THAT(parse_key_set(std::string(kLongestKeySet + 1, ' ')), DeniedWith(POSTERN_REASON_TOKEN_INVALID));
  EXPECT_THAT(set_of(json(std::vector<json>(kMostKeys + 1, jwk()))), DeniedWith(POSTERN_REASON_TOKEN_INVALID));
}

}  // namespace
}  // namespace postern::jose
