// SPDX-License-Identifier: Apache-2.0
#include "common/kube/access_config.h"

#include "common/duration/duration_key.h"
#include "common/kube/in_cluster_access.h"
#include "common/kube/kubeconfig_access.h"

namespace postern::kube {
namespace {

using sdk::JsonConfig;
using sdk::Result;
using std::chrono::milliseconds;

constexpr common::DurationRange kTimeout{milliseconds(10'000), milliseconds(10), milliseconds(60'000)};

Result<InClusterConfig> read_in_cluster(JsonConfig& reader) {
  POSTERN_TRY(text, reader.text_or("service_account_dir", std::string(kServiceAccountDir)));
  POSTERN_TRY(directory, read_absolute_path(reader, "service_account_dir", std::move(text)));
  InClusterConfig config{std::move(directory), std::nullopt};
  POSTERN_TRY(server, reader.text_or("api_server", ""));
  if (!reader.has("api_server")) return config;
  config.api_server = parse_server_url(server);
  if (!config.api_server) return reader.wrong("api_server", "expected an https URL, found \"" + server + "\"");
  return config;
}

Result<KubeconfigConfig> read_kubeconfig(JsonConfig& reader) {
  POSTERN_TRY(secret, reader.text("kubeconfig"));
  if (secret.empty()) return reader.wrong("kubeconfig", "expected the name of a secret, found nothing");
  return KubeconfigConfig{std::move(secret)};
}

Result<std::unique_ptr<AccessSource>> create_source(AccessConfig& config) {
  if (auto* kubeconfig = std::get_if<KubeconfigConfig>(&config.source))
    return std::unique_ptr<AccessSource>(std::make_unique<KubeconfigAccess>(std::move(kubeconfig->secret)));
  auto& in_cluster = std::get<InClusterConfig>(config.source);
  if (!in_cluster.api_server) {
    POSTERN_TRY(server, server_from_environment());
    in_cluster.api_server = std::move(server);
  }
  return std::unique_ptr<AccessSource>(
      std::make_unique<InClusterAccess>(std::move(in_cluster.service_account_dir), *in_cluster.api_server));
}

}  // namespace

Result<std::string> read_absolute_path(JsonConfig& reader, const std::string& key, std::string text) {
  if (!text.starts_with('/') || text.find('\0') != text.npos)
    return reader.wrong(key, "expected an absolute path, found \"" + text + "\"");
  while (text.size() > 1 && text.ends_with('/')) text.pop_back();
  return text;
}

Result<AccessConfig> read_access(JsonConfig& reader) {
  POSTERN_TRY(stated, reader.text("mode"));
  POSTERN_TRY(mode, reader.choice_or("mode", stated, {"in-cluster", "kubeconfig"}));
  return read_access(reader, mode);
}

Result<AccessConfig> read_access(JsonConfig& reader, const std::string& mode) {
  POSTERN_TRY(timeout, common::read_duration(reader, "timeout", kTimeout));
  if (mode == "in-cluster") {
    POSTERN_TRY(in_cluster, read_in_cluster(reader));
    return AccessConfig{std::move(in_cluster), timeout};
  }
  POSTERN_TRY(kubeconfig, read_kubeconfig(reader));
  return AccessConfig{std::move(kubeconfig), timeout};
}

Result<std::unique_ptr<ApiClient>> create_client(AccessConfig config) {
  POSTERN_TRY(source, create_source(config));
  return std::make_unique<ApiClient>(std::move(source), config.timeout);
}

}  // namespace postern::kube
