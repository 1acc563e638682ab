// SPDX-License-Identifier: Apache-2.0
#include <signal.h>

#include "kube/gate_bench.h"

namespace postern::test {

GateRun::GateRun(const std::string& folder, std::string& said) : said_(said) {
  child_ = std::make_unique<ChildProcess>(std::vector<std::string>{
      "sh", "-c", "exec \"$0\" --config \"$1\" 2>&1", POSTERN_BINARY_DIR "/bin/posternd", folder + "/gate.toml"});
  reader_ = std::thread([this] {
    while (auto line = child_->read_line(std::chrono::hours(1))) log_.add(*line);
    log_.close();
  });
  if (const auto ready = log_.wait_for(EventLog::named("ready"), std::chrono::minutes(2)))
    address_ = ready->value("address", "");
  if (!address_.empty()) return;
  end(SIGTERM);
  throw std::runtime_error("the gate did not start:\n" + log_.all());
}

GateRun::~GateRun() { end(SIGTERM); }

int GateRun::stop() { return end(SIGTERM); }
void GateRun::kill() { end(SIGKILL); }
void GateRun::crash() { end(SIGABRT); }

int GateRun::end(int signal_number) {
  if (!reader_.joinable()) return -1;
  child_->signal(signal_number);
  reader_.join();  // the log ends with the process
  said_ += log_.all();
  return child_->wait();
}

}  // namespace postern::test
