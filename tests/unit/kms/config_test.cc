// SPDX-License-Identifier: Apache-2.0
#include "backends/kms/config.h"

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

namespace postern::kms {
namespace {

using nlohmann::json;

json local() {
  return {{"mode", "local"}, {"master_secret", "master"}, {"salt", "salt"}, {"measurement_salt", "msalt"}};
}
json grpc() {
  return {{"mode", "grpc"}, {"endpoint", "kms:9000"}, {"ca", "kms-ca"}, {"measurement_salt", "msalt"}};
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
  const auto& source = std::get<LocalConfig>(result.value().source);
  EXPECT_EQ(source.master_secret, "master");
  EXPECT_EQ(source.salt, "salt");
  EXPECT_EQ(result.value().measurement_salt, "msalt");
}

TEST(KmsConfig, ReadsGrpcWithTlsAndFiveSecondsUnlessTold) {
  const auto result = read_config(grpc().dump());
  ASSERT_TRUE(result.ok());
  const auto& source = std::get<ServiceConfig>(result.value().source);
  EXPECT_EQ(source.tls, Tls::kServer);
  EXPECT_EQ(source.timeout, std::chrono::seconds(5));
  EXPECT_EQ(source.ca, "kms-ca");
}

TEST(KmsConfig, ReadsMutualTls) {
  const json config = with(with(with(with(with(grpc(), "tls", "mtls"), "client_cert", "cert"), "client_key", "key"),
                                "server_name", "kms.internal"),
                           "timeout", "750ms");
  const auto result = read_config(config.dump());
  ASSERT_TRUE(result.ok());
  const auto& source = std::get<ServiceConfig>(result.value().source);
  EXPECT_EQ(source.tls, Tls::kMutual);
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
  expect_refused(with(local(), "endpoint", "kms:9000"), "/endpoint");
  expect_refused(without(grpc(), "endpoint"), "/endpoint");
  expect_refused(with(grpc(), "endpoint", "kms"), "/endpoint");
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

TEST(KmsConfig, SchemaIsAJsonObjectThatKnowsTheKeys) {
  const json schema = json::parse(kConfigSchema);
  for (const char* key : {"mode", "master_secret", "salt", "measurement_salt", "endpoint", "tls", "ca", "client_cert",
                          "client_key", "server_name", "timeout"})
    EXPECT_TRUE(schema["properties"].contains(key)) << key;
  EXPECT_EQ(schema["properties"].size(), 11u);
}

}  // namespace
}  // namespace postern::kms
