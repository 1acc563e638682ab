// SPDX-License-Identifier: Apache-2.0
#pragma once

// GateBench: a gate in front of the cluster, with the rights of packaging/kubernetes/rbac.yaml and no more: its folder
// stays while gates come and go in it. And machines that join.

#include <map>
#include <optional>

#include "e2e/event_log.h"
#include "e2e/joiner.h"
#include "kube/cluster_test.h"
#include "kube/gate_proxy.h"

namespace postern::test {

// GateRun: one posternd over a folder with gate.toml.
class GateRun {
 public:
  // Waits until it is ready; throws with its log when it does not get there. said: gets what it has said, at its end.
  GateRun(const std::string& folder, std::string& said);
  ~GateRun();
  GateRun(const GateRun&) = delete;
  const std::string& address() const { return address_; }
  EventLog& log() { return log_; }
  int stop();   // SIGTERM; its exit code
  void kill();  // SIGKILL; returns when it is gone
  void crash();  // SIGABRT, which would leave a core file; returns when it is gone
  int pid() const { return child_->pid(); }

 private:
  int end(int signal_number);
  std::string& said_;
  EventLog log_;
  std::unique_ptr<ChildProcess> child_;
  std::thread reader_;
  std::string address_;
};

// Pipelines: what a test varies of the configuration.
struct GateFileParts {
  std::string gate;      // further lines of [gate]
  std::string instances;  // further [plugins.*] and [instances.*]
  std::string worker_steps = R"("tpm", "keys", "joining", "token", "cert", "parts", "ssh")";
  std::string more;  // further pipelines
};

class GateBench : public ClusterTest {
 protected:
  void SetUp() override;
  void TearDown() override;

  // configure: writes gate.toml. start: a gate in the folder.
  void configure(const GateFileParts& parts = {});
  std::unique_ptr<GateRun> start() { return std::make_unique<GateRun>(dir_.path(), said_); }

  // join: as the worker node-1, unless told otherwise.
  struct Asked {
    std::string node = "node-1", role = "worker", kind = "join";
    std::string* kubelet_key = nullptr;  // gets the key that the certificate request is for: PEM
  };
  absl::StatusOr<pipeline::Ticket> join(const GateRun& gate, const Asked& asked, Joiner* joiner = nullptr);
  absl::StatusOr<pipeline::Ticket> join(const GateRun& gate) { return join(gate, {}); }

  // tokens, nodes: names of what is in the cluster: Secrets of bootstrap tokens, JoiningNodes.
  std::vector<std::string> tokens();
  std::vector<std::string> nodes();
  std::vector<std::string> names_at(const std::string& path, const std::string& prefix = "");
  void clean();

  // expect_no_secret_shown: neither what ended gates have said nor the ledger has a key, credential or token secret, nor
  // one of these, by what they are.
  void expect_no_secret_shown(const std::map<std::string, std::string>& more = {});
  std::string file(const std::string& name) const;

  TempDir dir_;
  std::unique_ptr<ApiProxy> proxy_;
  std::unique_ptr<Swtpm> tpm_;
  std::unique_ptr<Joiner> joiner_;
  std::string said_;  // by gates that have ended
};

}  // namespace postern::test
