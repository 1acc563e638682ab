// SPDX-License-Identifier: Apache-2.0
//
// Many machines join at once: each gets a ticket of its own, and there is a token for each and no other.

#include <gmock/gmock.h>

#include <set>
#include <thread>

#include "kube/gate_bench.h"

namespace postern::test {
namespace {

constexpr int kJoins = POSTERN_CROWD;

using GateCrowd = GateBench;

TEST_F(GateCrowd, AllTicketsDifferNoneIsLostNoneDoubled) {
  GateFileParts parts;
  parts.gate = "handshake_timeout = \"10m\"\npreface_timeout = \"5m\"\nidle_timeout = \"10m\"\nmax_handshakes = 2000\n";
  parts.worker_steps = R"("tpm", "keys", { use = "joining", timeout = "2m" }, { use = "token", timeout = "2m" }, "cert", )"
                       R"({ use = "parts", timeout = "2m" }, "ssh")";
  dir_.write("kubeconfig", cluster().kubeconfig_of_token(cluster().gate_token()));  // nothing in between
  configure(parts);
  auto gate = start();
  std::mutex mutex;
  std::multiset<std::string> ids;
  std::set<std::string> certificates;
  std::string failures;
  std::vector<std::thread> threads;
  for (int i = 0; i < kJoins; ++i)
    threads.emplace_back([&, i] {
      const auto ticket = join(*gate, {.node = "node-" + std::to_string(i)});
      const std::lock_guard lock(mutex);
      if (!ticket.ok()) {
        failures += ticket.status().ToString() + "\n";
        return;
      }
      ids.insert("bootstrap-token-" + text(*ticket, "token").substr(0, 6));
      certificates.insert(text(*ticket, "kubelet_cert"));
    });
  for (std::thread& thread : threads) thread.join();
  EXPECT_EQ(failures, "");
  EXPECT_EQ(ids.size(), std::size_t{kJoins});
  EXPECT_EQ(certificates.size(), std::size_t{kJoins});
  const auto made = tokens();
  EXPECT_EQ(ids, std::multiset<std::string>(made.begin(), made.end()));
  EXPECT_EQ(nodes().size(), std::size_t{kJoins});
  EXPECT_EQ(gate->stop(), 0);
  gate = start();  // everything was handed over: there is nothing to sweep
  EXPECT_EQ(gate->log().count(EventLog::named("effects-swept")), 0u);
  EXPECT_EQ(tokens().size(), std::size_t{kJoins});
}

}  // namespace
}  // namespace postern::test
