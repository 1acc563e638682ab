// SPDX-License-Identifier: Apache-2.0
#pragma once

// Diagnostics: what is wrong with a configuration, each with its place.

#include <string>
#include <vector>

namespace postern::config {

struct Position {
  std::string file;
  unsigned line = 0, column = 0;  // from 1; 0 when the whole file is meant
};

struct Diagnostic {
  enum class Severity { kError, kWarning };
  Severity severity = Severity::kError;
  Position at;
  std::string text;  // what is wrong, what was expected and what was found
};

class Diagnostics {
 public:
  void error(Position at, std::string text) { add(Diagnostic::Severity::kError, std::move(at), std::move(text)); }
  void warning(Position at, std::string text) { add(Diagnostic::Severity::kWarning, std::move(at), std::move(text)); }
  bool ok() const { return errors_ == 0; }
  const std::vector<Diagnostic>& all() const { return all_; }

 private:
  void add(Diagnostic::Severity severity, Position at, std::string text);
  std::vector<Diagnostic> all_;
  std::size_t errors_ = 0;
};

// print: "file:line:column: error: text", the form that editors understand.
std::string print(const Position& at);
std::string print(const Diagnostic& diagnostic);

}  // namespace postern::config
