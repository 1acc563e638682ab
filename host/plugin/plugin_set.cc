// SPDX-License-Identifier: Apache-2.0
#include "host/plugin/plugin_set.h"

#include <absl/strings/str_cat.h>
#include <absl/strings/str_join.h>

#include <vector>

#include "host/plugin/library_cache.h"

namespace postern::plugin {

absl::Status PluginSet::add(const PluginSpec& spec) {
  if (libraries_.contains(spec.name)) return absl::AlreadyExistsError(absl::StrCat("plugin ", spec.name, " twice"));
  auto image = LibraryImage::read(spec.path, spec.sha256);
  if (!image.ok()) return absl::Status(image.status().code(), absl::StrCat("plugin ", spec.name, ": ", image.status().message()));
  auto library = LibraryCache::process().load(spec.name, *image);
  if (!library.ok()) return library.status();
  libraries_.emplace(spec.name, *std::move(library));
  return absl::OkStatus();
}

absl::StatusOr<Found> PluginSet::find(const std::string& use, uint32_t kinds) const {
  const std::size_t slash = use.find('/');
  const std::string plugin = use.substr(0, slash);
  const std::string id = slash == std::string::npos ? "" : use.substr(slash + 1);
  const auto library = libraries_.find(plugin);
  if (library == libraries_.end()) {
    std::vector<std::string> names;
    for (const auto& [name, unused] : libraries_) names.push_back(name);
    return absl::NotFoundError(absl::StrCat("no plugin '", plugin, "'; loaded: ", absl::StrJoin(names, ", ")));
  }
  std::vector<Found> found, namesakes;
  std::vector<std::string> offered;
  for (const auto& component : library->second->components()) {
    if ((kinds & (1u << component->kind)) == 0) continue;
    offered.push_back(absl::StrCat(plugin, "/", component->id));
    if (id.empty() || id == component->id) found.push_back({library->second, component});
    if (id.empty() && plugin == component->id) namesakes.push_back({library->second, component});
  }
  if (found.size() == 1) return found.front();
  if (namesakes.size() == 1) return namesakes.front();
  if (found.empty())
    return absl::NotFoundError(absl::StrCat("plugin ", plugin, " offers no '", use, "'; it offers: ",
                                            absl::StrJoin(offered, ", ")));
  return absl::NotFoundError(absl::StrCat("'", use, "' can be several: ", absl::StrJoin(offered, ", ")));
}

}  // namespace postern::plugin
