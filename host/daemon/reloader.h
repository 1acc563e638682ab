// SPDX-License-Identifier: Apache-2.0
#pragma once

// Reloader: puts new configurations in force, one after the other, on a thread of its own: reads, resolves, compiles,
// creates, self-tests, and swaps one pointer at the end. Whatever fails before that leaves the gate as it was.

#include <condition_variable>
#include <functional>
#include <future>
#include <mutex>
#include <optional>
#include <thread>

#include "host/setup/configuration.h"
#include "host/daemon/reload_report.h"
#include "host/gate/drain.h"
#include "host/gate/gate.h"

namespace postern::app {

// ConfigSource: where a gate's configuration stands.
struct ConfigSource {
  std::string path, plugin_dir;
};

class Reloader {
 public:
  using Follow = std::function<void(std::set<std::string>)>;

  // running: what gate has in force. All outlive this.
  Reloader(ConfigSource source, const Lasting& lasting, Candidate running, gate::Gate& gate, gate::Drain& drain);
  ~Reloader() { stop(); }
  Reloader(const Reloader&) = delete;

  // follow: who is told which files matter from now on: those of what runs, and of what was tried last. Once, before
  // any request.
  void follow(Follow follow);

  // request: the report of a reload that begins after this call. Requests that come while one runs are answered by the
  // next one together. kFiles does nothing when no file has changed since the last attempt. Thread-safe.
  std::shared_future<ReloadReport> request(Trigger trigger);

  // stop: answers who waits, lets an attempt in progress end, and swaps no more. Idempotent.
  void stop();

  ReloadReport last() const;  // of the last reload that did something
  bool is_busy() const;
  void read_running(const std::function<void(const Candidate&)>& reader) const;  // reader must not block

 private:
  struct Pending {
    Trigger trigger;
    std::promise<ReloadReport> promise;
    std::shared_future<ReloadReport> report = promise.get_future().share();
  };

  void loop();
  ReloadReport handle(Trigger trigger);
  bool is_news(Trigger trigger, ReloadReport& report);
  std::optional<Candidate> load(config::Diagnostics& said);
  std::shared_ptr<const gate::Generation> build(const Candidate& next, config::Diagnostics& said);
  void put_in_force(Candidate next, std::shared_ptr<const gate::Generation> generation);
  void tell_follower();
  void publish(const ReloadReport& report);
  bool is_stopping() const;

  const ConfigSource source_;
  const Lasting& lasting_;
  gate::Gate& gate_;
  gate::Drain& drain_;
  const config::GateFile started_;  // what the process was started with
  Follow follow_;
  std::set<std::string> followed_;  // the reloader's thread's, as the next two
  FileDigests tried_;               // files of the last attempt
  uint64_t number_ = 1;

  mutable std::mutex mutex_;  // guards the rest
  std::condition_variable work_;
  Candidate running_;
  ReloadReport last_;
  std::optional<Pending> pending_;
  bool busy_ = false, stopping_ = false;
  std::thread thread_;  // last: it uses all of the above
};

}  // namespace postern::app
