// SPDX-License-Identifier: Apache-2.0
#include "tools/keyservice/log_lines.h"

#include <unistd.h>

#include <cctype>
#include <chrono>
#include <ctime>

namespace postern::keyservice {
namespace {

bool is_plain(char c) {
  return std::isalnum(static_cast<unsigned char>(c)) != 0 || std::string_view("._:/@+-[]").find(c) != std::string_view::npos;
}

std::string shown(std::string_view value) {
  bool plain = true;
  std::string out;
  for (const char c : value) {
    plain = plain && is_plain(c);
    if (c == '"' || c == '\\') out.push_back('\\');
    out.push_back(c >= 0x20 && c < 0x7f ? c : '?');
  }
  return plain ? out : '"' + out + '"';
}

std::string now_text() {
  const std::time_t now = std::chrono::system_clock::to_time_t(std::chrono::system_clock::now());
  std::tm parts{};
  gmtime_r(&now, &parts);
  char text[sizeof "2026-01-01T00:00:00Z"];
  return {text, std::strftime(text, sizeof text, "%Y-%m-%dT%H:%M:%SZ", &parts)};
}

}  // namespace

std::string log_line(std::string_view time, std::string_view level, std::string_view event, const LogFields& fields) {
  std::string line = std::string(time) + ' ' + std::string(level) + ' ' + std::string(event);
  for (const auto& [name, value] : fields)
    if (!value.empty()) line += ' ' + std::string(name) + '=' + shown(value);
  return line + '\n';
}

void note(std::string_view level, std::string_view event, const LogFields& fields) {
  const std::string line = log_line(now_text(), level, event, fields);
  // One write per line keeps lines of several threads apart. A log that cannot be written stops nothing.
  [[maybe_unused]] const ssize_t written = write(STDERR_FILENO, line.data(), line.size());
}

}  // namespace postern::keyservice
