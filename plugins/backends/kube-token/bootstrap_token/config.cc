// SPDX-License-Identifier: Apache-2.0
#include "backends/kube-token/bootstrap_token/config.h"

#include "common/duration/duration_key.h"
#include "postern/sdk/json_config.h"

namespace postern::kube_token {
namespace {

using sdk::JsonConfig;
using sdk::Result;

constexpr common::DurationRange kTtl{std::chrono::minutes(15), std::chrono::minutes(1), std::chrono::hours(24)};

Result<std::string> required_path(JsonConfig& reader, const std::string& key) {
  POSTERN_TRY(text, reader.text(key));
  return kube::read_absolute_path(reader, key, std::move(text));
}

Result<std::string> endpoint(JsonConfig& reader, const std::string& key, std::string text) {
  if (kube::is_host_and_port(text)) return text;
  return reader.wrong(key, "expected \"host:port\", found \"" + text + "\"");
}

Result<ManifestConfig> read_manifest(JsonConfig& reader) {
  POSTERN_TRY(directory, required_path(reader, "directory"));
  POSTERN_TRY(ca_file, required_path(reader, "ca_file"));
  POSTERN_TRY(text, reader.text("api_server_endpoint"));
  POSTERN_TRY(address, endpoint(reader, "api_server_endpoint", std::move(text)));
  return ManifestConfig{std::move(directory), std::move(ca_file), std::move(address)};
}

// read_endpoint: beside an API, where it is optional.
Result<std::string> read_endpoint(JsonConfig& reader) {
  POSTERN_TRY(text, reader.text_or("api_server_endpoint", ""));
  if (!reader.has("api_server_endpoint")) return text;
  return endpoint(reader, "api_server_endpoint", std::move(text));
}

Result<void> read_mode(JsonConfig& reader, const std::string& mode, Config& config) {
  if (mode == "manifest") {
    POSTERN_TRY(manifest, read_manifest(reader));
    config.mode = std::move(manifest);
    return {};
  }
  POSTERN_TRY(access, kube::read_access(reader, mode));
  config.mode = std::move(access);
  POSTERN_TRY(address, read_endpoint(reader));
  config.api_server_endpoint = std::move(address);
  return {};
}

}  // namespace

const std::string_view kConfigSchema = R"json({
  "type": "object",
  "properties": {
    "mode": {"enum": ["in-cluster", "kubeconfig", "manifest"], "description": "how the cluster is reached"},
    )json" POSTERN_KUBE_ACCESS_PROPERTIES R"json(,
    "directory": {"type": "string", "x-postern-path": true,
                  "description": "manifest: where the Secrets are written as YAML"},
    "ca_file": {"type": "string", "x-postern-path": true, "description": "manifest: path of the cluster's CA (PEM)"},
    "api_server_endpoint": {"type": "string", "description": "host:port that nodes are told"},
    "ttl": {"type": "string", "pattern": "^[0-9]+(ms|s|m|h)$", "default": "15m", "description": "1m to 24h"}
  },
  "required": ["mode"],
  "oneOf": [
    )json" POSTERN_KUBE_ACCESS_CHOICE R"json(,
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
