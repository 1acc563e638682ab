// SPDX-License-Identifier: Apache-2.0
//
// Two machines with their own attestation keys join a thousand times at once; no claim reaches the wrong ticket.

#include <gtest/gtest.h>

#include <atomic>
#include <set>
#include <thread>

#include "e2e/gate_process.h"
#include "e2e/joiner.h"

namespace postern::test {
namespace {

constexpr int kJoins = POSTERN_CROWD;

GateConfig echo_gate() {
  return {"handshake_timeout = \"10m\"\npreface_timeout = \"5m\"\nidle_timeout = \"10m\"\nmax_handshakes = 2000\n",
          R"(
[plugins.qemu-tpm]
path = "qemu-tpm.so"
[plugins.echo-claims]
path = "../test-plugins/echo-claims.so"
[instances.tpm]
use = "qemu-tpm"
[instances.tpm.config]
ak_trust = "any"
[[instances.tpm.config.measurements]]
name = "clean"
pcrs.4.expected = "0000000000000000000000000000000000000000000000000000000000000000"
[instances.echo]
use = "echo-claims"
[[pipeline]]
name = "echo"
match = { evidence = "qemu-vtpm", request = "who-am-i" }
steps = ["tpm", { use = "echo", timeout = "2m" }]
)"};
}

JoinAs who_am_i(const std::string& node) {
  JoinAs as;
  as.protocol = rpc::Protocol::kPostern;
  as.request.kind = "who-am-i";
  as.request.fields.push_back({"node", "", node});
  as.timeout = std::chrono::minutes(10);
  return as;
}

TEST(CrowdTest, AThousandJoinsAtOnceAndNoneMixedUp) {
  Swtpm first_tpm, second_tpm;
  Joiner first(first_tpm), second(second_tpm);
  GateProcess gate(echo_gate());
  const auto first_key = join(gate.address(), first, who_am_i("first"));
  const auto second_key = join(gate.address(), second, who_am_i("second"));
  ASSERT_TRUE(first_key.ok()) << first_key.status();
  ASSERT_TRUE(second_key.ok()) << second_key.status();
  const std::string names[2] = {text(*first_key, "ak"), text(*second_key, "ak")};
  ASSERT_NE(names[0], names[1]);
  ASSERT_EQ(names[0].size(), 34u);  // TPM Name with SHA-256: algorithm and digest

  std::atomic<int> right = 0, mixed = 0;
  std::mutex mutex;
  std::string failures;
  std::vector<std::thread> threads;
  for (int i = 0; i < kJoins; ++i)
    threads.emplace_back([&, i] {
      const std::string label = "node-" + std::to_string(i);
      const auto ticket = join(gate.address(), i % 2 == 0 ? first : second, who_am_i(label));
      if (!ticket.ok()) {
        const std::lock_guard lock(mutex);
        failures += ticket.status().ToString() + "\n";
        return;
      }
      const bool own = text(*ticket, "ak") == names[i % 2] && text(*ticket, "asked") == label;
      ++(own ? right : mixed);
    });
  for (std::thread& thread : threads) thread.join();
  EXPECT_EQ(mixed, 0);
  EXPECT_EQ(right, kJoins) << failures;
  EXPECT_TRUE(gate.is_running());
}

}  // namespace
}  // namespace postern::test
