// SPDX-License-Identifier: Apache-2.0
#pragma once

// From the text of Constellation's file to Postern's files, as the command does it.

#include <fstream>
#include <iterator>
#include <stdexcept>
#include <string>

#include "tools/import-constellation/convert.h"
#include "tools/import-constellation/find_variant.h"
#include "tools/import-constellation/parse_attestation_config.h"
#include "tools/import-constellation/read_source.h"

namespace postern::test {

inline std::string read_input_file(const std::string& name) {
  std::ifstream file(POSTERN_SOURCE_DIR "/tests/unit/import_constellation/inputs/" + name, std::ios::binary);
  if (!file) throw std::runtime_error("no input " + name);
  return {std::istreambuf_iterator<char>(file), {}};
}

inline sdk::Result<constellation::Imported> import_text(std::string_view text, const std::string& variant = "",
                                                        const constellation::ConvertChoice& choice = {}) {
  POSTERN_TRY(source, constellation::read_source(text));
  POSTERN_TRY(found, constellation::find_variant(source, variant));
  POSTERN_TRY(config, constellation::parse_attestation_config(found));
  return constellation::convert(config, choice);
}

// content: of the file with that name; empty when there is none.
inline std::string content(const constellation::Imported& imported, const std::string& name) {
  for (const constellation::OutputFile& file : imported.files)
    if (file.name == name) return file.content;
  return {};
}

}  // namespace postern::test
