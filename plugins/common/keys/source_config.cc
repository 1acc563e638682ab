// SPDX-License-Identifier: Apache-2.0
#include "common/keys/source_config.h"

#include "common/duration/duration_key.h"

namespace postern::keys {
namespace {

using sdk::JsonConfig;
using sdk::Result;
using std::chrono::milliseconds;

constexpr common::DurationRange kTimeout{milliseconds(5'000), milliseconds(10), milliseconds(60'000)};
constexpr int64_t kSessions = 4, kMaxSessions = 64;

Result<SourceConfig> read_local(JsonConfig& reader) {
  POSTERN_TRY(master_secret, read_secret_name(reader, "master_secret"));
  POSTERN_TRY(salt, read_secret_name(reader, "salt"));
  return SourceConfig(LocalConfig{std::move(master_secret), std::move(salt)});
}

Result<Tls> read_tls(JsonConfig& reader) {
  POSTERN_TRY(word, reader.choice_or("tls", "tls", {"off", "tls", "mtls"}));
  return word == "off" ? Tls::kOff : word == "tls" ? Tls::kServer : Tls::kMutual;
}

Result<void> read_certificates(JsonConfig& reader, ServiceConfig& config) {
  if (config.tls == Tls::kOff) return {};
  POSTERN_TRY(ca, read_secret_name(reader, "ca"));
  POSTERN_TRY(server_name, reader.text_or("server_name", ""));
  config.ca = std::move(ca);
  config.server_name = std::move(server_name);
  if (config.tls == Tls::kServer) return {};
  POSTERN_TRY(client_cert, read_secret_name(reader, "client_cert"));
  POSTERN_TRY(client_key, read_secret_name(reader, "client_key"));
  config.client_cert = std::move(client_cert);
  config.client_key = std::move(client_key);
  return {};
}

Result<std::vector<Endpoint>> read_endpoints(JsonConfig& reader) {
  POSTERN_TRY(texts, reader.texts_or_empty("endpoints"));
  if (texts.empty() || texts.size() > kMaxEndpoints)
    return reader.wrong("endpoints", "expected a list of 1 to " + std::to_string(kMaxEndpoints) + " addresses");
  std::vector<Endpoint> endpoints;
  for (const std::string& text : texts) {
    auto endpoint = parse_endpoint(text);
    if (!endpoint)
      return reader.wrong("endpoints", "expected \"host:port\" or \"unix:/path\", found \"" + text + "\"");
    for (const Endpoint& other : endpoints)
      if (other.text == text) return reader.wrong("endpoints", "\"" + text + "\" is there twice");
    endpoints.push_back(*std::move(endpoint));
  }
  return endpoints;
}

Result<SourceConfig> read_service(JsonConfig& reader) {
  ServiceConfig config;
  POSTERN_TRY(endpoints, read_endpoints(reader));
  config.endpoints = std::move(endpoints);
  POSTERN_TRY(tls, read_tls(reader));
  config.tls = tls;
  POSTERN_CHECK(read_certificates(reader, config));
  POSTERN_TRY(timeout, common::read_duration(reader, "timeout", kTimeout));
  config.timeout = timeout;
  return SourceConfig(std::move(config));
}

Result<HsmLocation> read_location(JsonConfig& reader) {
  if (reader.has("uri")) {
    if (reader.has("token_label") || reader.has("key_label"))
      return reader.wrong("uri", "give either uri, or token_label and key_label");
    POSTERN_TRY(uri, reader.text("uri"));
    auto location = HsmLocation::parse_uri(uri);
    if (!location.ok()) return reader.wrong("uri", location.failure().operator_text());
    return location;
  }
  POSTERN_TRY(token, reader.text("token_label"));
  POSTERN_TRY(key, reader.text("key_label"));
  auto location = HsmLocation::of_labels(token, key);
  if (!location.ok()) return reader.wrong("token_label", location.failure().operator_text());
  return location;
}

Result<SourceConfig> read_hsm(JsonConfig& reader) {
  POSTERN_TRY(module, reader.text("module"));
  if (!module.starts_with('/') || module.find('\0') != module.npos)
    return reader.wrong("module", "expected the absolute path of a PKCS#11 library, found \"" + module + "\"");
  POSTERN_TRY(location, read_location(reader));
  POSTERN_TRY(pin, read_secret_name(reader, "pin"));
  POSTERN_TRY(sessions, reader.integer_or("sessions", kSessions, 1, kMaxSessions));
  POSTERN_TRY(timeout, common::read_duration(reader, "timeout", kTimeout));
  return SourceConfig(HsmConfig{std::move(module), std::move(location), std::move(pin),
                                static_cast<std::size_t>(sessions), timeout});
}

}  // namespace

Result<std::string> read_secret_name(JsonConfig& reader, const std::string& key) {
  POSTERN_TRY(name, reader.text(key));
  if (name.empty()) return reader.wrong(key, "expected the name of a secret, found nothing");
  return name;
}

Result<SourceConfig> read_source(JsonConfig& reader) {
  POSTERN_TRY(stated, reader.text("mode"));
  POSTERN_TRY(mode, reader.choice_or("mode", stated, {"local", "grpc", "pkcs11"}));
  if (mode == "local") return read_local(reader);
  return mode == "grpc" ? read_service(reader) : read_hsm(reader);
}

}  // namespace postern::keys
