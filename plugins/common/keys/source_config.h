// SPDX-License-Identifier: Apache-2.0
#pragma once

// Which source keys come from, as it is configured. Secrets appear by name only.

#include <chrono>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "common/keys/endpoint.h"
#include "common/keys/hsm_location.h"
#include "postern/sdk/json_config.h"

namespace postern::keys {

// LocalConfig: mode = "local". Names of secrets of 32 raw bytes each.
struct LocalConfig {
  std::string master_secret;
  std::string salt;
};

enum class Tls { kOff, kServer, kMutual };

// ServiceConfig: mode = "grpc".
struct ServiceConfig {
  std::vector<Endpoint> endpoints;  // 1 to kMaxEndpoints, all different, of services that give the same keys
  Tls tls = Tls::kServer;
  std::string ca;           // name of a secret: PEM certificates that the services' chains must end at
  std::string client_cert;  // names of secrets, kMutual only: PEM chain and its PEM key
  std::string client_key;
  std::string server_name;  // the name that the services' certificates must carry; empty: the endpoint's host
  std::chrono::milliseconds timeout{};  // per key, never more than the call has left
};
inline constexpr std::size_t kMaxEndpoints = 16;

// HsmConfig: mode = "pkcs11".
struct HsmConfig {
  std::string module;    // absolute path of the PKCS#11 library
  HsmLocation location;  // which key on which token
  std::string pin;       // name of a secret: the user PIN; one line end after it is not part of it
  std::size_t sessions;  // how many may be open at once
  std::chrono::milliseconds timeout{};  // per key, never more than the call has left
};

using SourceConfig = std::variant<LocalConfig, ServiceConfig, HsmConfig>;

// read_source: the keys "mode" and those of that mode; leaves others to the caller, who must call reader.finish().
// Errors: misconfigured, with the JSON pointer of the key.
sdk::Result<SourceConfig> read_source(sdk::JsonConfig& reader);

// read_secret_name: a key whose value is the name of a secret.
sdk::Result<std::string> read_secret_name(sdk::JsonConfig& reader, const std::string& key);

}  // namespace postern::keys
