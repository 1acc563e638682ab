// SPDX-License-Identifier: Apache-2.0
//
// The reader of configuration files: whatever the text, every diagnostic has its file and a line that exists, and
// reading the same text again says the same.

#include <algorithm>
#include <cstdlib>
#include <string>

#include "host/config/gate_file.h"

namespace {

using postern::config::Diagnostics;

Diagnostics read(const std::string& text) {
  Diagnostics out;
  for (const auto purpose : {postern::config::Purpose::kGate, postern::config::Purpose::kNode})
    postern::config::read_gate_text(text, "/etc/gate.toml", purpose, "/plugins", out);
  return out;
}

void require(bool holds) {
  if (!holds) std::abort();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, std::size_t size) {
  const std::string text(reinterpret_cast<const char*>(data), size);
  const auto lines = static_cast<unsigned>(std::count(text.begin(), text.end(), '\n')) + 2;
  const Diagnostics first = read(text), second = read(text);
  require(first.ok() == second.ok() && first.all().size() == second.all().size());
  for (std::size_t i = 0; i < first.all().size(); ++i) {
    const auto& diagnostic = first.all()[i];
    require(diagnostic.at.file == "/etc/gate.toml" && diagnostic.at.line <= lines && !diagnostic.text.empty());
    require(postern::config::print(diagnostic) == postern::config::print(second.all()[i]));
  }
  return 0;
}
