// SPDX-License-Identifier: Apache-2.0
#pragma once

// EffectsSettings: the table [effects]: where a gate writes down what its backends are about to create.

#include <string>

#include "host/config/table_reader.h"

namespace postern::config {

struct EffectsSettings {
  std::string directory;  // absolute; of this gate alone, mode 0700; empty: in memory only
  Position at;            // of the folder's name, or of the file when there is none
};

// read_effects: the table `effects` of a file's top level, or the defaults when it is absent. A relative path is relative
// to folder.
EffectsSettings read_effects(TableReader& root, const std::string& file, const std::string& folder, Diagnostics& out);

}  // namespace postern::config
