// SPDX-License-Identifier: Apache-2.0
#include "host/observe/log_journal.h"

#include <spdlog/sinks/ansicolor_sink.h>
#include <spdlog/spdlog.h>

#include <algorithm>
#include <nlohmann/json.hpp>
#include <string_view>

#include "host/attest/value.h"

namespace postern::observe {
namespace {

spdlog::level::level_enum level_of(attest::Level level) {
  switch (level) {
    case attest::Level::kDebug: return spdlog::level::debug;
    case attest::Level::kInfo: return spdlog::level::info;
    case attest::Level::kWarn: return spdlog::level::warn;
    case attest::Level::kError: break;
  }
  return spdlog::level::err;
}

// How many bytes of the text at this place are one printable character of UTF-8; 0 for a control character
// (C0, DEL, C1), a line or paragraph separator, or a byte that belongs to no character.
std::size_t printable_at(std::string_view text, std::size_t at) {
  const auto first = static_cast<unsigned char>(text[at]);
  if (first < 0x80) return first >= 0x20 && first != 0x7f ? 1 : 0;
  const std::size_t length = first >= 0xF0 ? 4 : first >= 0xE0 ? 3 : 2;
  const std::string_view character = text.substr(at, length);
  const bool is_c1 = first == 0xC2 && character.size() == 2 && static_cast<unsigned char>(character[1]) < 0xA0;
  if (is_c1 || character == "\u2028" || character == "\u2029") return 0;
  return attest::is_utf8(character) ? length : 0;
}

// A value as it stands in a text line: quoted when it holds a space, and nothing in it that a terminal or a reader of
// lines would obey.
std::string one_line(std::string_view value) {
  std::string out;
  bool plain = !value.empty();
  for (std::size_t at = 0; at < value.size();) {
    const std::size_t length = printable_at(value, at);
    const char c = value[at];
    if (length == 0 || c == ' ' || c == '"' || c == '=' || c == '\\') plain = false;
    if (c == '"' || c == '\\') out += '\\';
    out += length == 0 ? std::string_view("?") : value.substr(at, length);
    at += std::max<std::size_t>(length, 1);
  }
  return plain ? out : '"' + out + '"';
}

}  // namespace

std::string as_json(const attest::Event& event) {
  nlohmann::ordered_json line;
  line["level"] = spdlog::level::to_string_view(level_of(event.level)).data();
  line["event"] = event.name;
  if (!event.text.empty()) line["text"] = event.text;
  for (const auto& [name, value] : event.fields)
    if (!value.empty()) line[name] = value;
  // Everything that is not ASCII is escaped: control characters of any kind stay out of the line.
  return line.dump(-1, ' ', true, nlohmann::json::error_handler_t::replace);
}

std::string as_text(const attest::Event& event) {
  std::string line = event.name;
  for (const auto& [name, value] : event.fields)
    if (!value.empty()) line += " " + name + "=" + one_line(value);
  if (!event.text.empty()) line += " text=" + one_line(event.text);
  return line;
}

LogJournal::LogJournal(const std::string& format, const std::string& level)
    : json_(format == "json"),
      logger_(std::make_shared<spdlog::logger>("postern", std::make_shared<spdlog::sinks::ansicolor_stderr_sink_mt>())) {
  logger_->set_level(spdlog::level::from_str(level == "warn" ? "warning" : level));
  logger_->flush_on(spdlog::level::debug);
  logger_->set_pattern(json_ ? "{\"time\":\"%Y-%m-%dT%H:%M:%S.%eZ\",%v" : "%Y-%m-%dT%H:%M:%S.%eZ %^%l%$ %v",
                       spdlog::pattern_time_type::utc);
}

LogJournal::~LogJournal() = default;

void LogJournal::note(attest::Event event) {
  // The pattern has already opened the JSON object and written the time.
  logger_->log(level_of(event.level), "{}", json_ ? as_json(event).substr(1) : as_text(event));
}

}  // namespace postern::observe
