// SPDX-License-Identifier: Apache-2.0
#pragma once

// InstanceEntry: a configured component: what it uses, and its configuration as JSON with the place of every value.

#include <map>
#include <nlohmann/json.hpp>
#include <string>

#include "host/config/diagnostic.h"

namespace postern::config {

struct InstanceEntry {
  std::string name, use;
  nlohmann::json config = nlohmann::json::object();
  std::map<std::string, Position> places;  // by JSON pointer (RFC 6901); "" is the whole
  Position at;

  // place: of the value at the pointer, or of the nearest value around it.
  Position place(std::string pointer) const;
};

// include_files: replaces the texts under a key that the component's schema marks with "x-postern-file": "toml" by
// the content of the files that they name, so that the component needs no file access. A file that consists of
// [[set]] tables counts as that many values. folder: to which names are relative.
void include_files(InstanceEntry& entry, const std::string& schema, const std::string& folder, Diagnostics& out);

// A key marked with "x-postern-file": "text" is a file name, or a list of them, each replaced by the file's content
// (text such as PEM, at most 4 MiB) in the same place.

// resolve_paths: makes the texts under keys that the schema marks with "x-postern-path": true absolute, relative to
// folder, so that a path means the same wherever the program was started.
void resolve_paths(InstanceEntry& entry, const std::string& schema, const std::string& folder);

}  // namespace postern::config
