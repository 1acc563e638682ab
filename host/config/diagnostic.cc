// SPDX-License-Identifier: Apache-2.0
#include "host/config/diagnostic.h"

#include <utility>

namespace postern::config {

void Diagnostics::add(Diagnostic::Severity severity, Position at, std::string text) {
  if (severity == Diagnostic::Severity::kError) ++errors_;
  all_.push_back({severity, std::move(at), std::move(text)});
}

std::string print(const Position& at) {
  if (at.line == 0) return at.file;
  return at.file + ":" + std::to_string(at.line) + ":" + std::to_string(at.column);
}

std::string print(const Diagnostic& diagnostic) {
  const char* word = diagnostic.severity == Diagnostic::Severity::kError ? ": error: " : ": warning: ";
  return print(diagnostic.at) + word + diagnostic.text;
}

}  // namespace postern::config
