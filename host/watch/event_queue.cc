// SPDX-License-Identifier: Apache-2.0
#include "host/watch/event_queue.h"

#include <absl/strings/str_cat.h>
#include <sys/inotify.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>

namespace postern::watch {
namespace {

constexpr uint32_t kComplete = IN_CLOSE_WRITE | IN_MOVED_TO | IN_MOVED_FROM | IN_CREATE | IN_DELETE | IN_ATTRIB;
constexpr uint32_t kGone = IN_Q_OVERFLOW | IN_IGNORED | IN_DELETE_SELF | IN_MOVE_SELF | IN_UNMOUNT;
constexpr uint32_t kWanted = kComplete | IN_MODIFY | IN_DELETE_SELF | IN_MOVE_SELF | IN_ONLYDIR | IN_DONT_FOLLOW;

}  // namespace

EventQueue::EventQueue() : fd_(inotify_init1(IN_CLOEXEC | IN_NONBLOCK)) {}

EventQueue::~EventQueue() {
  if (fd_ >= 0) close(fd_);
}

absl::Status EventQueue::watch(const Entries& entries) {
  absl::Status status = fd_ < 0 ? absl::UnavailableError("no inotify instance can be had") : absl::OkStatus();
  std::map<int, std::string> directories;
  for (const auto& [directory, names] : entries) {
    if (fd_ < 0) break;
    const int descriptor = inotify_add_watch(fd_, directory.c_str(), kWanted);
    if (descriptor >= 0) directories.emplace(descriptor, directory);
    else if (status.ok()) status = absl::UnavailableError(absl::StrCat("cannot watch ", directory, ": ", std::strerror(errno)));
  }
  for (const auto& [descriptor, directory] : directories_)
    if (!directories.contains(descriptor)) inotify_rm_watch(fd_, descriptor);
  directories_ = std::move(directories);
  entries_ = entries;
  return status;
}

void EventQueue::decode(const char* event, const std::function<void(const Change&)>& tell) {
  inotify_event head;
  std::memcpy(&head, event, sizeof head);
  if ((head.mask & IN_Q_OVERFLOW) != 0) return tell({Change::Kind::kUnknown, ""});
  const auto directory = directories_.find(head.wd);
  if (directory == directories_.end()) return;  // of a watch that has been taken away
  if ((head.mask & kGone) != 0) return tell({Change::Kind::kUnknown, ""});
  const std::string name = head.len == 0 ? "" : event + sizeof head;
  const auto names = entries_.find(directory->second);
  if (names == entries_.end() || !names->second.contains(name)) return;
  const std::string path = (directory->second == "/" ? "" : directory->second) + "/" + name;
  tell({(head.mask & IN_MODIFY) != 0 ? Change::Kind::kWriting : Change::Kind::kReplaced, path});
}

void EventQueue::drain(const std::function<void(const Change&)>& tell) {
  alignas(inotify_event) char buffer[16 * 1024];
  while (fd_ >= 0) {
    const ssize_t got = read(fd_, buffer, sizeof buffer);
    if (got < 0 && errno == EINTR) continue;
    if (got <= 0) return;
    for (ssize_t at = 0; at < got;) {
      inotify_event head;
      std::memcpy(&head, buffer + at, sizeof head);
      decode(buffer + at, tell);
      at += static_cast<ssize_t>(sizeof head) + head.len;
    }
  }
}

}  // namespace postern::watch
