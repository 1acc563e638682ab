// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

namespace postern::constellation {

struct OutputFile {
  std::string name;  // "gate.toml"
  std::string content;
};

// Imported: Postern's files, which name each other by these names, and what became of what has no place in them.
struct Imported {
  std::vector<OutputFile> files;
  std::vector<std::string> notes;  // one line each
};

}  // namespace postern::constellation
