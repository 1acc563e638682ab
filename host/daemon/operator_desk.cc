// SPDX-License-Identifier: Apache-2.0
#include "host/daemon/operator_desk.h"

#include "host/daemon/gate_status.h"
#include "host/collateral/clock.h"

namespace postern::app {

std::optional<v1::ReloadReport> OperatorDesk::reload(const std::function<bool()>& is_cancelled) {
  const auto report = reloader_.request(Trigger::kCommand);
  while (report.wait_for(std::chrono::milliseconds(50)) != std::future_status::ready)
    if (is_cancelled()) return std::nullopt;
  return to_message(report.get());
}

v1::GateStatus OperatorDesk::status() {
  v1::GateStatus status;
  status.set_version(POSTERN_VERSION);
  status.set_config(path_);
  status.set_started(collateral::print_time(started_));
  status.set_uptime_seconds(
      std::chrono::duration_cast<std::chrono::seconds>(std::chrono::steady_clock::now() - since_).count());
  describe(gate_, drain_, status);
  reloader_.read_running([&](const Candidate& running) { describe(running.resolved, status); });
  *status.mutable_last_reload() = to_message(reloader_.last());
  status.set_reload_in_progress(reloader_.is_busy());
  return status;
}

}  // namespace postern::app
