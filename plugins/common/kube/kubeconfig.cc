// SPDX-License-Identifier: Apache-2.0
#include "common/kube/kubeconfig.h"

#include <yaml-cpp/yaml.h>

#include <array>

#include "common/crypto/secret_text.h"

namespace postern::kube {
namespace {

using sdk::Failure;
using sdk::Result;

constexpr std::size_t kMaxShown = 64;  // characters of a name in a message

Failure wrong(const std::string& what) { return Failure::misconfigured("", "kubeconfig: " + what); }

// shown: a name out of the file, made harmless for a log line.
std::string shown(const std::string& name) {
  std::string out = "'";
  for (char c : name.substr(0, kMaxShown)) out.push_back(c >= 0x20 && c < 0x7f ? c : '?');
  return out + "'";
}

// member: the value under the key, or an invalid node; map is only looked at.
YAML::Node member(const YAML::Node& map, const char* key) {
  return map.IsMap() ? map[key] : YAML::Node(YAML::NodeType::Undefined);
}

Result<std::string> text(const YAML::Node& map, const char* key, const std::string& where) {
  const YAML::Node value = member(map, key);
  if (!value.IsDefined() || !value.IsScalar() || value.Scalar().empty())
    return wrong(where + " has no " + key);
  return value.Scalar();
}

// entry: from the list under `list`, the `kind` of the only item with that name.
Result<YAML::Node> entry(const YAML::Node& root, const char* list, const char* kind, const std::string& name) {
  const YAML::Node items = member(root, list);
  YAML::Node found(YAML::NodeType::Undefined);
  if (items.IsDefined() && items.IsSequence()) {
    for (const YAML::Node& item : items) {
      const YAML::Node its_name = member(item, "name");
      if (!its_name.IsDefined() || !its_name.IsScalar() || its_name.Scalar() != name) continue;
      if (found.IsDefined()) return wrong(std::string(list) + " has two entries named " + shown(name));
      found.reset(member(item, kind));
      if (!found.IsDefined() || !found.IsMap())
        return wrong(std::string(list) + " entry " + shown(name) + " has no " + kind);
    }
  }
  if (!found.IsDefined()) return wrong(std::string(list) + " has no entry named " + shown(name));
  return found;
}

// refuse: keys whose presence changes what the others mean.
template <std::size_t N>
Result<void> refuse(const YAML::Node& map, const std::array<const char*, N>& keys, const std::string& where) {
  for (const char* key : keys)
    if (member(map, key).IsDefined()) return wrong(where + " uses " + key + ", which is not supported");
  return {};
}

Result<Material> path_of(const YAML::Node& map, const char* key, const std::string& where) {
  POSTERN_TRY(path, text(map, key, where));
  if (!path.starts_with('/') || path.find('\0') != path.npos)
    return wrong(where + ": " + key + " must be an absolute path");
  return Material(FilePath{path});
}

// material: base64 data under data_key, or the path under file_key, or nothing.
Result<Material> material(const YAML::Node& map, const char* data_key, const char* file_key, const std::string& where) {
  if (member(map, data_key).IsDefined()) {
    const YAML::Node value = member(map, data_key);
    auto decoded = value.IsScalar() ? common::decode_base64(value.Scalar()) : std::nullopt;
    if (!decoded || decoded->size() == 0) return wrong(where + ": " + data_key + " is not base64");
    return Material(*std::move(decoded));
  }
  if (member(map, file_key).IsDefined()) return path_of(map, file_key, where);
  return Material();
}

bool absent(const Material& material) { return std::holds_alternative<std::monostate>(material); }

Result<void> read_cluster(const YAML::Node& cluster, const std::string& where, Kubeconfig& out) {
  constexpr std::array kUnsupported{"proxy-url", "tls-server-name"};
  POSTERN_CHECK(refuse(cluster, kUnsupported, where));
  const YAML::Node insecure = member(cluster, "insecure-skip-tls-verify");
  if (insecure.IsDefined() && !(insecure.IsScalar() && insecure.Scalar() == "false"))
    return wrong(where + " turns certificate verification off, which is refused");
  POSTERN_TRY(server, text(cluster, "server", where));
  const auto url = parse_server_url(server);
  if (!url) return wrong(where + ": server must be an https URL");
  out.server = *url;
  POSTERN_TRY(ca, material(cluster, "certificate-authority-data", "certificate-authority", where));
  if (absent(ca)) return wrong(where + " has neither certificate-authority-data nor certificate-authority");
  out.ca = std::move(ca);
  return {};
}

Result<Material> read_token(const YAML::Node& user, const std::string& where) {
  const bool in_place = member(user, "token").IsDefined(), in_file = member(user, "tokenFile").IsDefined();
  if (in_place && in_file) return wrong(where + " has both token and tokenFile");
  if (in_file) return path_of(user, "tokenFile", where);
  if (!in_place) return Material();
  const YAML::Node value = member(user, "token");
  if (!value.IsScalar() || value.Scalar().empty()) return wrong(where + ": token is not text");
  return Material(sdk::Secret(sdk::as_bytes(value.Scalar())));
}

Result<void> read_user(const YAML::Node& user, const std::string& where, Kubeconfig& out) {
  if (member(user, "exec").IsDefined() || member(user, "auth-provider").IsDefined())
    return wrong(where + " gets its credentials from another program (exec or auth-provider), which this gate does "
                         "not run; give it a client certificate or a token");
  constexpr std::array kUnsupported{"username", "password", "as", "as-uid", "as-groups", "as-user-extra"};
  POSTERN_CHECK(refuse(user, kUnsupported, where));
  POSTERN_TRY(certificate, material(user, "client-certificate-data", "client-certificate", where));
  POSTERN_TRY(key, material(user, "client-key-data", "client-key", where));
  POSTERN_TRY(token, read_token(user, where));
  if (absent(certificate) != absent(key)) return wrong(where + " has only one of client certificate and client key");
  if (absent(certificate) && absent(token)) return wrong(where + " has no client certificate and no token");
  out.client_cert = std::move(certificate);
  out.client_key = std::move(key);
  out.token = std::move(token);
  return {};
}

Result<Kubeconfig> read_root(const YAML::Node& root) {
  if (!root.IsMap()) return wrong("is not a YAML map");
  POSTERN_TRY(current, text(root, "current-context", "the file"));
  POSTERN_TRY(context, entry(root, "contexts", "context", current));
  POSTERN_TRY(cluster_name, text(context, "cluster", "context " + shown(current)));
  POSTERN_TRY(user_name, text(context, "user", "context " + shown(current)));
  POSTERN_TRY(cluster, entry(root, "clusters", "cluster", cluster_name));
  POSTERN_TRY(user, entry(root, "users", "user", user_name));
  Kubeconfig out;
  POSTERN_CHECK(read_cluster(cluster, "cluster " + shown(cluster_name), out));
  POSTERN_CHECK(read_user(user, "user " + shown(user_name), out));
  return out;
}

}  // namespace

Result<Kubeconfig> parse_kubeconfig(std::string_view yaml) {
  if (yaml.size() > kMaxKubeconfig) return wrong("is longer than 1 MiB");
  try {
    return read_root(YAML::Load(std::string(yaml)));
  } catch (const YAML::Exception& error) {
    // Only the place: the library's messages may quote the text.
    return wrong("is not readable YAML near line " + std::to_string(error.mark.line + 1));
  }
}

}  // namespace postern::kube
