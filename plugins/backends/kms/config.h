// SPDX-License-Identifier: Apache-2.0
#pragma once

// The configuration of the kms backend. Secrets appear in it by name only.

#include <chrono>
#include <string>
#include <string_view>
#include <variant>

#include "backends/kms/endpoint.h"
#include "postern/sdk/result.h"

namespace postern::kms {

// LocalConfig: mode = "local". Names of secrets of 32 raw bytes each.
struct LocalConfig {
  std::string master_secret;
  std::string salt;
};

enum class Tls { kOff, kServer, kMutual };

// ServiceConfig: mode = "grpc".
struct ServiceConfig {
  Endpoint endpoint;
  Tls tls = Tls::kServer;
  std::string ca;           // name of a secret: PEM certificates that the service's chain must end at
  std::string client_cert;  // names of secrets, kMutual only: PEM chain and its PEM key
  std::string client_key;
  std::string server_name;  // the name that the service's certificate must carry; empty: the endpoint's host
  std::chrono::milliseconds timeout{};  // per key, never more than the call has left
};

struct Config {
  std::string measurement_salt;  // name of a secret of 32 raw bytes, handed out as it is
  std::variant<LocalConfig, ServiceConfig> source;
};

// kConfigSchema: the same as JSON Schema (draft 2020-12).
extern const std::string_view kConfigSchema;

// read_config: pure. Errors: misconfigured, with the JSON pointer of the key.
sdk::Result<Config> read_config(std::string_view json);

}  // namespace postern::kms
