// SPDX-License-Identifier: Apache-2.0
#include "unit/atls/recorders.h"

#include <sys/socket.h>
#include <sys/un.h>

#include <algorithm>
#include <cstddef>

namespace postern::atls::test {
namespace {

// The abstract address of the other end, without its leading zero byte.
std::string peer_name(int fd) {
  sockaddr_un address{};
  socklen_t size = sizeof address;
  constexpr socklen_t kHead = offsetof(sockaddr_un, sun_path) + 1;
  if (::getpeername(fd, reinterpret_cast<sockaddr*>(&address), &size) != 0 || size < kHead) return "";
  return {address.sun_path + 1, size - kHead};
}

}  // namespace

Verdict ScriptedExaminer::examine(attest::Evidence evidence, const std::string& connection) {
  {
    const std::lock_guard lock(mutex_);
    seen_.push_back(evidence);
  }
  if (script) return script(evidence, connection);
  return attest::IdentityPtr(std::make_shared<TestIdentity>(std::move(evidence)));
}

std::vector<attest::Evidence> ScriptedExaminer::seen() const {
  const std::lock_guard lock(mutex_);
  return seen_;
}

void RecordingJournal::note(attest::Event event) {
  {
    const std::lock_guard lock(mutex_);
    events_.push_back(std::move(event));
  }
  changed_.notify_all();
}

std::vector<attest::Event> RecordingJournal::events(const std::string& name) const {
  const std::lock_guard lock(mutex_);
  std::vector<attest::Event> found;
  std::copy_if(events_.begin(), events_.end(), std::back_inserter(found),
               [&name](const attest::Event& event) { return event.name == name; });
  return found;
}

std::vector<attest::Event> RecordingJournal::wait(const std::string& name, std::size_t count) const {
  {
    std::unique_lock lock(mutex_);
    changed_.wait_for(lock, kPatience, [this, &name, count] {
      return static_cast<std::size_t>(
                 std::count_if(events_.begin(), events_.end(),
                               [&name](const auto& event) { return event.name == name; })) >= count;
    });
  }
  return events(name);
}

std::string field(const attest::Event& event, const std::string& name) {
  for (const auto& [key, value] : event.fields) {
    if (key == name) return value;
  }
  return "<none>";
}

bool RecordingSink::admit(int fd, const std::string& name, attest::IdentityPtr identity) {
  Served served{name, UniqueFd(fd), std::move(identity)};
  if (refuses) return false;
  if (on_admit) on_admit(served);
  {
    const std::lock_guard lock(mutex_);
    names_agree_ = names_agree_ && peer_name(fd) == name;
    ++counts_[name];
    ++admitted_;
    waiting_.push_back(std::move(served));
  }
  changed_.notify_all();
  return true;
}

void RecordingSink::forget(const std::string& name) {
  {
    const std::lock_guard lock(mutex_);
    --counts_[name];
    ++forgotten_;
  }
  changed_.notify_all();
}

RecordingSink::Served RecordingSink::take() {
  std::unique_lock lock(mutex_);
  changed_.wait_for(lock, kPatience, [this] { return !waiting_.empty(); });
  if (waiting_.empty()) return {};
  Served served = std::move(waiting_.front());
  waiting_.erase(waiting_.begin());
  return served;
}

std::size_t RecordingSink::admitted() const {
  const std::lock_guard lock(mutex_);
  return admitted_;
}

std::size_t RecordingSink::forgotten() const {
  const std::lock_guard lock(mutex_);
  return forgotten_;
}

bool RecordingSink::wait_forgotten(std::size_t count) const {
  std::unique_lock lock(mutex_);
  return changed_.wait_for(lock, kPatience, [this, count] { return forgotten_ >= count; });
}

std::map<std::string, int> RecordingSink::counts() const {
  const std::lock_guard lock(mutex_);
  return counts_;
}

bool RecordingSink::names_agree() const {
  const std::lock_guard lock(mutex_);
  return names_agree_;
}

}  // namespace postern::atls::test
