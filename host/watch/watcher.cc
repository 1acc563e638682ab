// SPDX-License-Identifier: Apache-2.0
#include "host/watch/watcher.h"

#include <poll.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include <algorithm>
#include <mutex>
#include <optional>
#include <thread>

#include "host/watch/event_queue.h"

namespace postern::watch {

using Clock = std::chrono::steady_clock;

// Loop: one thread. What follow() and the destructor touch is under the mutex; the rest is the thread's own.
class Watcher::Loop {
 public:
  Loop(WatcherOptions options, attest::Journal& journal, Changed changed)
      : options_(options), journal_(journal), changed_(std::move(changed)), wake_(eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK)) {
    thread_ = std::thread([this] { run(); });
  }

  ~Loop() {
    {
      const std::lock_guard lock(mutex_);
      stopping_ = true;
    }
    wake();
    thread_.join();
    close(wake_);
  }

  void follow(std::set<std::string> paths) {
    {
      const std::lock_guard lock(mutex_);
      wanted_ = std::move(paths);
    }
    wake();
  }

 private:
  void wake() {
    const uint64_t one = 1;
    [[maybe_unused]] const ssize_t written = write(wake_, &one, sizeof one);  // a full counter wakes as well
  }

  // orders: takes over what follow() said; false when it is time to end.
  bool orders() {
    uint64_t ignored;
    [[maybe_unused]] const ssize_t got = read(wake_, &ignored, sizeof ignored);
    const std::lock_guard lock(mutex_);
    if (wanted_) {
      paths_ = *std::exchange(wanted_, std::nullopt);
      rearm();
      note_change();
    }
    return !stopping_;
  }

  // rearm: what leads to the files may be other directories by now.
  void rearm() {
    Entries entries;
    for (const std::string& path : paths_) add_lookup(path, entries);
    const absl::Status status = queue_.watch(entries);
    is_limited_ = !status.ok();
    if (!is_limited_ || std::exchange(said_limited_, true)) return;
    journal_.note({attest::Level::kWarn, "watch-limited", std::string(status.message()) + "; files are read again and again instead", {}});
  }

  void note_change() {
    last_ = Clock::now();
    if (!first_) first_ = last_;
  }

  void take(const Change& change) {
    if (change.kind == Change::Kind::kUnknown) writing_.clear();
    else if (change.kind == Change::Kind::kWriting) writing_.insert(change.path);
    else writing_.erase(change.path);
    note_change();
  }

  // due: when to tell; nothing when there is nothing to tell.
  std::optional<Clock::time_point> due() const {
    if (!first_) return is_limited_ ? std::optional(told_ + options_.rescan) : std::nullopt;
    if (!writing_.empty()) return *first_ + options_.writing;
    return std::min(last_ + options_.quiet, *first_ + options_.longest);
  }

  // The directories are watched before the files are read, so nothing that happens later can be missed.
  void tell() {
    first_.reset();
    writing_.clear();
    rearm();
    changed_();
    told_ = Clock::now();
  }

  int patience() const {
    const auto when = due();
    if (!when) return -1;
    const auto left = std::chrono::ceil<std::chrono::milliseconds>(*when - Clock::now()).count();
    return static_cast<int>(std::clamp<int64_t>(left, 0, 60'000));
  }

  void run() {
    while (orders()) {
      pollfd ready[2] = {{wake_, POLLIN, 0}, {queue_.fd(), POLLIN, 0}};
      poll(ready, 2, patience());
      queue_.drain([this](const Change& change) { take(change); });
      if (const auto when = due(); when && Clock::now() >= *when) tell();
    }
  }

  const WatcherOptions options_;
  attest::Journal& journal_;
  const Changed changed_;
  const int wake_;
  std::mutex mutex_;  // guards the next two
  std::optional<std::set<std::string>> wanted_;
  bool stopping_ = false;

  std::set<std::string> paths_;
  EventQueue queue_;
  std::optional<Clock::time_point> first_;  // change that nobody has been told of
  Clock::time_point last_{}, told_ = Clock::now();
  std::set<std::string> writing_;
  bool is_limited_ = false, said_limited_ = false;
  std::thread thread_;  // last: it uses all of the above
};

Watcher::Watcher(WatcherOptions options, attest::Journal& journal, Changed changed)
    : loop_(std::make_unique<Loop>(options, journal, std::move(changed))) {}
Watcher::~Watcher() = default;
void Watcher::follow(std::set<std::string> paths) { loop_->follow(std::move(paths)); }

}  // namespace postern::watch
