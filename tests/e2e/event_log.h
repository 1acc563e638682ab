// SPDX-License-Identifier: Apache-2.0
#pragma once

// EventLog: the JSON log lines of a running gate, as they come.

#include <chrono>
#include <condition_variable>
#include <functional>
#include <mutex>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <vector>

namespace postern::test {

class EventLog {
 public:
  using Filter = std::function<bool(const nlohmann::json&)>;

  // add: a line; one that is no JSON object becomes {"event": "other", "text": line}. Thread-safe.
  void add(const std::string& line);
  void close();  // no more lines will come

  // wait_for: the first event (from the beginning) that the filter accepts; nothing when none came in time or the log
  // has been closed.
  std::optional<nlohmann::json> wait_for(const Filter& filter,
                                         std::chrono::milliseconds patience = std::chrono::seconds(60));
  // named: filter by name, optionally by one field.
  static Filter named(std::string event, std::string field = "", std::string value = "");

  std::size_t count(const Filter& filter) const;
  std::string all() const;  // every line, for canaries and for messages

 private:
  mutable std::mutex mutex_;
  std::condition_variable changed_;
  std::vector<nlohmann::json> events_;
  std::string text_;
  bool closed_ = false;
};

}  // namespace postern::test
