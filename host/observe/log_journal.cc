// SPDX-License-Identifier: Apache-2.0
#include "host/observe/log_journal.h"

#include <spdlog/sinks/ansicolor_sink.h>
#include <spdlog/spdlog.h>

#include <nlohmann/json.hpp>

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

// A value as it stands in a text line: quoted when it holds a space, control characters replaced.
std::string quoted(const std::string& value) {
  std::string out;
  bool plain = !value.empty();
  for (char c : value) {
    const bool control = static_cast<unsigned char>(c) < 0x20 || c == 0x7f;
    if (control || c == ' ' || c == '"' || c == '=') plain = false;
    if (c == '"' || c == '\\') out += '\\';
    out += control ? '?' : c;
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
  return line.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
}

std::string as_text(const attest::Event& event) {
  std::string line = event.name;
  for (const auto& [name, value] : event.fields)
    if (!value.empty()) line += " " + name + "=" + quoted(value);
  if (!event.text.empty()) line += " text=" + quoted(event.text);
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
