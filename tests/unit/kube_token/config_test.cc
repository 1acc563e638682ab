// SPDX-License-Identifier: Apache-2.0
#include "backends/kube-token/bootstrap_token/config.h"

#include <gtest/gtest.h>

#include <cstdlib>
#include <nlohmann/json.hpp>

#include "common/kube/in_cluster_access.h"
#include "fixture.h"

namespace postern::kube_token {
namespace {

using nlohmann::json;

json manifest() {
  return {{"mode", "manifest"}, {"directory", "/srv/tokens/"}, {"ca_file", "/etc/ca.crt"}, {"api_server_endpoint", "a:6443"}};
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
  expect_failure(result, POSTERN_MISCONFIGURED, POSTERN_REASON_MISCONFIGURED);
  EXPECT_EQ(result.failure().subject(), pointer) << config;
}

const kube::AccessConfig& access_of(const Config& config) { return std::get<kube::AccessConfig>(config.mode); }

const json kKubeconfig = {{"mode", "kubeconfig"}, {"kubeconfig", "admin"}};
const json kInCluster = {{"mode", "in-cluster"}};

TEST(KubeTokenConfig, ReadsEachMode) {
  const auto in_cluster = read_config(kInCluster.dump());
  ASSERT_TRUE(in_cluster.ok());
  EXPECT_EQ(std::get<kube::InClusterConfig>(access_of(in_cluster.value()).source).service_account_dir,
            kube::kServiceAccountDir);
  EXPECT_FALSE(std::get<kube::InClusterConfig>(access_of(in_cluster.value()).source).api_server);
  EXPECT_EQ(in_cluster.value().ttl, std::chrono::minutes(15));
  EXPECT_EQ(access_of(in_cluster.value()).timeout, std::chrono::seconds(10));

  const auto kubeconfig = read_config(with(kKubeconfig, "api_server_endpoint", "lb:6443").dump());
  ASSERT_TRUE(kubeconfig.ok());
  EXPECT_EQ(std::get<kube::KubeconfigConfig>(access_of(kubeconfig.value()).source).secret, "admin");
  EXPECT_EQ(kubeconfig.value().api_server_endpoint, "lb:6443");

  const auto files = read_config(with(manifest(), "ttl", "1h").dump());
  ASSERT_TRUE(files.ok());
  EXPECT_EQ(std::get<ManifestConfig>(files.value().mode).directory, "/srv/tokens");
  EXPECT_EQ(std::get<ManifestConfig>(files.value().mode).api_server_endpoint, "a:6443");
  EXPECT_EQ(files.value().ttl, std::chrono::hours(1));
}

TEST(KubeTokenConfig, RefusesWhatDoesNotFitAndNamesTheKey) {
  expect_refused(json::object(), "/mode");
  expect_refused({{"mode", "out-of-cluster"}}, "/mode");
  expect_refused({{"mode", "kubeconfig"}}, "/kubeconfig");
  expect_refused(with(kKubeconfig, "kubeconfig", ""), "/kubeconfig");
  expect_refused(with(kKubeconfig, "directory", "/x"), "/directory");
  expect_refused(with(kKubeconfig, "insecure_http", true), "/insecure_http");
  expect_refused(with(kKubeconfig, "api_server_endpoint", "lb"), "/api_server_endpoint");
  expect_refused(with(kKubeconfig, "api_server_endpoint", ""), "/api_server_endpoint");
  expect_refused(with(kKubeconfig, "timeout", "0s"), "/timeout");
  expect_refused(with(kKubeconfig, "timeout", 5), "/timeout");
  expect_refused(with(kInCluster, "api_server", "http://api"), "/api_server");
  expect_refused(with(kInCluster, "api_server", ""), "/api_server");
  expect_refused(with(kInCluster, "service_account_dir", "relative"), "/service_account_dir");
  for (const char* key : {"directory", "ca_file", "api_server_endpoint"})
    expect_refused(without(manifest(), key), std::string("/") + key);
  expect_refused(with(manifest(), "directory", "tokens"), "/directory");
  expect_refused(with(manifest(), "timeout", "1s"), "/timeout");
  for (const char* ttl : {"59s", "25h", "0m", "later"}) expect_refused(with(manifest(), "ttl", ttl), "/ttl");
}

TEST(KubeTokenConfig, SchemaKnowsTheKeys) {
  const json schema = json::parse(kConfigSchema);
  for (const char* key : {"mode", "service_account_dir", "api_server", "kubeconfig", "directory", "ca_file",
                          "api_server_endpoint", "timeout", "ttl"})
    EXPECT_TRUE(schema["properties"].contains(key)) << key;
  EXPECT_EQ(schema["properties"].size(), 9u);
}

TEST(KubeTokenConfig, InClusterServerComesFromTheEnvironment) {
  unsetenv("KUBERNETES_SERVICE_HOST");
  unsetenv("KUBERNETES_SERVICE_PORT");
  expect_failure(kube::server_from_environment(), POSTERN_MISCONFIGURED, POSTERN_REASON_MISCONFIGURED);
  setenv("KUBERNETES_SERVICE_HOST", "10.96.0.1", 1);
  setenv("KUBERNETES_SERVICE_PORT", "443", 1);
  EXPECT_EQ(kube::server_from_environment().value().base, "https://10.96.0.1:443");
  setenv("KUBERNETES_SERVICE_HOST", "fd00::1", 1);
  EXPECT_EQ(kube::server_from_environment().value().authority, "[fd00::1]:443");
  setenv("KUBERNETES_SERVICE_HOST", "user@host/path", 1);
  EXPECT_FALSE(kube::server_from_environment().ok());
}

}  // namespace
}  // namespace postern::kube_token
