// SPDX-License-Identifier: Apache-2.0
#pragma once

// OperatorDesk: answers `postern status` and `postern reload` for a running gate.

#include <chrono>

#include "host/daemon/reloader.h"
#include "host/rpc/admin_desk.h"

namespace postern::app {

class OperatorDesk : public rpc::AdminDesk {
 public:
  // All outlive this. path: of the configuration file.
  OperatorDesk(std::string path, Reloader& reloader, const gate::Gate& gate, const gate::Drain& drain)
      : path_(std::move(path)), reloader_(reloader), gate_(gate), drain_(drain) {}

  std::optional<v1::ReloadReport> reload(const std::function<bool()>& is_cancelled) override;
  v1::GateStatus status() override;

 private:
  const std::string path_;
  Reloader& reloader_;
  const gate::Gate& gate_;
  const gate::Drain& drain_;
  const attest::Time started_ = wall_clock();
  const std::chrono::steady_clock::time_point since_ = std::chrono::steady_clock::now();
};

}  // namespace postern::app
