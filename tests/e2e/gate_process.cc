// SPDX-License-Identifier: Apache-2.0
#include "e2e/gate_process.h"

#include <gtest/gtest.h>

#include <openssl/rand.h>
#include <signal.h>

#include <fstream>
#include <iterator>
#include <stdexcept>

namespace postern::test {
namespace {

std::string random_secret() {
  std::string bytes(32, '\0');
  RAND_bytes(reinterpret_cast<unsigned char*>(bytes.data()), static_cast<int>(bytes.size()));
  return bytes;
}

std::string configuration(const GateConfig& config) {
  return "[gate]\nlisten = \"127.0.0.1:0\"\nplugin_dir = \"" POSTERN_PLUGIN_DIR "\"\n" + config.gate +
         "\n[log]\nformat = \"json\"\nlevel = \"debug\"\n"
         "[secrets]\nmaster = { file = \"master\" }\nsalt = { file = \"salt\" }\n"
         "measurement-salt = { file = \"measurement-salt\" }\n" +
         config.tables;
}

}  // namespace

GateConfig tpm_gate(const std::string& pcrs) {
  return {"", R"(
[plugins.qemu-tpm]
path = "qemu-tpm.so"
[plugins.kms]
path = "kms.so"
[instances.tpm]
use = "qemu-tpm"
[instances.tpm.config]
ak_trust = "any"
[[instances.tpm.config.measurements]]
name = "test"
)" + pcrs + R"(
[instances.keys]
use = "kms"
config = { mode = "local", master_secret = "master", salt = "salt", measurement_salt = "measurement-salt" }
[[pipeline]]
name = "workers"
match = { evidence = "qemu-vtpm", request = "join", role = "worker" }
steps = ["tpm", { use = "keys", timeout = "5s" }]
[[pipeline]]
name = "again"
match = { evidence = "qemu-vtpm", request = "rejoin" }
steps = ["tpm", "keys"]
)"};
}

GateProcess::GateProcess(const GateConfig& config, const std::string& measurements) {
  for (const char* name : {"master", "salt", "measurement-salt"}) dir_.write(name, random_secret());
  if (!measurements.empty()) dir_.write("measurements.toml", measurements);
  const std::string file = dir_.write("gate.toml", configuration(config));
  child_ = std::make_unique<ChildProcess>(
      std::vector<std::string>{"sh", "-c", "exec \"$0\" --config \"$1\" 2>&1", POSTERN_BINARY_DIR "/bin/posternd", file});
  reader_ = std::thread([this] {
    while (auto line = child_->read_line(std::chrono::hours(1))) log_.add(*line);
    log_.close();
  });
  const auto ready = log_.wait_for(EventLog::named("ready"));
  if (ready) address_ = ready->value("address", "");
  if (!address_.empty()) return;
  child_->stop();
  reader_.join();
  throw std::runtime_error("the gate did not start:\n" + log_.all());
}

GateProcess::~GateProcess() { stop(); }

int GateProcess::stop() { return end(SIGTERM); }
int GateProcess::kill() { return end(SIGKILL); }

int GateProcess::end(int signal) {
  if (!reader_.joinable()) return -1;
  child_->signal(signal);
  reader_.join();  // the log ends with the process
  return child_->wait();
}

std::string GateProcess::folder() const { return dir_.path(); }

std::string GateProcess::secret(const std::string& name) const {
  std::ifstream file(dir_.path() + "/" + name, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

nlohmann::json GateProcess::refused(const std::string& code) {
  const auto event = log_.wait_for(EventLog::named("handshake-refused", "code", code));
  if (event) return *event;
  ADD_FAILURE() << "no handshake was refused with " << code << "; the log:\n" << log_.all();
  return nlohmann::json::object();
}

}  // namespace postern::test
