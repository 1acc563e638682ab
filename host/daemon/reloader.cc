// SPDX-License-Identifier: Apache-2.0
#include "host/daemon/reloader.h"

#include <utility>

#include "host/daemon/announcement.h"
#include "host/daemon/restart_keys.h"
#include "host/gate/contacts.h"

namespace postern::app {
namespace {

using attest::Level;
constexpr int kMostReadings = 3;      // of files that change while they are read
constexpr std::size_t kMostStuck = 64;  // plugin calls that never returned: each holds a thread that the gate needs
constexpr auto kPause = std::chrono::milliseconds(100);

double seconds(attest::Time time) { return std::chrono::duration<double>(time.time_since_epoch()).count(); }

}  // namespace

Reloader::Reloader(ConfigSource source, const Lasting& lasting, Candidate running, gate::Gate& gate, gate::Drain& drain)
    : source_(std::move(source)),
      lasting_(lasting),
      gate_(gate),
      drain_(drain),
      started_(running.resolved.file),
      tried_(running.files),
      running_(std::move(running)) {
  last_.time = gate.generation()->origin().loaded;
  lasting_.metrics->set("generation", {}, 1);
  lasting_.metrics->set("last_reload_success", {}, 1);
  lasting_.metrics->set("last_reload_timestamp_seconds", {}, seconds(last_.time));
  thread_ = std::thread([this] { loop(); });
}

void Reloader::stop() {
  {
    const std::lock_guard lock(mutex_);
    stopping_ = true;
    work_.notify_all();
  }
  if (thread_.joinable()) thread_.join();
}

void Reloader::follow(Follow follow) {
  const std::lock_guard lock(mutex_);
  follow_ = std::move(follow);
  followed_ = paths_of(running_.files);
  follow_(followed_);
}

std::shared_future<ReloadReport> Reloader::request(Trigger trigger) {
  const std::lock_guard lock(mutex_);
  if (stopping_) {
    std::promise<ReloadReport> none;
    none.set_value({trigger, ReloadResult::kStopping, wall_clock(), gate_.generation()->origin().number, {}});
    return none.get_future().share();
  }
  if (!pending_) pending_.emplace(Pending{trigger, {}});
  else if (pending_->trigger == Trigger::kFiles) pending_->trigger = trigger;  // the others do it in any case
  work_.notify_all();
  return pending_->report;
}

ReloadReport Reloader::last() const {
  const std::lock_guard lock(mutex_);
  return last_;
}

bool Reloader::is_busy() const {
  const std::lock_guard lock(mutex_);
  return busy_;
}

bool Reloader::is_stopping() const {
  const std::lock_guard lock(mutex_);
  return stopping_;
}

void Reloader::read_running(const std::function<void(const Candidate&)>& reader) const {
  const std::lock_guard lock(mutex_);
  reader(running_);
}

void Reloader::loop() {
  std::unique_lock lock(mutex_);
  while (true) {
    work_.wait(lock, [this] { return stopping_ || pending_; });
    if (!pending_) return;
    Pending pending = *std::exchange(pending_, std::nullopt);
    if (stopping_) return pending.promise.set_value({pending.trigger, ReloadResult::kStopping, wall_clock(), number_, {}});
    busy_ = true;
    lock.unlock();
    const ReloadReport report = handle(pending.trigger);
    pending.promise.set_value(report);
    lock.lock();
    busy_ = false;
  }
}

// is_news: whether there is anything to do.
bool Reloader::is_news(Trigger trigger, ReloadReport& report) {
  if (trigger != Trigger::kFiles) return true;
  const FileDigests now = read_digests(paths_of(tried_));
  if (now == tried_) {
    report.result = ReloadResult::kUnchanged;
    return false;
  }
  bool is_running = true;
  for (const auto& [path, digest] : read_digests(paths_of(running_.files))) is_running &= running_.files.at(path) == digest;
  if (!is_running) return true;
  report.result = ReloadResult::kUnchanged;  // a file that was refused is again what runs
  tried_ = running_.files;
  tell_follower();
  publish(report);
  return false;
}

// load: the files as they were at one moment: what was read is still there after all has been read.
std::optional<Candidate> Reloader::load(config::Diagnostics& said) {
  for (int reading = 1;; ++reading) {
    said = {};
    Candidate next = load_next(source_.path, source_.plugin_dir, lasting_, running_, said);
    tried_ = next.files;
    tell_follower();
    if (read_digests(paths_of(next.files)) == next.files) return said.ok() ? std::optional(std::move(next)) : std::nullopt;
    if (reading == kMostReadings) break;
    std::unique_lock lock(mutex_);
    work_.wait_for(lock, kPause, [this] { return stopping_; });
  }
  said.error({source_.path, 0, 0}, "files of the configuration changed while they were read");
  return std::nullopt;
}

std::shared_ptr<const gate::Generation> Reloader::build(const Candidate& next, config::Diagnostics& said) {
  const gate::Origin origin{number_ + 1, wall_clock(), total_digest(next.files)};
  std::string keys;
  for (const std::string& key : restart_keys(started_, next.resolved.file)) keys += (keys.empty() ? "" : ", ") + key;
  if (!keys.empty())
    said.warning({source_.path, 0, 0}, "changed, but these take effect only when the gate is started again: " + keys);
  return gate::Generation::build(next.resolved, next.around, origin.loaded, said, true, origin);
}

ReloadReport Reloader::handle(Trigger trigger) {
  ReloadReport report{trigger, ReloadResult::kRefused, wall_clock(), number_, {}};
  if (!is_news(trigger, report)) return report;
  config::Diagnostics said;
  if (const std::size_t stuck = running_.around.executor->stuck(); stuck >= kMostStuck) {
    said.error({source_.path, 0, 0}, std::to_string(stuck) + " plugin calls never returned; the gate has to be started again");
  } else if (auto next = load(said)) {
    auto generation = build(*next, said);
    if (is_stopping()) report.result = ReloadResult::kStopping;
    else if (generation != nullptr) {
      report.result = ReloadResult::kSwapped;
      put_in_force(*std::move(next), std::move(generation));
    }
  }
  report.said = said.all();
  report.generation = number_;
  report.time = wall_clock();
  publish(report);
  return report;
}

void Reloader::put_in_force(Candidate next, std::shared_ptr<const gate::Generation> generation) {
  ++number_;
  announce_new(next.resolved, running_.resolved, *lasting_.journal);
  gate_.swap(drain_.adopt(std::move(generation)));
  Candidate before;
  {
    const std::lock_guard lock(mutex_);
    before = std::exchange(running_, std::move(next));
  }
  tell_follower();
}

// tell_follower: what runs must be followed, and what was refused too, so that its correction is seen.
void Reloader::tell_follower() {
  std::set<std::string> wanted = paths_of(running_.files);
  wanted.merge(paths_of(tried_));
  if (!follow_ || wanted == followed_) return;
  followed_ = wanted;
  follow_(std::move(wanted));
}

void Reloader::publish(const ReloadReport& report) {
  {
    const std::lock_guard lock(mutex_);
    last_ = report;
  }
  const std::string result(name_of(report.result));
  const bool is_refused = report.result == ReloadResult::kRefused;
  lasting_.metrics->add("reload_total", {{"result", result}});
  lasting_.metrics->set("generation", {}, static_cast<double>(report.generation));
  lasting_.metrics->set("last_reload_success", {}, is_refused ? 0 : 1);
  lasting_.metrics->set("last_reload_timestamp_seconds", {}, seconds(report.time));
  for (const config::Diagnostic& each : report.said)
    lasting_.journal->note({each.severity == config::Diagnostic::Severity::kError ? Level::kError : Level::kWarn,
                            "reload-diagnostic", config::print(each), {{"trigger", std::string(name_of(report.trigger))}}});
  lasting_.journal->note({is_refused ? Level::kError : Level::kInfo, "reload",
                          is_refused ? "the configuration is refused; the one before stays in force" : "",
                          {{"result", result}, {"trigger", std::string(name_of(report.trigger))},
                           {"generation", std::to_string(report.generation)},
                           {"digest", gate_.generation()->origin().digest}}});
}

}  // namespace postern::app
