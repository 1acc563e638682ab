// SPDX-License-Identifier: Apache-2.0
#include "backends/kms/config.h"

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>
#include <set>

namespace postern::kms {
namespace {

using nlohmann::json;

json local() {
  return {{"mode", "local"}, {"master_secret", "master"}, {"salt", "salt"}, {"measurement_salt", "msalt"}};
}
json grpc() {
  return {{"mode", "grpc"}, {"endpoints", json::array({"kms:9000"})}, {"ca", "kms-ca"}, {"measurement_salt", "msalt"}};
}
json with(json config, const char* key, json value) {
  config[key] = std::move(value);
  return config;
}
json without(json config, const char* key) {
  config.erase(key);
  return config;
}

void expect_refused(const json& config, const std::string& pointer) {
  const auto result = read_config(config.dump());
  ASSERT_FALSE(result.ok()) << config;
  EXPECT_EQ(result.failure().status(), POSTERN_MISCONFIGURED);
  EXPECT_EQ(result.failure().subject(), pointer) << config;
  EXPECT_FALSE(result.failure().operator_text().empty());
}

TEST(KmsConfig, ReadsLocal) {
  const auto result = read_config(local().dump());
  ASSERT_TRUE(result.ok());
  const auto& source = std::get<keys::LocalConfig>(result.value().source);
  EXPECT_EQ(source.master_secret, "master");
  EXPECT_EQ(source.salt, "salt");
  EXPECT_EQ(result.value().measurement_salt, "msalt");
}

TEST(KmsConfig, ReadsGrpcWithTlsAndFiveSecondsUnlessTold) {
  const auto result = read_config(grpc().dump());
  ASSERT_TRUE(result.ok());
  const auto& source = std::get<keys::ServiceConfig>(result.value().source);
  EXPECT_EQ(source.tls, keys::Tls::kServer);
  EXPECT_EQ(source.timeout, std::chrono::seconds(5));
  EXPECT_EQ(source.ca, "kms-ca");
}

TEST(KmsConfig, ReadsMutualTls) {
  const json config = with(with(with(with(with(grpc(), "tls", "mtls"), "client_cert", "cert"), "client_key", "key"),
                                "server_name", "kms.internal"),
                           "timeout", "750ms");
  const auto result = read_config(config.dump());
  ASSERT_TRUE(result.ok());
  const auto& source = std::get<keys::ServiceConfig>(result.value().source);
  EXPECT_EQ(source.tls, keys::Tls::kMutual);
  EXPECT_EQ(source.client_cert, "cert");
  EXPECT_EQ(source.client_key, "key");
  EXPECT_EQ(source.server_name, "kms.internal");
  EXPECT_EQ(source.timeout, std::chrono::milliseconds(750));
}

TEST(KmsConfig, RefusesWhatDoesNotFitAndNamesTheKey) {
  expect_refused(without(local(), "mode"), "/mode");
  expect_refused(with(local(), "mode", "pkcs12"), "/mode");
  expect_refused(with(local(), "mode", 1), "/mode");
  expect_refused(without(local(), "master_secret"), "/master_secret");
  expect_refused(with(local(), "salt", ""), "/salt");
  expect_refused(without(local(), "measurement_salt"), "/measurement_salt");
  expect_refused(with(local(), "endpoints", json::array({"kms:9000"})), "/endpoints");
  expect_refused(without(grpc(), "endpoints"), "/endpoints");
  for (const json& wrong : {json::array(), json::array({"kms"}), json::array({"kms:9000", "kms:9000"}), json("kms:9000"),
                            json(std::vector<std::string>(17, "kms:9000")), json::array({1})})
    expect_refused(with(grpc(), "endpoints", wrong), "/endpoints");
  expect_refused(with(grpc(), "endpoint", "kms:9000"), "/endpoint");
  expect_refused(with(grpc(), "tls", "on"), "/tls");
  expect_refused(with(grpc(), "master_secret", "x"), "/master_secret");
  expect_refused(with(grpc(), "surprise", true), "/surprise");
}

TEST(KmsConfig, RefusesTlsWithoutItsCertificates) {
  expect_refused(without(grpc(), "ca"), "/ca");
  expect_refused(with(grpc(), "tls", "mtls"), "/client_cert");
  expect_refused(with(with(grpc(), "tls", "mtls"), "client_cert", "cert"), "/client_key");
  // Certificates without TLS would be a false sense of safety.
  expect_refused(with(grpc(), "tls", "off"), "/ca");
  expect_refused(with(grpc(), "client_cert", "cert"), "/client_cert");
}

TEST(KmsConfig, RefusesTimeoutsOutsideTheirBounds) {
  for (const char* text : {"0s", "9ms", "61s", "5", "soon", ""}) expect_refused(with(grpc(), "timeout", text), "/timeout");
}

json hsm() {
  return {{"mode", "pkcs11"}, {"module", "/usr/lib/hsm.so"}, {"token_label", "postern"}, {"key_label", "prk"},
          {"pin", "hsm-pin"}, {"measurement_salt", "msalt"}};
}
json hsm_uri(const char* uri) { return without(without(with(hsm(), "uri", uri), "token_label"), "key_label"); }

TEST(KmsConfig, ReadsTheKeyInAnHsmByLabelsOrUri) {
  const auto labels = read_config(hsm().dump());
  ASSERT_TRUE(labels.ok()) << labels.failure().operator_text();
  const auto& source = std::get<keys::HsmConfig>(labels.value().source);
  EXPECT_EQ(source.module, "/usr/lib/hsm.so");
  EXPECT_EQ(source.pin, "hsm-pin");
  EXPECT_EQ(source.sessions, 4u);
  EXPECT_EQ(source.timeout, std::chrono::seconds(5));
  const auto uri = read_config(hsm_uri("pkcs11:token=postern;object=prk").dump());
  ASSERT_TRUE(uri.ok()) << uri.failure().operator_text();
  EXPECT_EQ(std::get<keys::HsmConfig>(uri.value().source).location.text(), source.location.text());
}

TEST(KmsConfig, RefusesHsmsThatAreNotSaidExactly) {
  expect_refused(with(hsm(), "module", "hsm.so"), "/module");
  expect_refused(without(hsm(), "module"), "/module");
  expect_refused(without(hsm(), "pin"), "/pin");
  expect_refused(without(hsm(), "token_label"), "/token_label");
  expect_refused(without(hsm(), "key_label"), "/key_label");
  expect_refused(with(hsm(), "token_label", std::string(33, 'x')), "/token_label");
  expect_refused(with(hsm(), "uri", "pkcs11:token=postern;object=prk"), "/uri");
  expect_refused(with(hsm(), "sessions", 0), "/sessions");
  expect_refused(with(hsm(), "sessions", 65), "/sessions");
  expect_refused(with(hsm(), "tls", "off"), "/tls");
  for (const char* uri : {"", "postern", "pkcs11:", "pkcs11:token=postern", "pkcs11:object=prk",
                          "pkcs11:token=postern;object=prk?pin-value=1234", "pkcs11:token=postern;object=prk;x-y=1",
                          "pkcs11:token=postern;object=prk?pin-source=/etc/pin",
                          "pkcs11:token=postern;object=prk?module-path=/usr/lib/other.so",
                          "pkcs11:token=postern;object=prk;type=private"})
    expect_refused(hsm_uri(uri), "/uri");
}

TEST(KmsConfig, BindsDiskKeysToAnInstanceOnlyWithAClaim) {
  EXPECT_EQ(read_config(local().dump()).value().instance_claim, "");
  EXPECT_EQ(read_config(with(local(), "bind", "disk").dump()).value().instance_claim, "");
  const json bound = with(with(local(), "bind", "instance"), "instance_claim", "snp.chip_id");
  const auto read = read_config(bound.dump());
  ASSERT_TRUE(read.ok());
  EXPECT_EQ(read.value().instance_claim, "snp.chip_id");
  expect_refused(without(bound, "instance_claim"), "/instance_claim");
  expect_refused(with(bound, "instance_claim", ""), "/instance_claim");
  expect_refused(with(bound, "instance_claim", "Chip ID"), "/instance_claim");
  expect_refused(with(bound, "bind", "disk"), "/instance_claim");
  expect_refused(without(bound, "bind"), "/instance_claim");
  expect_refused(with(bound, "bind", "machine"), "/bind");
}

TEST(KmsConfig, SchemaKnowsTheKeys) {
  const json schema = json::parse(kConfigSchema);
  const std::set<std::string> known{"mode",      "master_secret", "salt",        "measurement_salt", "endpoints", "tls",
                                    "ca",        "client_cert",   "client_key",  "server_name",      "timeout",   "bind",
                                    "module",    "uri",           "token_label", "key_label",        "pin",       "sessions",
                                    "instance_claim"};
  for (const auto& item : schema["properties"].items()) EXPECT_TRUE(known.contains(item.key())) << item.key();
  EXPECT_EQ(schema["properties"].size(), known.size());
  EXPECT_EQ(schema["properties"]["instance_claim"]["x-postern-claim"], true);
}

}  // namespace
}  // namespace postern::kms
