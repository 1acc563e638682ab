// SPDX-License-Identifier: Apache-2.0
#pragma once

// JournalRecorder: keeps every event of the host, and lets a test wait for one.

#include <chrono>
#include <condition_variable>
#include <functional>
#include <mutex>
#include <string>
#include <vector>

#include "host/attest/journal.h"

namespace postern::test {

class JournalRecorder : public attest::Journal {
 public:
  using Filter = std::function<bool(const attest::Event&)>;

  void note(attest::Event event) override {
    const std::lock_guard lock(mutex_);
    events_.push_back(std::move(event));
    changed_.notify_all();
  }

  std::vector<attest::Event> events() const {
    const std::lock_guard lock(mutex_);
    return events_;
  }

  // count: how many events fit; texts: the texts of all events of this name.
  std::size_t count(const Filter& fits) const {
    const std::lock_guard lock(mutex_);
    return count_locked(fits);
  }
  std::vector<std::string> texts(const std::string& name) const {
    const std::lock_guard lock(mutex_);
    std::vector<std::string> all;
    for (const attest::Event& event : events_)
      if (event.name == name) all.push_back(event.text);
    return all;
  }

  // wait: until so many events fit; false when they do not come within a minute, which only a failing test waits for.
  bool wait(const Filter& fits, std::size_t wanted = 1) const {
    std::unique_lock lock(mutex_);
    return changed_.wait_for(lock, std::chrono::minutes(1), [&] { return count_locked(fits) >= wanted; });
  }
  bool wait_for_text(const std::string& text, std::size_t wanted = 1) const {
    return wait([&](const attest::Event& event) { return event.text == text; }, wanted);
  }
  bool wait_for_event(const std::string& name, std::size_t wanted = 1) const {
    return wait([&](const attest::Event& event) { return event.name == name; }, wanted);
  }

 private:
  std::size_t count_locked(const Filter& fits) const {
    std::size_t found = 0;
    for (const attest::Event& event : events_) found += fits(event) ? 1 : 0;
    return found;
  }
  mutable std::mutex mutex_;
  mutable std::condition_variable changed_;
  std::vector<attest::Event> events_;
};

}  // namespace postern::test
