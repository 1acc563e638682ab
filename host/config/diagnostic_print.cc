// SPDX-License-Identifier: Apache-2.0
#include "host/config/diagnostic_print.h"

#include <algorithm>
#include <nlohmann/json.hpp>

namespace postern::config {
namespace {

constexpr std::size_t kWidest = 120;  // characters of a line that are shown

// characters: the text character by character (UTF-8), what could drive a terminal replaced.
std::vector<std::string> characters(const std::string& text) {
  std::vector<std::string> all;
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    if ((byte & 0xC0) == 0x80 && !all.empty()) all.back() += c;
    else all.emplace_back(1, (byte < 0x20 && c != '\t') || byte == 0x7F ? '?' : c);
  }
  return all;
}

// Excerpt: the part of a line that is shown, and what stands before the mark.
struct Excerpt {
  std::string text, before_mark;
};

Excerpt excerpt(const Diagnostic& diagnostic) {
  const auto line = characters(diagnostic.source_line);
  const std::size_t mark = std::min<std::size_t>(diagnostic.at.column == 0 ? 0 : diagnostic.at.column - 1, line.size());
  const std::size_t first = line.size() <= kWidest || mark < kWidest / 2 ? 0 : mark - kWidest / 2;
  const std::size_t end = std::min(line.size(), first + kWidest);
  Excerpt out;
  if (first > 0) out = {"… ", "  "};
  for (std::size_t i = first; i < end; ++i) {
    out.text += line[i];
    if (i < mark) out.before_mark += line[i] == "\t" ? "\t" : " ";
  }
  if (end < line.size()) out.text += " …";
  return out;
}

}  // namespace

std::string print_with_line(const Diagnostic& diagnostic) {
  std::string out = print(diagnostic.at) + ": " + std::string(severity_name(diagnostic.severity)) + ": " +
                    diagnostic.text + " [" + std::string(name_of(diagnostic.code)) + "]\n";
  std::string number = diagnostic.source_line.empty() ? "" : std::to_string(diagnostic.at.line);
  if (number.size() < 5) number.insert(0, 5 - number.size(), ' ');
  const std::string margin(number.size(), ' ');
  if (!diagnostic.source_line.empty()) {
    const Excerpt shown = excerpt(diagnostic);
    out += number + " | " + shown.text + "\n" + margin + " | " + shown.before_mark + "^\n";
  }
  if (!diagnostic.hint.empty()) out += margin + " = " + diagnostic.hint + "\n";
  return out;
}

nlohmann::json to_json(const Diagnostics& diagnostics) {
  nlohmann::json list = nlohmann::json::array();
  for (const Diagnostic& each : diagnostics.all())
    list.push_back({{"file", each.at.file}, {"line", each.at.line}, {"column", each.at.column},
                    {"severity", severity_name(each.severity)}, {"code", name_of(each.code)}, {"text", each.text},
                    {"hint", each.hint}, {"source", each.source_line}});
  return list;
}

}  // namespace postern::config
