// SPDX-License-Identifier: Apache-2.0
#pragma once

// PluginSet: the libraries that a configuration names, by name.

#include <absl/status/statusor.h>

#include <map>
#include <memory>
#include <string>

#include "host/plugin/library.h"

namespace postern::plugin {

struct PluginSpec {
  std::string name;
  std::string path;    // absolute
  std::string sha256;  // pin, or empty
};

// Found: a component and the library that holds it.
struct Found {
  std::shared_ptr<const Library> library;
  std::shared_ptr<const ComponentDescriptor> component;
};

class PluginSet {
 public:
  // add: loads one plugin, or uses the library that this process has loaded from the same bytes. Errors as LibraryImage::read and Library::load, with the name of the plugin in front.
  absl::Status add(const PluginSpec& spec);

  // find: the component that `use` names: "plugin/component"; or "plugin" alone, for the only one of the accepted kinds,
  // or else the one whose id is the plugin's name. kinds: a set of bits 1 << POSTERN_KIND_*. NOT_FOUND lists what there
  // is.
  absl::StatusOr<Found> find(const std::string& use, uint32_t kinds) const;

  const std::map<std::string, std::shared_ptr<const Library>>& all() const { return libraries_; }

 private:
  std::map<std::string, std::shared_ptr<const Library>> libraries_;
};

}  // namespace postern::plugin
