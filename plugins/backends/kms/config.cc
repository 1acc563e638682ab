// SPDX-License-Identifier: Apache-2.0
#include "backends/kms/config.h"

namespace postern::kms {
namespace {

using sdk::JsonConfig;
using sdk::Result;

bool is_claim_name(std::string_view text) {
  return !text.empty() && text.size() <= 128 && text.front() >= 'a' && text.front() <= 'z' &&
         text.find_first_not_of("abcdefghijklmnopqrstuvwxyz0123456789._-") == text.npos;
}

// read_instance_claim: empty when keys are the reference's.
Result<std::string> read_instance_claim(JsonConfig& reader) {
  POSTERN_TRY(bind, reader.choice_or("bind", "disk", {"disk", "instance"}));
  if (bind == "disk") {
    if (reader.has("instance_claim")) return reader.wrong("instance_claim", "means nothing unless bind = \"instance\"");
    return std::string();
  }
  POSTERN_TRY(claim, reader.text("instance_claim"));
  if (!is_claim_name(claim)) return reader.wrong("instance_claim", "expected the name of a claim such as snp.chip_id");
  return claim;
}

}  // namespace

const std::string_view kConfigSchema = R"json({
  "type": "object",
  "properties": {
    "mode": {"enum": ["local", "grpc", "pkcs11"], "description": "derive keys here, ask a key service, or an HSM"},
    "measurement_salt": {"type": "string", "description": "name of the secret (32 bytes) handed out as measurement salt"},
    "bind": {"enum": ["disk", "instance"], "default": "disk", "description": "instance: a disk's key is also this machine's"},
    "instance_claim": {"type": "string", "x-postern-claim": true, "description": "bind = instance: the claim that identifies the machine"},
    "master_secret": {"type": "string", "description": "local: name of the secret (32 bytes) that keys come from"},
    "salt": {"type": "string", "description": "local: name of the secret (32 bytes) that is HKDF's salt"},
    "endpoints": {"type": "array", "items": {"type": "string"}, "minItems": 1, "maxItems": 16, "description": "grpc: host:port or unix:/path of key services that give the same keys"},
    "tls": {"enum": ["off", "tls", "mtls"], "default": "tls"},
    "ca": {"type": "string", "description": "tls, mtls: name of the secret with the service's CA (PEM)"},
    "client_cert": {"type": "string", "description": "mtls: name of the secret with our chain (PEM)"},
    "client_key": {"type": "string", "description": "mtls: name of the secret with our key (PEM)"},
    "server_name": {"type": "string", "description": "tls, mtls: name in the service's certificate"},
    "module": {"type": "string", "pattern": "^/", "description": "pkcs11: absolute path of the PKCS#11 library"},
    "uri": {"type": "string", "description": "pkcs11: the key (RFC 7512), without PIN"},
    "token_label": {"type": "string", "description": "pkcs11: instead of uri, with key_label"},
    "key_label": {"type": "string"},
    "pin": {"type": "string", "description": "pkcs11: name of the secret with the user PIN"},
    "sessions": {"type": "integer", "minimum": 1, "maximum": 64, "default": 4, "description": "pkcs11: how many at once"},
    "timeout": {"type": "string", "pattern": "^[0-9]+(ms|s|m|h)$", "default": "5s", "description": "grpc, pkcs11: 10ms to 1m"}
  },
  "required": ["mode", "measurement_salt"],
  "oneOf": [
    {"properties": {"mode": {"const": "local"}}, "required": ["master_secret", "salt"]},
    {"properties": {"mode": {"const": "grpc"}}, "required": ["endpoints"]},
    {"properties": {"mode": {"const": "pkcs11"}}, "required": ["module", "pin"],
     "oneOf": [{"required": ["uri"]}, {"required": ["token_label", "key_label"]}]}
  ],
  "additionalProperties": false
})json";

Result<Config> read_config(std::string_view json) {
  POSTERN_TRY(reader, JsonConfig::parse(json));
  POSTERN_TRY(source, keys::read_source(reader));
  POSTERN_TRY(measurement_salt, keys::read_secret_name(reader, "measurement_salt"));
  POSTERN_TRY(instance_claim, read_instance_claim(reader));
  POSTERN_CHECK(reader.finish());
  return Config{std::move(source), std::move(measurement_salt), std::move(instance_claim)};
}

}  // namespace postern::kms
