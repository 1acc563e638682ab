// SPDX-License-Identifier: Apache-2.0
//
// A node that shares no code with the gate: Go's crypto/tls and grpc-go, as stock nodes use them.

#include <gtest/gtest.h>
#include <unistd.h>

#include <nlohmann/json.hpp>

#include "e2e/gate_process.h"
#include "e2e/joiner.h"

namespace postern::test {
namespace {

const std::string kProgram = POSTERN_BINARY_DIR "/bin/interop";

class InteropTest : public testing::Test {
 protected:
  void SetUp() override {
    if (access(kProgram.c_str(), X_OK) != 0) GTEST_SKIP() << "the Go node was not built: there is no Go toolchain";
  }

  nlohmann::json ask(const std::vector<std::string>& more, int expected_code = 0) {
    std::vector<std::string> words{"sh", "-c", "exec \"$0\" \"$@\" 2>&1", kProgram, "-addr", gate_.address(), "-oid",
                                   "1.3.9900.5.1", "-evidence-command",
                                   POSTERN_BINARY_DIR "/bin/evidence_tool '" + tpm_.tcti() + "'", "-uuid", kDiskUuid};
    words.insert(words.end(), more.begin(), more.end());
    ChildProcess node(words);
    const std::string output = node.read_all(std::chrono::minutes(1));
    EXPECT_EQ(node.wait(), expected_code) << output << gate_.log().all();
    return nlohmann::json::parse(output, nullptr, false);
  }

  Swtpm tpm_;
  GateProcess gate_{tpm_gate("pcrs.4.expected = \"" + std::string(64, '0') + "\"\n")};
};

TEST_F(InteropTest, AGoNodeJoins) {
  for (const std::vector<std::string>& version : {std::vector<std::string>{}, {"-tls12"}}) {
    const nlohmann::json ticket = ask(version);
    EXPECT_TRUE(ticket.is_object());
    EXPECT_NE(ticket.dump().find("key"), std::string::npos) << ticket;
  }
  EXPECT_EQ(gate_.log().count(EventLog::named("ticket-issued", "kind", "join")), 2u);
}

TEST_F(InteropTest, AGoNodeJoinsAgain) {
  EXPECT_TRUE(ask({"-request", "rejoin"}).is_object());
  EXPECT_TRUE(gate_.log().wait_for(EventLog::named("ticket-issued", "kind", "rejoin")));
}

TEST_F(InteropTest, ATamperedGoNodeIsRefused) {
  tpm_.extend(4, "changed");
  ask({}, 1);
  gate_.refused("PCR_MISMATCH");
}

}  // namespace
}  // namespace postern::test
