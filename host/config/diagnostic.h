// SPDX-License-Identifier: Apache-2.0
#pragma once

// Diagnostics: what is wrong with a configuration, each with its place and what would put it right.

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "host/config/diagnostic_code.h"

namespace postern::config {

struct Position {
  std::string file;
  unsigned line = 0, column = 0;  // from 1, columns in characters; 0 when the whole file is meant
};

struct Diagnostic {
  enum class Severity { kError, kWarning };
  Severity severity = Severity::kError;
  Position at;
  std::string text;  // what is wrong, what was expected and what was found
  Code code = Code::kMisconfigured;
  std::string hint;         // what would put it right; may be empty
  std::string source_line;  // the line of the file at `at`, without its end; empty when it is not known
};

class Diagnostics {
 public:
  using Severity = Diagnostic::Severity;

  void error(Position at, Code code, std::string text, std::string hint = "") {
    add(Severity::kError, std::move(at), code, std::move(text), std::move(hint));
  }
  void warning(Position at, Code code, std::string text, std::string hint = "") {
    add(Severity::kWarning, std::move(at), code, std::move(text), std::move(hint));
  }
  // error, warning without a code: MISCONFIGURED.
  void error(Position at, std::string text) { error(std::move(at), Code::kMisconfigured, std::move(text)); }
  void warning(Position at, std::string text) { warning(std::move(at), Code::kMisconfigured, std::move(text)); }

  // keep: the text of a file, so that diagnostics about it can show their line. Configuration files hold no secrets.
  void keep(const std::string& file, std::string text) { texts_[file] = std::move(text); }

  // sources: the content of every file that was read on behalf of the configuration, by its path as it was opened;
  // nothing where that failed. So one can say which bytes a verdict is about, and watch the files.
  using Sources = std::map<std::string, std::optional<std::string>>;
  void add_source(const std::string& path, std::optional<std::string> content) { sources_[path] = std::move(content); }
  const Sources& sources() const { return sources_; }

  bool ok() const { return errors_ == 0; }
  const std::vector<Diagnostic>& all() const { return all_; }

 private:
  void add(Severity severity, Position at, Code code, std::string text, std::string hint);
  std::vector<Diagnostic> all_;
  std::size_t errors_ = 0;
  std::map<std::string, std::string> texts_;  // by file
  Sources sources_;
};

// severity_name: "error" or "warning".
std::string_view severity_name(Diagnostic::Severity severity);

// print: "file:line:column: error: text; hint", the form that editors understand, in one line.
std::string print(const Position& at);
std::string print(const Diagnostic& diagnostic);

}  // namespace postern::config
