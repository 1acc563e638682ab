// SPDX-License-Identifier: Apache-2.0
// Clients that take too long, go away, or are too many: they are refused, and hold up nobody else.

#include <sys/socket.h>

#include <future>

#include "unit/atls/gate_fixture.h"
#include "unit/atls/stream.h"

namespace postern::atls::test {
namespace {

struct RefusalLimits : GateFixture {};

TEST_F(RefusalLimits, SilentClientTimesOut) {
  options_.handshake_timeout = std::chrono::milliseconds(50);
  start();
  const UniqueFd fd = tcp_connect(address());
  EXPECT_EQ(read_all(fd.get()), "");
  EXPECT_EQ(field(only_refusal(), "code"), POSTERN_REASON_TIMEOUT);
}

TEST_F(RefusalLimits, ClientThatStopsInTheMiddleTimesOut) {
  options_.handshake_timeout = std::chrono::milliseconds(100);
  start();
  const UniqueFd fd = tcp_connect(address());
  ASSERT_TRUE(
      write_all(fd.get(), std::string("\x16\x03\x01\x01\x00\x01", 6)));  // the first bytes of a ClientHello
  EXPECT_EQ(read_all(fd.get()), "");
  EXPECT_EQ(field(only_refusal(), "code"), POSTERN_REASON_TIMEOUT);
}

TEST_F(RefusalLimits, ClientThatGoesAwayInTheMiddle) {
  start();
  {
    const UniqueFd fd = tcp_connect(address());
    ASSERT_TRUE(write_all(fd.get(), std::string("\x16\x03\x01\x01\x00\x01", 6)));
  }
  const attest::Event refused = only_refusal();
  EXPECT_EQ(field(refused, "code"), "HANDSHAKE_FAILED");
  EXPECT_THAT(refused.text, testing::HasSubstr("closed the connection"));
}

// A load balancer that only looks whether the port is open must not fill the log.
TEST_F(RefusalLimits, PortProbeIsQuiet) {
  start();
  tcp_connect(address()).reset();
  EXPECT_EQ(only_refusal().level, attest::Level::kDebug);
}

TEST_F(RefusalLimits, ExaminerThatTakesTooLongIsNotWaitedFor) {
  options_.handshake_timeout = std::chrono::milliseconds(300);
  std::promise<void> release;
  std::shared_future<void> released = release.get_future().share();
  examiner_.script = [released](const attest::Evidence& evidence, const std::string&) -> Verdict {
    released.wait();
    return attest::IdentityPtr(std::make_shared<TestIdentity>(evidence));
  };
  start();
  RawClient client(address(), good_options());
  client.handshake();
  EXPECT_EQ(client.read(1), "");
  EXPECT_EQ(field(only_refusal(), "code"), POSTERN_REASON_TIMEOUT);
  release.set_value();
  acceptor_->stop();
  EXPECT_EQ(sink_.admitted(), 0u);
  EXPECT_EQ(journal_.events("handshake-refused").size(), 1u);
}

TEST_F(RefusalLimits, SlowClientsHoldNoWorker) {
  options_.handshake_workers = 1;
  start();
  std::vector<UniqueFd> slow;
  for (int i = 0; i < 20; ++i) {
    slow.push_back(tcp_connect(address()));
    ASSERT_TRUE(write_all(slow.back().get(), std::string("\x16\x03\x01\x01\x00\x01", 6)));
  }
  RawClient client(address(), good_options());
  ASSERT_TRUE(client.handshake());
  EXPECT_EQ(journal_.wait("handshake-admitted").size(), 1u);
}

TEST_F(RefusalLimits, AboveMaxHandshakesOthersWaitUntilThereIsRoom) {
  options_.max_handshakes = 2;
  start();
  std::vector<UniqueFd> slow;
  for (int i = 0; i < 2; ++i) slow.push_back(tcp_connect(address()));
  ASSERT_EQ(journal_.wait("accept-paused").size(), 1u);
  RawClient client(address(), good_options());  // in the backlog
  slow.clear();
  ASSERT_TRUE(client.handshake());
  EXPECT_EQ(journal_.wait("handshake-admitted").size(), 1u);
  EXPECT_GE(journal_.wait("accept-resumed").size(), 1u);
}

TEST_F(RefusalLimits, AboveMaxConnectionsOthersAreRefused) {
  options_.max_connections = 1;
  start();
  RawClient first(address(), good_options());
  ASSERT_TRUE(first.handshake());
  ASSERT_EQ(journal_.wait("handshake-admitted").size(), 1u);
  const UniqueFd second = tcp_connect(address());
  EXPECT_EQ(read_all(second.get()), "");
  const auto refused = journal_.wait("handshake-refused");
  ASSERT_EQ(refused.size(), 1u);
  EXPECT_EQ(field(refused[0], "code"), POSTERN_REASON_OVERLOADED);
  EXPECT_EQ(field(refused[0], "class"), "retryable");
}

}  // namespace
}  // namespace postern::atls::test
