// SPDX-License-Identifier: Apache-2.0
#include <openssl/evp.h>
#include <openssl/pem.h>

#include "common/crypto/secret_text.h"
#include "common/encoding/base64url.h"
#include "common/jose/sign_jwt.h"
#include "unit/gcp/machine_judge.h"
#include "validators/gcp/access_token.h"
#include "validators/gcp/secret_object.h"
#include "validators/gcp/service_account.h"

namespace postern::gcp {
namespace {

using nlohmann::json;

// Everything here uses secure memory, which the host gives.
class Credentials : public testing::Test {
 protected:
  Host host_;
};
using SecretObjects = Credentials;
using AccessTokens = Credentials;
using ServiceAccounts = Credentials;
using SignJwt = Credentials;

auto take(const std::string& text, std::string_view name = "key") { return read_secret_object(sdk::as_bytes(text), name, {}); }

TEST_F(SecretObjects, SeparateTheSecretFromTheRest) {
  const auto object = take(R"({"a": 1, "key" : "s3cr3t", "z": ["key2"]})");
  ASSERT_THAT(object, Succeeds());
  EXPECT_EQ(common::text_of(object.value().secret), "s3cr3t");
  EXPECT_EQ(object.value().rest, json::parse(R"({"a": 1, "key": "******", "z": ["key2"]})"));
}

TEST_F(SecretObjects, UnescapeWhatWritersEscape) {
  const auto object = take("{\"key\":\"a\\nb\\/c\\\\d\\\"e\\u003df\"}");
  ASSERT_THAT(object, Succeeds());
  EXPECT_EQ(common::text_of(object.value().secret), "a\nb/c\\d\"e=f");
}

TEST_F(SecretObjects, AreRefusedWhenTheNameIsNotThereOnce) {
  for (const char* bad : {"", "{}", R"({"other":"x"})", R"({"key":"a","key":"b"})", R"({"a":"key","key":"b"})", R"({"key":1})",
                          R"({"key":null})", R"({"key":""})", R"({"key":"a)", R"({"key")", R"({"key":)", R"({"key":"a\)",
                          R"({"key":"a\u00")", R"({"key":"a\u00e4"})", R"({"key":"a\t"})", "{\"key\":\"a\tb\"}", "{\"key\":\"ä\"}",
                          R"({"deep":{"key":"a"}})", R"(["key":"a"])", R"({"key":"a"} x)", R"({"key":"a","a":1,"a":2})",
                          R"({"\"key\":\"fake": "key", "x":"key"})"})
    EXPECT_THAT(take(bad), DeniedWith(POSTERN_REASON_COLLATERAL_INVALID)) << bad;
  EXPECT_THAT(read_secret_object(sdk::as_bytes(R"({"key":"a"})"), "key", {.bytes = 5}), DeniedWith(POSTERN_REASON_COLLATERAL_INVALID));
}

auto token(const json& answer) { return parse_token_answer(sdk::as_bytes(answer.dump())); }
MATCHER(IsUnusable, "is unavailable with COLLATERAL_INVALID") {
  return !arg.ok() && arg.failure().status() == POSTERN_UNAVAILABLE && arg.failure().code() == POSTERN_REASON_COLLATERAL_INVALID;
}

TEST_F(AccessTokens, AreRead) {
  const auto read = parse_token_answer(sdk::as_bytes(test::token_answer("ya29.c.abc_-~+/=", 60)));
  ASSERT_THAT(read, Succeeds());
  EXPECT_EQ(common::text_of(read.value().text), "ya29.c.abc_-~+/=");
  EXPECT_EQ(read.value().lifetime, std::chrono::seconds(60));
}

TEST_F(AccessTokens, AreRefusedInOtherShapes) {
  const json right = json::parse(test::token_answer());
  const auto with = [&](const char* key, const json& value) {
    json changed = right;
    changed[key] = value;
    return token(changed);
  };
  for (const json& bad : {json("a b"), json("a\nX-Other: 1"), json(std::string(9000, 'a')), json("ä"), json(7), json("")})
    EXPECT_THAT(with("access_token", bad), IsUnusable()) << bad;
  for (const json& bad : {json(0), json(-5), json(1e9), json("3599"), json(100'000), json(), json(1.5)})
    EXPECT_THAT(with("expires_in", bad), IsUnusable()) << bad;
  for (const json& bad : {json("mac"), json(), json(1)}) EXPECT_THAT(with("token_type", bad), IsUnusable()) << bad;
  EXPECT_THAT(parse_token_answer({}), IsUnusable());
  EXPECT_THAT(parse_token_answer(sdk::as_bytes("<html>")), IsUnusable());
  EXPECT_THAT(with("pad", std::string(20'000, 'x')), IsUnusable());
}

TEST_F(AccessTokens, AreInNoText) {
  const auto refused = token({{"access_token", "canary-of-a-token"}, {"expires_in", 0}, {"token_type", "Bearer"}});
  ASSERT_THAT(refused, IsUnusable());
  EXPECT_THAT(refused.failure().operator_text() + refused.failure().observed(), testing::Not(testing::HasSubstr("canary")));
}

json account_file(const json& changes = json::object()) {
  json file{{"type", "service_account"}, {"client_email", "gate@example-project.iam.gserviceaccount.com"},
            {"private_key_id", "0123abcd"}, {"private_key", test::private_pem(test::rsa_key("service account"))},
            {"token_uri", "https://elsewhere.example/token"}};
  file.update(changes);
  return file;
}
auto account(const json& file) { return parse_service_account(sdk::as_bytes(file.dump()), "gcp-key"); }

TEST_F(ServiceAccounts, AreRead) {
  const auto read = account(account_file());
  ASSERT_THAT(read, Succeeds());
  EXPECT_EQ(read.value().client_email, "gate@example-project.iam.gserviceaccount.com");
  EXPECT_EQ(read.value().key_id, "0123abcd");
  EXPECT_EQ(EVP_PKEY_eq(read.value().key.get(), test::rsa_key("service account")), 1);
}

TEST_F(ServiceAccounts, AreRefusedInOtherShapes) {
  for (const json& changes :
       {json{{"type", "authorized_user"}}, json{{"type", nullptr}}, json{{"client_email", ""}}, json{{"client_email", 7}},
        json{{"private_key", "no PEM"}}, json{{"private_key", test::private_pem(test::p384_key("account"))}}, json{{"private_key", 1}}})
    EXPECT_THAT(account(account_file(changes)), test::MisconfiguredAt("gcp-key")) << changes;
  EXPECT_THAT(parse_service_account({}, "gcp-key"), test::MisconfiguredAt("gcp-key"));
  EXPECT_THAT(account(account_file({{"pad", std::string(20'000, 'x')}})), test::MisconfiguredAt("gcp-key"));
}

bool verifies(const std::string& signed_part, sdk::ByteView signature, EVP_PKEY* key) {
  const std::unique_ptr<EVP_MD_CTX, decltype(&EVP_MD_CTX_free)> context(EVP_MD_CTX_new(), EVP_MD_CTX_free);
  return EVP_DigestVerifyInit(context.get(), nullptr, EVP_sha256(), nullptr, key) == 1 &&
         EVP_DigestVerify(context.get(), reinterpret_cast<const unsigned char*>(signature.data()), signature.size(),
                          reinterpret_cast<const unsigned char*>(signed_part.data()), signed_part.size()) == 1;
}

TEST_F(SignJwt, MakesAJwtThatVerifies) {
  EVP_PKEY* key = test::rsa_key("service account");
  for (const std::size_t pad : {0u, 1u, 2u}) {  // all three ends of base64url
    const json claims{{"iss", "gate"}, {"pad", std::string(pad, '?')}};
    const auto made = jose::sign_jwt(key, claims, "kid-1");
    ASSERT_THAT(made, Succeeds());
    const std::string text(common::text_of(made.value()));
    const std::size_t first = text.find('.'), last = text.rfind('.');
    const auto part = [&](std::size_t from, std::size_t to) { return encoding::decode_base64url(text.substr(from, to - from)).value(); };
    EXPECT_EQ(json::parse(text_of(part(0, first))), (json{{"alg", "RS256"}, {"typ", "JWT"}, {"kid", "kid-1"}}));
    EXPECT_EQ(json::parse(text_of(part(first + 1, last))), claims);
    EXPECT_TRUE(verifies(text.substr(0, last), part(last + 1, text.size()), key));
  }
}

TEST_F(SignJwt, RefusesKeysThatDoNotFit) {
  EXPECT_FALSE(jose::sign_jwt(test::p384_key("account"), {}).ok());
  EXPECT_FALSE(jose::sign_jwt(nullptr, {}).ok());
  const std::unique_ptr<EVP_PKEY, decltype(&EVP_PKEY_free)> weak(EVP_RSA_gen(1024), EVP_PKEY_free);
  EXPECT_FALSE(jose::sign_jwt(weak.get(), {}).ok());
}

}  // namespace
}  // namespace postern::gcp
