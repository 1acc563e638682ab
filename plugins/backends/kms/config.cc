// SPDX-License-Identifier: Apache-2.0
#include "backends/kms/config.h"

#include "common/duration/duration_key.h"
#include "postern/sdk/json_config.h"

namespace postern::kms {
namespace {

using sdk::JsonConfig;
using sdk::Result;
using std::chrono::milliseconds;

constexpr common::DurationRange kTimeout{milliseconds(5'000), milliseconds(10), milliseconds(60'000)};

Result<std::string> secret_name(JsonConfig& reader, const std::string& key) {
  POSTERN_TRY(name, reader.text(key));
  if (name.empty()) return reader.wrong(key, "expected the name of a secret, found nothing");
  return name;
}

Result<LocalConfig> read_local(JsonConfig& reader) {
  POSTERN_TRY(master_secret, secret_name(reader, "master_secret"));
  POSTERN_TRY(salt, secret_name(reader, "salt"));
  return LocalConfig{std::move(master_secret), std::move(salt)};
}

Result<Tls> read_tls(JsonConfig& reader) {
  POSTERN_TRY(word, reader.choice_or("tls", "tls", {"off", "tls", "mtls"}));
  return word == "off" ? Tls::kOff : word == "tls" ? Tls::kServer : Tls::kMutual;
}

Result<void> read_certificates(JsonConfig& reader, ServiceConfig& config) {
  if (config.tls == Tls::kOff) return {};
  POSTERN_TRY(ca, secret_name(reader, "ca"));
  POSTERN_TRY(server_name, reader.text_or("server_name", ""));
  config.ca = std::move(ca);
  config.server_name = std::move(server_name);
  if (config.tls == Tls::kServer) return {};
  POSTERN_TRY(client_cert, secret_name(reader, "client_cert"));
  POSTERN_TRY(client_key, secret_name(reader, "client_key"));
  config.client_cert = std::move(client_cert);
  config.client_key = std::move(client_key);
  return {};
}

Result<ServiceConfig> read_service(JsonConfig& reader) {
  POSTERN_TRY(text, reader.text("endpoint"));
  const auto endpoint = parse_endpoint(text);
  if (!endpoint)
    return reader.wrong("endpoint", "expected \"host:port\" or \"unix:/path\", found \"" + text + "\"");
  POSTERN_TRY(tls, read_tls(reader));
  ServiceConfig config{*endpoint, tls, {}, {}, {}, {}, {}};
  POSTERN_CHECK(read_certificates(reader, config));
  POSTERN_TRY(timeout, common::read_duration(reader, "timeout", kTimeout));
  config.timeout = timeout;
  return config;
}

}  // namespace

const std::string_view kConfigSchema = R"json({
  "type": "object",
  "properties": {
    "mode": {"enum": ["local", "grpc"], "description": "derive keys here, or ask a key service"},
    "measurement_salt": {"type": "string", "description": "name of the secret (32 bytes) handed out as measurement salt"},
    "master_secret": {"type": "string", "description": "local: name of the secret (32 bytes) that keys come from"},
    "salt": {"type": "string", "description": "local: name of the secret (32 bytes) that is HKDF's salt"},
    "endpoint": {"type": "string", "description": "grpc: host:port or unix:/path of the key service"},
    "tls": {"enum": ["off", "tls", "mtls"], "default": "tls"},
    "ca": {"type": "string", "description": "tls, mtls: name of the secret with the service's CA (PEM)"},
    "client_cert": {"type": "string", "description": "mtls: name of the secret with our chain (PEM)"},
    "client_key": {"type": "string", "description": "mtls: name of the secret with our key (PEM)"},
    "server_name": {"type": "string", "description": "tls, mtls: name in the service's certificate"},
    "timeout": {"type": "string", "pattern": "^[0-9]+(ms|s|m|h)$", "default": "5s", "description": "10ms to 1m"}
  },
  "required": ["mode", "measurement_salt"],
  "oneOf": [
    {"properties": {"mode": {"const": "local"}}, "required": ["master_secret", "salt"]},
    {"properties": {"mode": {"const": "grpc"}}, "required": ["endpoint"]}
  ],
  "additionalProperties": false
})json";

Result<Config> read_config(std::string_view json) {
  POSTERN_TRY(reader, JsonConfig::parse(json));
  POSTERN_TRY(stated, reader.text("mode"));
  POSTERN_TRY(mode, reader.choice_or("mode", stated, {"local", "grpc"}));
  Config config;
  if (mode == "local") {
    POSTERN_TRY(local, read_local(reader));
    config.source = std::move(local);
  } else {
    POSTERN_TRY(service, read_service(reader));
    config.source = std::move(service);
  }
  POSTERN_TRY(measurement_salt, secret_name(reader, "measurement_salt"));
  config.measurement_salt = std::move(measurement_salt);
  POSTERN_CHECK(reader.finish());
  return config;
}

}  // namespace postern::kms
