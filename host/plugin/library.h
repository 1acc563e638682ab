// SPDX-License-Identifier: Apache-2.0
#pragma once

// Library: a loaded plugin file and the components that it offers. Never unloaded.

#include <absl/status/statusor.h>

#include <memory>
#include <string>
#include <vector>

#include "host/plugin/descriptor.h"
#include "host/plugin/library_image.h"
#include "host/plugin/turn.h"

namespace postern::plugin {

class Library {
 public:
  // load: maps the image (RTLD_NOW, RTLD_LOCAL, RTLD_NODELETE) and asks it what it contains. name is the name of the
  // plugin in the configuration. Errors say which of these failed: not a plugin, another ABI major, undefined
  // symbols, entry function refused or threw, a component that breaks a rule.
  static absl::StatusOr<std::shared_ptr<const Library>> load(const std::string& name, const LibraryImage& image);

  // named: the same library, called otherwise.
  std::shared_ptr<const Library> named(const std::string& name) const;

  const std::string& name() const { return name_; }
  const std::string& version() const { return version_; }
  const std::string& sha256() const { return sha256_; }
  const std::vector<std::shared_ptr<const ComponentDescriptor>>& components() const { return components_; }

  // serial: the turn that calls take when a component asks for one call at a time in the whole library.
  Turn& serial() const { return *serial_; }

 private:
  std::string name_, version_, sha256_;
  std::vector<std::shared_ptr<const ComponentDescriptor>> components_;
  std::shared_ptr<Turn> serial_ = std::make_shared<Turn>();
};

}  // namespace postern::plugin
