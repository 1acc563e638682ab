// SPDX-License-Identifier: Apache-2.0
#include "backends/kube-token/ssh_host/config.h"

#include <algorithm>

#include "backends/kube-token/ssh_host/parse_cert_sans.h"
#include "common/ssh/principal.h"

namespace postern::kube_token {
namespace {

using sdk::JsonConfig;
using sdk::Result;

constexpr const char* kCertSans = "cert_sans";

Result<std::vector<std::string>> read_list(JsonConfig& reader) {
  POSTERN_TRY(list, reader.texts_or_empty(kCertSans));
  if (list.size() > kMaxCertSans) return reader.wrong(kCertSans, "expected at most " + std::to_string(kMaxCertSans) + " names");
  for (const std::string& name : list)
    if (!ssh::is_principal(name)) return reader.wrong(kCertSans, "expected host names and addresses, found \"" + name + "\"");
  return list;
}

}  // namespace

const std::string_view kSshHostCertSchema = R"json({
  "type": "object",
  "properties": {
    "cert_sans": {"oneOf": [{"enum": ["none", "kubeadm-config"]},
                            {"type": "array", "maxItems": 256, "items": {"type": "string"}}],
                  "default": "none",
                  "description": "principals beside the node's: those that kubeadm-config has for the API server, or a list"},
    )json" POSTERN_KUBE_ACCESS_PROPERTIES R"json(
  },
  "additionalProperties": false
})json";

Result<SshHostCertConfig> read_ssh_host_cert_config(std::string_view json) {
  POSTERN_TRY(reader, JsonConfig::parse(json));
  SshHostCertConfig config;
  if (reader.raw(kCertSans).is_array()) {
    POSTERN_TRY(list, read_list(reader));
    config.principals = std::move(list);
  } else {
    POSTERN_TRY(source, reader.choice_or(kCertSans, "none", {"none", "kubeadm-config"}));
    if (source == "kubeadm-config") {
      POSTERN_TRY(access, kube::read_access(reader, reader.has("kubeconfig") ? "kubeconfig" : "in-cluster"));
      config.access = std::move(access);
    }
  }
  POSTERN_CHECK(reader.finish());
  return config;
}

}  // namespace postern::kube_token
