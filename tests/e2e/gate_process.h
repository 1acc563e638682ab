// SPDX-License-Identifier: Apache-2.0
#pragma once

// GateProcess: a real posternd with a configuration of its own, on a free loopback port.

#include <memory>
#include <string>
#include <thread>

#include "e2e/event_log.h"
#include "support/child_process.h"
#include "support/temp_dir.h"

namespace postern::test {

// GateConfig: the parts of a configuration that tests vary.
struct GateConfig {
  std::string gate;       // further lines of [gate]
  std::string tables;     // [plugins.*], [instances.*], [[pipeline]]
};

// tpm_gate: qemu-tpm (any AK) and local kms behind pipelines for join and rejoin. pcrs: TOML of the measurement set's
// PCR tables.
GateConfig tpm_gate(const std::string& pcrs);

class GateProcess {
 public:
  // Starts posternd and waits until it is ready; throws with its output when it does not get there. The folder holds
  // secrets master, salt and measurement_salt (32 bytes each) and measurements.toml when given.
  explicit GateProcess(const GateConfig& config, const std::string& measurements = "");
  ~GateProcess();
  GateProcess(const GateProcess&) = delete;

  const std::string& address() const { return address_; }
  EventLog& log() { return log_; }
  std::string folder() const;
  std::string secret(const std::string& name) const;  // content of a secret file
  bool is_running() { return child_->is_running(); }
  int pid() const { return child_->pid(); }
  bool signal(int number) { return child_->signal(number); }
  int stop();  // SIGTERM; its exit code
  int kill();  // SIGKILL

  // refused: waits for the next handshake that was refused with this code; fails the test when none comes.
  nlohmann::json refused(const std::string& code);

 private:
  int end(int signal);
  TempDir dir_;
  EventLog log_;
  std::unique_ptr<ChildProcess> child_;
  std::thread reader_;
  std::string address_;
};

}  // namespace postern::test
