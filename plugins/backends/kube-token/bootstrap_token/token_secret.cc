// SPDX-License-Identifier: Apache-2.0
#include "backends/kube-token/bootstrap_token/token_secret.h"

#include <array>

#include "common/crypto/secret_text.h"
#include "common/kube/timestamp.h"

namespace postern::kube_token {
namespace {

using common::encode_base64;
using common::join_secret;
using common::text_of;

constexpr std::string_view kGroups = "system:bootstrappers:kubeadm:default-node-token";

struct Entry {
  std::string_view key;
  sdk::Secret base64;
};
using Entries = std::array<Entry, 7>;

Entries entries_of(const TokenSecret& secret) {
  const auto encode = [](std::string_view text) { return encode_base64(sdk::as_bytes(text)); };
  return {{{"auth-extra-groups", encode(kGroups)},
           {"description", encode(secret.description)},
           {"expiration", encode(kube::timestamp(secret.expiration))},
           {"token-id", encode(secret.token.id())},
           {"token-secret", encode_base64(secret.token.secret())},
           {"usage-bootstrap-authentication", encode("true")},
           {"usage-bootstrap-signing", encode("true")}}};
}

// Neither format needs escapes: names and keys are fixed or of [a-z0-9-], values are base64.
sdk::Secret joined(const Entries& entries, std::string_view before_key, std::string_view between,
                   std::string_view after_value, std::string_view separator) {
  sdk::Secret all;
  for (const Entry& entry : entries) {
    const std::string_view gap = all.size() == 0 ? std::string_view() : separator;
    all = join_secret({text_of(all), gap, before_key, entry.key, between, text_of(entry.base64), after_value});
  }
  return all;
}

}  // namespace

std::string token_secret_name(std::string_view id) { return "bootstrap-token-" + std::string(id); }

sdk::Secret TokenSecret::json() const {
  const sdk::Secret data = joined(entries_of(*this), "\"", "\":\"", "\"", ",");
  return join_secret({R"({"apiVersion":"v1","kind":"Secret","metadata":{"name":")", token_secret_name(token.id()),
                      R"(","namespace":")", kTokenNamespace, R"("},"type":"bootstrap.kubernetes.io/token","data":{)",
                      text_of(data), "}}"});
}

sdk::Secret TokenSecret::yaml() const {
  const sdk::Secret data = joined(entries_of(*this), "  ", ": \"", "\"\n", "");
  return join_secret({"apiVersion: v1\nkind: Secret\nmetadata:\n  name: \"", token_secret_name(token.id()),
                      "\"\n  namespace: ", kTokenNamespace, "\ntype: bootstrap.kubernetes.io/token\ndata:\n",
                      text_of(data)});
}

}  // namespace postern::kube_token
