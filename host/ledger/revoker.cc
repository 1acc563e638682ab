// SPDX-License-Identifier: Apache-2.0
#include "host/ledger/revoker.h"

#include <algorithm>
#include <iterator>
#include <utility>

namespace postern::ledger {
namespace {

constexpr int kThreads = 4;
constexpr auto kRevokeTimeout = std::chrono::seconds(10);
constexpr auto kLongestPause = std::chrono::minutes(5);

std::vector<std::pair<std::string, std::string>> fields_of(const Task& task) {
  return {{"request", task.intent.request}, {"step", task.intent.instance}, {"effect", task.effect.text}};
}

}  // namespace

Revoker::Revoker(attest::Journal& journal, Clock clock, std::chrono::milliseconds first_pause)
    : journal_(journal), clock_(std::move(clock)), first_pause_(first_pause) {
  for (int i = 0; i < kThreads; ++i) threads_.emplace_back([this] { loop(); });
}

void Revoker::find_by(Find find) {
  const std::lock_guard lock(mutex_);
  find_ = std::move(find);
}

void Revoker::add(Task task) {
  const std::lock_guard lock(mutex_);
  // Effects that are in no ledger are the latest; each request without a name stands alone.
  const uint64_t order = task.effect.entry != 0 ? task.effect.entry : (uint64_t{1} << 63) + ++unnumbered_;
  const std::string& request = task.intent.request;
  Group& group = groups_[request.empty() ? "#" + std::to_string(order) : request];
  if (!group.running) group.due = std::chrono::steady_clock::now(), group.attempts = 0;
  group.tasks.insert_or_assign(order, std::move(task));
  changed_.notify_all();
}

bool Revoker::wait_for_first(std::chrono::milliseconds patience) {
  std::unique_lock lock(mutex_);
  return changed_.wait_for(lock, patience, [this] {
    return std::all_of(groups_.begin(), groups_.end(), [](const auto& group) { return group.second.attempts > 0; });
  });
}

void Revoker::stop(std::chrono::milliseconds grace) {
  {
    const std::lock_guard lock(mutex_);
    if (!stopping_) grace_end_ = std::chrono::steady_clock::now() + grace;
    stopping_ = true;
  }
  changed_.notify_all();
  for (std::thread& thread : threads_) thread.join();
  threads_.clear();
  find_ = nullptr;
  groups_.clear();
}

// The group whose time has come, if there is one; else wake becomes the moment to look again.
Revoker::Groups::iterator Revoker::next_due(Moment now, Moment& wake) {
  for (auto group = groups_.begin(); group != groups_.end(); ++group) {
    if (group->second.running) continue;
    if (stopping_ && (group->second.attempts > 0 || now >= grace_end_)) continue;
    if (group->second.due <= now) return group;
    wake = std::min(wake, group->second.due);
  }
  return groups_.end();
}

void Revoker::loop() {
  std::unique_lock lock(mutex_);
  while (true) {
    const Moment now = std::chrono::steady_clock::now();
    Moment wake = now + std::chrono::hours(1);
    if (const auto group = next_due(now, wake); group != groups_.end()) work(lock, group);
    else if (stopping_) return;
    else changed_.wait_until(lock, wake);
  }
}

void Revoker::work(std::unique_lock<std::mutex>& lock, Groups::iterator found) {
  Group& group = found->second;  // stays where it is while it is marked
  group.running = true;
  auto tasks = std::exchange(group.tasks, {});
  std::chrono::nanoseconds pause = first_pause_ * (1 << std::min(group.attempts, 16));
  lock.unlock();
  for (auto task = tasks.begin(); task != tasks.end();) task = revoke(task->second, pause) ? tasks.erase(task) : std::next(task);
  lock.lock();
  group.running = false;
  const bool more_came = !group.tasks.empty();
  group.tasks.merge(tasks);
  group.attempts = more_came ? 0 : group.attempts + 1;
  group.due = std::chrono::steady_clock::now();
  if (!more_came) group.due += std::min<std::chrono::nanoseconds>(pause, kLongestPause);
  if (group.tasks.empty()) groups_.erase(found);
  changed_.notify_all();
}

void Revoker::report_orphan(Task& task) {
  if (std::exchange(task.reported, true)) return;
  auto fields = fields_of(task);
  fields.emplace_back("component", task.intent.component);
  journal_.note({attest::Level::kError, "effect-orphaned",
                 "no pipeline uses this instance of this component any more, so what it may have made for a request "
                 "cannot be revoked; start with a configuration that has it, or remove what the effect names by hand "
                 "and then, while no gate runs, its line from effects.log",
                 std::move(fields)});
}

bool Revoker::revoke(Task& task, std::chrono::nanoseconds& pause) {
  Find find;
  {
    const std::lock_guard lock(mutex_);
    find = find_;
  }
  std::shared_ptr<pipeline::Backend> backend = find ? find(task.intent) : nullptr;
  if (backend == nullptr) backend = task.fallback;
  if (backend == nullptr) {
    pause = kLongestPause;
    report_orphan(task);
    return false;
  }
  std::optional<attest::Refusal> refusal;
  try {
    refusal = backend->revoke(task.effect, {clock_(), kRevokeTimeout, {}, {}, nullptr});
  } catch (const std::exception& error) {
    refusal = attest::internal(POSTERN_REASON_PLUGIN_FAULT, error.what());
  }
  if (refusal) pause = std::max(pause, refusal->reason.retry_after);
  journal_.note(refusal ? attest::Event{attest::Level::kError, "effect-not-revoked", attest::describe(*refusal), fields_of(task)}
                        : attest::Event{attest::Level::kInfo, "effect-revoked", "", fields_of(task)});
  return !refusal;
}

}  // namespace postern::ledger
