// SPDX-License-Identifier: Apache-2.0
//
// Every component of an accepted list is whole: https or data, a digest unless it is data, an absolute path without dots
// that no other has; and its ticket value says the same.
#include <nlohmann/json.hpp>
#include <set>

#include "backends/kube-token/components/cluster_version.h"
#include "backends/kube-token/components/parse_components.h"
#include "fuzz/tpm2/require.h"

using namespace postern;

namespace {

void require_whole(const kube_token::Component& component) {
  const bool is_data = component.url.starts_with("data:");
  fuzz::require(is_data || component.url.starts_with("https://"), "a URL is https or data");
  fuzz::require((is_data && component.hash.empty()) || component.hash.size() == 71 || component.hash.size() == 135,
                "a hash is one");
  fuzz::require(component.install_path.starts_with("/") && component.install_path.size() <= 256, "a path is absolute");
  fuzz::require(component.install_path.find("/../") == std::string::npos && !component.install_path.ends_with("/.."),
                "a path does not climb");
  const auto value = nlohmann::json::parse(kube_token::ticket_value(component));
  fuzz::require(value.size() == 3 && value["url"] == component.url && value["hash"] == component.hash &&
                    value["extract"] == component.extract,
                "the ticket says the same");
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  const auto list = kube_token::parse_components(text);
  static_cast<void>(kube_token::is_kubernetes_version(text));
  if (!list.ok()) {
    fuzz::require(list.failure().status() == POSTERN_MISCONFIGURED, "a refusal names the configuration");
    return 0;
  }
  fuzz::require(list.value().size() <= kube_token::kMaxComponents, "lists are bounded");
  std::set<std::string> paths;
  for (const kube_token::Component& component : list.value()) {
    require_whole(component);
    fuzz::require(paths.insert(component.install_path).second, "paths are different");
  }
  return 0;
}
