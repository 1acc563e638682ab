// SPDX-License-Identifier: Apache-2.0
#pragma once

// Reading a text as if it stood in the file gate.toml.

#include <gtest/gtest.h>

#include "host/config/gate_file.h"

namespace postern::config {

inline GateFile read(const std::string& text, Diagnostics& out, Purpose purpose = Purpose::kGate) {
  return read_gate_text(text, "gate.toml", purpose, "/plugins", out);
}

// errors: everything that is said about the text, one diagnostic per line.
inline std::string errors(const std::string& text, Purpose purpose = Purpose::kGate) {
  Diagnostics out;
  read(text, out, purpose);
  std::string lines;
  for (const Diagnostic& diagnostic : out.all()) lines += (lines.empty() ? "" : "\n") + print(diagnostic);
  return lines;
}

// WrongCase: a text and all that must be said about it; nothing more, nothing less.
struct WrongCase {
  std::string name, text, said;
  friend void PrintTo(const WrongCase& c, std::ostream* out) { *out << c.name; }
};

}  // namespace postern::config
