// SPDX-License-Identifier: Apache-2.0
#pragma once

// InstanceEntry: a configured component: what it uses, and its configuration as JSON with the place of every value.

#include <map>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "host/config/diagnostic.h"

namespace postern::config {

struct InstanceEntry {
  std::string name, use;
  nlohmann::json config = nlohmann::json::object();
  std::map<std::string, Position> places;  // by JSON pointer (RFC 6901); "" is the whole
  Position at;
  std::string folder;              // of the file that it stands in, absolute; names in config are relative to it
  std::vector<std::string> files;  // that config names and that were read; absolute

  // place: of the value at the pointer, or of the nearest value around it.
  Position place(std::string pointer) const;
};

// include_files: replaces the texts under a key that the component's schema marks with "x-postern-file": "toml" by
// the content of the files that they name, so that the component needs no file access. A file that consists of
// [[set]] tables counts as that many values.
void include_files(InstanceEntry& entry, const std::string& schema, Diagnostics& out);

// A key marked with "x-postern-file": "text" is a file name, or a list of them, each replaced by the file's content
// (text such as PEM, at most 4 MiB) in the same place.

// resolve_paths: makes the texts under keys that the schema marks with "x-postern-path": true absolute, so that a path
// means the same wherever the program was started.
void resolve_paths(InstanceEntry& entry, const std::string& schema);

// marked_keys: the keys of the configuration that the component's schema marks in this way.
std::vector<std::string> marked_keys(const std::string& schema, const char* mark, const nlohmann::json& value);

}  // namespace postern::config
