// SPDX-License-Identifier: Apache-2.0
#pragma once

// Kubeconfig: the part of a kubeconfig file (YAML, kind Config, v1) that its current context selects.

#include <optional>
#include <string>
#include <string_view>
#include <variant>

#include "common/kube/server_url.h"
#include "postern/sdk/secret.h"

namespace postern::kube {

// FilePath: an absolute path to a file with the content. Material: given in place, in a file, or not at all.
struct FilePath {
  std::string path;
};
using Material = std::variant<std::monostate, sdk::Secret, FilePath>;

struct Kubeconfig {
  ServerUrl server;
  Material ca;           // never absent; PEM
  Material client_cert;  // PEM; absent if and only if client_key is
  Material client_key;   // PEM
  Material token;        // in place as text; absent unless the user has one
};

// kMaxKubeconfig: longest text that is parsed, in bytes.
inline constexpr std::size_t kMaxKubeconfig = 1024 * 1024;

// parse_kubeconfig: pure; opens no file. Where kubectl takes both data and a file, the data counts.
// Refused, each with a text that says so: a server that is not https or has no CA; turning verification off; exec and
// auth-provider plugins, passwords, impersonation, proxies and tls-server-name, none of which is supported; relative
// paths; names that occur twice; a user without credentials. Errors: misconfigured; texts show no
// credential, and of names no more than 64 printable characters.
// The YAML library's own copies of the text are freed, not wiped.
sdk::Result<Kubeconfig> parse_kubeconfig(std::string_view yaml);

}  // namespace postern::kube
