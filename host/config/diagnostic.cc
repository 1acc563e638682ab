// SPDX-License-Identifier: Apache-2.0
#include "host/config/diagnostic.h"

namespace postern::config {
namespace {

std::string line_of(std::string_view text, unsigned line) {
  for (unsigned skipped = 1; skipped < line; ++skipped) {
    const std::size_t end = text.find('\n');
    if (end == text.npos) return {};
    text.remove_prefix(end + 1);
  }
  text = text.substr(0, text.find('\n'));
  if (text.ends_with('\r')) text.remove_suffix(1);
  return std::string(text);
}

}  // namespace

void Diagnostics::add(Severity severity, Position at, Code code, std::string text, std::string hint) {
  if (severity == Severity::kError) ++errors_;
  std::string source_line;
  if (const auto kept = texts_.find(at.file); kept != texts_.end() && at.line != 0)
    source_line = line_of(kept->second, at.line);
  all_.push_back({severity, std::move(at), std::move(text), code, std::move(hint), std::move(source_line)});
}

std::string_view severity_name(Diagnostic::Severity severity) {
  return severity == Diagnostic::Severity::kError ? "error" : "warning";
}

std::string print(const Position& at) {
  if (at.line == 0) return at.file;
  return at.file + ":" + std::to_string(at.line) + ":" + std::to_string(at.column);
}

std::string print(const Diagnostic& diagnostic) {
  return print(diagnostic.at) + ": " + std::string(severity_name(diagnostic.severity)) + ": " + diagnostic.text +
         (diagnostic.hint.empty() ? "" : "; " + diagnostic.hint);
}

}  // namespace postern::config
