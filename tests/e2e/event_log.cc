// SPDX-License-Identifier: Apache-2.0
#include "e2e/event_log.h"

#include <algorithm>

namespace postern::test {

void EventLog::add(const std::string& line) {
  auto event = nlohmann::json::parse(line, nullptr, false);
  if (!event.is_object()) event = {{"event", "other"}, {"text", line}};
  const std::lock_guard lock(mutex_);
  events_.push_back(std::move(event));
  text_ += line + "\n";
  changed_.notify_all();
}

void EventLog::close() {
  const std::lock_guard lock(mutex_);
  closed_ = true;
  changed_.notify_all();
}

std::optional<nlohmann::json> EventLog::wait_for(const Filter& filter, std::chrono::milliseconds patience) {
  const auto until = std::chrono::steady_clock::now() + patience;
  std::unique_lock lock(mutex_);
  std::size_t seen = 0;
  while (true) {
    for (; seen < events_.size(); ++seen)
      if (filter(events_[seen])) return events_[seen];
    if (closed_) return std::nullopt;
    if (changed_.wait_until(lock, until) == std::cv_status::timeout && seen == events_.size()) return std::nullopt;
  }
}

EventLog::Filter EventLog::named(std::string event, std::string field, std::string value) {
  return [=](const nlohmann::json& line) {
    return line.value("event", "") == event && (field.empty() || line.value(field, "") == value);
  };
}

std::size_t EventLog::count(const Filter& filter) const {
  const std::lock_guard lock(mutex_);
  return static_cast<std::size_t>(std::count_if(events_.begin(), events_.end(), filter));
}

std::string EventLog::all() const {
  const std::lock_guard lock(mutex_);
  return text_;
}

}  // namespace postern::test
