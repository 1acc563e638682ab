// SPDX-License-Identifier: Apache-2.0
#include "tools/keyservice/check_client.h"

#include <algorithm>

namespace postern::keyservice {
namespace {

bool has(const std::vector<std::string>& names, const std::string& name) {
  return std::find(names.begin(), names.end(), name) != names.end();
}

bool is_named(const ClientIdentity& identity, const ClientName& entry) {
  if (entry.kind == NameKind::kDns) return has(identity.dns, entry.name);
  if (entry.kind == NameKind::kUri) return has(identity.uri, entry.name);
  return identity.cn.size() == 1 && identity.cn.front() == entry.name;
}

}  // namespace

std::optional<ClientName> check_client(const ClientIdentity& identity, const std::vector<ClientName>& allowed) {
  for (const ClientName& entry : allowed)
    if (is_named(identity, entry)) return entry;
  return std::nullopt;
}

}  // namespace postern::keyservice
