// SPDX-License-Identifier: Apache-2.0
#pragma once

// TomlFile: a configuration file as JSON, and where each value stands in it.

#include <map>
#include <nlohmann/json.hpp>
#include <string>

#include "postern/sdk/result.h"

namespace postern::keyservice {

struct TomlFile {
  std::string path;
  nlohmann::json content;                     // an object; dates and times are null, since nothing here takes them
  std::map<std::string, std::string> places;  // JSON pointer → "line:column"

  // place_of: "path:line:column" of the value, or of the nearest table around it.
  std::string place_of(const std::string& pointer) const;
};

// read_toml: at most 1 MiB. Errors: misconfigured, with path, line and column in the text.
sdk::Result<TomlFile> read_toml(const std::string& path);

}  // namespace postern::keyservice
