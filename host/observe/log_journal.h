// SPDX-License-Identifier: Apache-2.0
#pragma once

// LogJournal: events as lines on standard error, as text for people or JSON for machines.

#include <memory>
#include <string>

#include "host/attest/journal.h"

namespace spdlog {
class logger;
}

namespace postern::observe {

class LogJournal : public attest::Journal {
 public:
  // format: "text" or "json"; level: "debug", "info", "warn" or "error".
  LogJournal(const std::string& format, const std::string& level);
  ~LogJournal() override;
  void note(attest::Event event) override;

 private:
  const bool json_;
  std::shared_ptr<spdlog::logger> logger_;
};

// as_json, as_text: the event as one line without a time stamp. Control characters never reach the line.
std::string as_json(const attest::Event& event);
std::string as_text(const attest::Event& event);

}  // namespace postern::observe
