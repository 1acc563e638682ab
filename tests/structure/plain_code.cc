// SPDX-License-Identifier: Apache-2.0
#include "structure/plain_code.h"

#include <algorithm>
#include <cctype>

namespace postern::structure {
namespace {

// Where the literal or comment that starts at `at` ends (one past it); `at` itself when none starts there.
std::size_t end_of_quoted(std::string_view text, std::size_t at, char quote) {
  for (std::size_t i = at + 1; i < text.size(); ++i) {
    if (text[i] == '\\') ++i;
    else if (text[i] == quote) return i + 1;
  }
  return text.size();
}

std::size_t after(std::string_view text, std::string_view mark, std::size_t from) {
  const std::size_t found = text.find(mark, from);
  return found == std::string_view::npos ? text.size() : found + mark.size();
}

std::size_t end_of_raw(std::string_view text, std::size_t at) {
  const std::size_t open = text.find('(', at);
  if (open == std::string_view::npos) return text.size();
  return after(text, ")" + std::string(text.substr(at + 2, open - at - 2)) + "\"", open);
}

// A digit separator (1'000) is no character literal.
bool is_separator(std::string_view text, std::size_t at) {
  return at > 0 && std::isalnum(static_cast<unsigned char>(text[at - 1])) != 0;
}

std::size_t end_of_blank(std::string_view text, std::size_t at) {
  const std::string_view rest = text.substr(at);
  if (rest.starts_with("//")) return std::min(text.find('\n', at), text.size());
  if (rest.starts_with("/*")) return after(text, "*/", at + 2);
  if (rest.starts_with("R\"")) return end_of_raw(text, at);
  if (rest.starts_with('"')) return end_of_quoted(text, at, '"');
  if (rest.starts_with('\'') && !is_separator(text, at)) return end_of_quoted(text, at, '\'');
  return at;
}

}  // namespace

std::string plain_code(std::string_view text) {
  std::string plain(text);
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t end = end_of_blank(text, at);
    for (std::size_t i = at; i < end; ++i)
      if (plain[i] != '\n') plain[i] = ' ';
    at = std::max(end, at + 1);
  }
  return plain;
}

}  // namespace postern::structure
