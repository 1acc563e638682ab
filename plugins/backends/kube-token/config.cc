// SPDX-License-Identifier: Apache-2.0
#include "backends/kube-token/config.h"

#include "backends/kube-token/in_cluster_access.h"
#include "common/duration/duration_key.h"
#include "postern/sdk/json_config.h"

namespace postern::kube_token {
namespace {

using sdk::JsonConfig;
using sdk::Result;
using std::chrono::milliseconds;

constexpr common::DurationRange kTimeout{milliseconds(10'000), milliseconds(10), milliseconds(60'000)};
constexpr common::DurationRange kTtl{std::chrono::minutes(15), std::chrono::minutes(1), std::chrono::hours(24)};

Result<std::string> absolute_path(JsonConfig& reader, const std::string& key, std::string text) {
  if (!text.starts_with('/') || text.find('\0') != text.npos)
    return reader.wrong(key, "expected an absolute path, found \"" + text + "\"");
  while (text.size() > 1 && text.ends_with('/')) text.pop_back();
  return text;
}

Result<std::string> required_path(JsonConfig& reader, const std::string& key) {
  POSTERN_TRY(text, reader.text(key));
  return absolute_path(reader, key, std::move(text));
}

Result<std::string> endpoint(JsonConfig& reader, const std::string& key, std::string text) {
  if (is_host_and_port(text)) return text;
  return reader.wrong(key, "expected \"host:port\", found \"" + text + "\"");
}

Result<InClusterConfig> read_in_cluster(JsonConfig& reader) {
  POSTERN_TRY(text, reader.text_or("service_account_dir", std::string(kServiceAccountDir)));
  POSTERN_TRY(directory, absolute_path(reader, "service_account_dir", std::move(text)));
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

Result<ManifestConfig> read_manifest(JsonConfig& reader) {
  POSTERN_TRY(directory, required_path(reader, "directory"));
  POSTERN_TRY(ca_file, required_path(reader, "ca_file"));
  POSTERN_TRY(text, reader.text("api_server_endpoint"));
  POSTERN_TRY(address, endpoint(reader, "api_server_endpoint", std::move(text)));
  return ManifestConfig{std::move(directory), std::move(ca_file), std::move(address)};
}

// read_api_keys: what the two modes that talk to the API have in common.
Result<void> read_api_keys(JsonConfig& reader, Config& config) {
  POSTERN_TRY(timeout, common::read_duration(reader, "timeout", kTimeout));
  config.timeout = timeout;
  POSTERN_TRY(text, reader.text_or("api_server_endpoint", ""));
  if (!reader.has("api_server_endpoint")) return {};
  POSTERN_TRY(address, endpoint(reader, "api_server_endpoint", std::move(text)));
  config.api_server_endpoint = std::move(address);
  return {};
}

Result<void> read_mode(JsonConfig& reader, const std::string& mode, Config& config) {
  if (mode == "manifest") {
    POSTERN_TRY(manifest, read_manifest(reader));
    config.mode = std::move(manifest);
    return {};
  }
  if (mode == "in-cluster") {
    POSTERN_TRY(in_cluster, read_in_cluster(reader));
    config.mode = std::move(in_cluster);
  } else {
    POSTERN_TRY(kubeconfig, read_kubeconfig(reader));
    config.mode = std::move(kubeconfig);
  }
  return read_api_keys(reader, config);
}

}  // namespace

const std::string_view kConfigSchema = R"json({
  "type": "object",
  "properties": {
    "mode": {"enum": ["in-cluster", "kubeconfig", "manifest"], "description": "how the cluster is reached"},
    "service_account_dir": {"type": "string", "x-postern-path": true,
                            "description": "in-cluster: folder with token and ca.crt"},
    "api_server": {"type": "string", "description": "in-cluster: https URL, instead of the environment's"},
    "kubeconfig": {"type": "string", "description": "kubeconfig: name of the secret that holds it"},
    "directory": {"type": "string", "x-postern-path": true,
                  "description": "manifest: where the Secrets are written as YAML"},
    "ca_file": {"type": "string", "x-postern-path": true, "description": "manifest: path of the cluster's CA (PEM)"},
    "api_server_endpoint": {"type": "string", "description": "host:port that nodes are told"},
    "timeout": {"type": "string", "pattern": "^[0-9]+(ms|s|m|h)$", "default": "10s", "description": "10ms to 1m"},
    "ttl": {"type": "string", "pattern": "^[0-9]+(ms|s|m|h)$", "default": "15m", "description": "1m to 24h"}
  },
  "required": ["mode"],
  "oneOf": [
    {"properties": {"mode": {"const": "in-cluster"}}},
    {"properties": {"mode": {"const": "kubeconfig"}}, "required": ["kubeconfig"]},
    {"properties": {"mode": {"const": "manifest"}}, "required": ["directory", "ca_file", "api_server_endpoint"]}
  ],
  "additionalProperties": false
})json";

Result<Config> read_config(std::string_view json) {
  POSTERN_TRY(reader, JsonConfig::parse(json));
  POSTERN_TRY(stated, reader.text("mode"));
  POSTERN_TRY(mode, reader.choice_or("mode", stated, {"in-cluster", "kubeconfig", "manifest"}));
  Config config;
  POSTERN_CHECK(read_mode(reader, mode, config));
  POSTERN_TRY(ttl, common::read_duration(reader, "ttl", kTtl));
  config.ttl = std::chrono::floor<std::chrono::seconds>(ttl);
  POSTERN_CHECK(reader.finish());
  return config;
}

}  // namespace postern::kube_token
