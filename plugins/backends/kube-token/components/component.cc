// SPDX-License-Identifier: Apache-2.0
#include "backends/kube-token/components/component.h"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "common/encoding/base64.h"
#include "common/encoding/hex.h"

namespace postern::kube_token {
namespace {

constexpr std::size_t kMaxUrl = 16 * 1024, kMaxPath = 256;
constexpr std::string_view kHttps = "https://", kData = "data:", kBase64 = ";base64,";

bool is_printable(std::string_view text) {
  return std::all_of(text.begin(), text.end(), [](char c) { return c > 0x20 && c < 0x7f; });
}

bool is_https(std::string_view url) {
  if (!url.starts_with(kHttps)) return false;
  const std::string_view rest = url.substr(kHttps.size());
  const std::string_view host = rest.substr(0, rest.find_first_of("/?#"));
  return !host.empty() && host.find('@') == host.npos;
}

// is_data: "data:<media type>;base64,<standard base64>", the one form that Constellation writes.
bool is_data(std::string_view url) {
  const std::size_t at = url.find(kBase64);
  return url.starts_with(kData) && at != url.npos && encoding::decode_base64(url.substr(at + kBase64.size()));
}

bool is_hash(std::string_view hash) {
  for (const auto& [name, size] : {std::pair("sha256:", 32u), std::pair("sha512:", 64u)}) {
    if (!hash.starts_with(name)) continue;
    const auto digest = encoding::decode_hex(hash.substr(7));
    return digest && digest->size() == size;
  }
  return false;
}

// is_install_path: every part of it is a name.
bool is_install_path(std::string_view path) {
  if (path.size() < 2 || path.size() > kMaxPath || !is_printable(path)) return false;
  while (!path.empty()) {
    if (path.front() != '/') return false;
    path.remove_prefix(1);
    const std::string_view part = path.substr(0, path.find('/'));
    if (part.empty() || part == "." || part == "..") return false;
    path.remove_prefix(part.size());
  }
  return true;
}

}  // namespace

std::string check_component(const Component& component) {
  if (component.url.size() > kMaxUrl || !is_printable(component.url)) return "has a URL that is too long or not one";
  if (!is_install_path(component.install_path)) return "has no absolute install_path";
  if (is_data(component.url)) return component.hash.empty() || is_hash(component.hash) ? "" : "has a hash that is none";
  if (!is_https(component.url)) return "has no https URL";
  return is_hash(component.hash) ? "" : "has no hash of the form sha256:hex or sha512:hex";
}

std::string ticket_value(const Component& component) {
  return nlohmann::json{{"url", component.url}, {"hash", component.hash}, {"extract", component.extract}}.dump();
}

}  // namespace postern::kube_token
