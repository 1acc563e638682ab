// SPDX-License-Identifier: Apache-2.0
// The relay: bytes arrive in order and complete, each side's slowness slows the other, each end is passed on.

#include <sys/socket.h>

#include <thread>

#include "unit/atls/gate_fixture.h"
#include "unit/atls/stream.h"

namespace postern::atls::test {
namespace {

constexpr std::size_t kMany = 16 << 20;

class RelayTest : public GateFixture, public testing::WithParamInterface<TlsVersion> {
 protected:
  void SetUp() override {
    if (HasFatalFailure()) return;
    options_.relay_threads = 2;
  }
  void connect() {
    start();
    auto joined = join(source_, GetParam());
    ASSERT_TRUE(joined.ok()) << joined.status();
    client_ = *std::move(joined);
    node_.reset(client_->take_fd());
    served_ = sink_.take();
    ASSERT_TRUE(served_.fd);
  }

  FixedSource source_;
  std::unique_ptr<Client> client_;
  UniqueFd node_;
  RecordingSink::Served served_;
};

INSTANTIATE_TEST_SUITE_P(Tls, RelayTest, testing::Values(TlsVersion::kTls12, TlsVersion::kTls13),
                         [](const auto& instance) {
                           return instance.param == TlsVersion::kTls12 ? "Tls12" : "Tls13";
                         });

TEST_P(RelayTest, ManyMegabytesBothWaysAtOnce) {
  connect();
  const std::string up = pattern(kMany, 1), down = pattern(kMany, 2);
  std::thread node_writes([&] { write_all(node_.get(), up); });
  std::thread gate_writes([&] { write_all(served_.fd.get(), down); });
  std::string got_up;
  std::thread gate_reads([&] { got_up = read_exactly(served_.fd.get(), kMany); });
  const std::string got_down = read_exactly(node_.get(), kMany);
  for (std::thread* thread : {&node_writes, &gate_writes, &gate_reads}) thread->join();
  EXPECT_TRUE(got_up == up);
  EXPECT_TRUE(got_down == down);
}

// Writes until nothing more is taken: a reader that does not read must stop the writer, wherever the bytes
// are kept.
std::size_t fill(int fd, const std::string& bytes) {
  std::size_t done = 0;
  while (done < bytes.size()) {
    const ssize_t size = ::send(fd, bytes.data() + done, bytes.size() - done, MSG_NOSIGNAL);
    if (size > 0) done += static_cast<std::size_t>(size);
    // Nothing taken for a while: full. Being wrong here only makes the test weaker.
    if (size < 0 && !wait_for(fd, POLLOUT, std::chrono::steady_clock::now() + std::chrono::milliseconds(200)))
      break;
  }
  return done;
}

TEST_P(RelayTest, SlowGateStopsTheNode) {
  connect();
  const std::string bytes = pattern(64 << 20, 3);
  const std::size_t taken = fill(node_.get(), bytes);
  EXPECT_LT(taken, bytes.size());
  ::shutdown(node_.get(), SHUT_WR);
  EXPECT_TRUE(read_all(served_.fd.get()) == bytes.substr(0, taken));
}

TEST_P(RelayTest, SlowNodeStopsTheGate) {
  connect();
  const std::string bytes = pattern(64 << 20, 4);
  const std::size_t taken = fill(served_.fd.get(), bytes);
  EXPECT_LT(taken, bytes.size());
  ::shutdown(served_.fd.get(), SHUT_WR);
  EXPECT_TRUE(read_all(node_.get()) == bytes.substr(0, taken));
}

TEST_P(RelayTest, HalfCloseLeavesTheOtherDirectionOpen) {
  connect();
  const std::string up = pattern(1 << 20, 5), down = pattern(1 << 20, 6);
  std::thread node_writes([&] {
    write_all(node_.get(), up);
    ::shutdown(node_.get(), SHUT_WR);
  });
  EXPECT_TRUE(read_all(served_.fd.get()) == up);
  node_writes.join();
  std::thread gate_writes([&] {
    write_all(served_.fd.get(), down);
    ::shutdown(served_.fd.get(), SHUT_WR);
  });
  EXPECT_TRUE(read_all(node_.get()) == down);
  gate_writes.join();
  const auto ended = journal_.wait("connection-ended");
  ASSERT_EQ(ended.size(), 1u);
  EXPECT_EQ(field(ended[0], "reason"), "closed");
  EXPECT_EQ(field(ended[0], "received"), std::to_string(up.size()));
  EXPECT_EQ(field(ended[0], "sent"), std::to_string(down.size()));
  EXPECT_TRUE(client_->failure().ok()) << client_->failure();
}

TEST_P(RelayTest, WhatTheGateWroteBeforeClosingArrives) {
  connect();
  const std::string down = pattern(4 << 20, 7);
  std::thread gate_writes([&] {
    write_all(served_.fd.get(), down);
    served_.fd.reset();
  });
  EXPECT_TRUE(read_all(node_.get()) == down);
  gate_writes.join();
  EXPECT_TRUE(sink_.wait_forgotten(1));
  EXPECT_TRUE(client_->failure().ok()) << client_->failure();
}

// The node has sent bytes that the gate never reads; what the gate said must arrive all the same.
TEST_P(RelayTest, ClosingWithUnreadBytesStillDelivers) {
  connect();
  ASSERT_TRUE(write_all(node_.get(), "a request that is not read"));
  const std::string down = pattern(100'000, 8);
  ASSERT_TRUE(write_all(served_.fd.get(), down));
  served_.fd.reset();
  EXPECT_TRUE(read_all(node_.get()) == down);
}

// Whoever has said all and then leaves altogether waits for nothing: the node need not close first.
TEST_P(RelayTest, ClosingAfterHalfCloseEndsTheConnection) {
  connect();
  ::shutdown(served_.fd.get(), SHUT_WR);
  EXPECT_EQ(read_all(node_.get()), "");
  EXPECT_EQ(sink_.forgotten(), 0u);
  served_.fd.reset();
  EXPECT_TRUE(sink_.wait_forgotten(1));
}

TEST_P(RelayTest, NodeThatClosesIsForgottenOnce) {
  connect();
  node_.reset();
  EXPECT_EQ(read_all(served_.fd.get()), "");
  served_.fd.reset();
  ASSERT_TRUE(sink_.wait_forgotten(1));
  acceptor_->stop();
  EXPECT_EQ(sink_.forgotten(), 1u);
  EXPECT_EQ(sink_.counts().at(served_.name), 0);
}

TEST_P(RelayTest, NodeThatVanishesIsForgotten) {
  start();
  RawOptions options;
  options.max_version = GetParam() == TlsVersion::kTls12 ? TLS1_2_VERSION : TLS1_3_VERSION;
  auto client = std::make_unique<RawClient>(address(), std::move(options));
  ASSERT_TRUE(client->handshake());
  const auto served = sink_.take();
  client.reset();  // no close_notify
  EXPECT_EQ(read_all(served.fd.get()), "");
  ASSERT_TRUE(sink_.wait_forgotten(1));
  EXPECT_NE(field(journal_.wait("connection-ended").at(0), "reason"), "closed");
}

TEST_P(RelayTest, IdleConnectionIsClosed) {
  options_.idle_timeout = std::chrono::milliseconds(100);
  connect();
  const auto ended = journal_.wait("connection-ended");
  ASSERT_EQ(ended.size(), 1u);
  EXPECT_EQ(field(ended[0], "reason"), "idle");
  EXPECT_EQ(field(ended[0], "connection"), served_.name);
  EXPECT_TRUE(sink_.wait_forgotten(1));
  EXPECT_EQ(read_all(served_.fd.get()), "");
  EXPECT_EQ(read_all(node_.get()), "");
  EXPECT_TRUE(client_->failure().ok()) << client_->failure();
}

TEST_P(RelayTest, BytesKeepAConnectionAlive) {
  options_.idle_timeout = std::chrono::milliseconds(400);
  connect();
  using Clock = std::chrono::steady_clock;
  const auto began = Clock::now();
  auto last = began;
  while (last - began < 3 * options_.idle_timeout) {
    const bool alive = write_all(node_.get(), ".") && read_exactly(served_.fd.get(), 1) == ".";
    const auto now = Clock::now();
    if (now - last > options_.idle_timeout / 2) GTEST_SKIP() << "the machine is too busy to tell";
    ASSERT_TRUE(alive);
    last = now;
  }
  EXPECT_THAT(journal_.events("connection-ended"), testing::IsEmpty());
}

TEST_P(RelayTest, StopClosesWhatIsRelayed) {
  connect();
  ASSERT_TRUE(write_all(node_.get(), "."));
  ASSERT_EQ(read_exactly(served_.fd.get(), 1), ".") << "it is relayed by now";
  acceptor_->stop();
  EXPECT_EQ(sink_.forgotten(), 1u);
  EXPECT_EQ(read_all(served_.fd.get()), "");
  EXPECT_EQ(read_all(node_.get()), "");
  EXPECT_TRUE(client_->failure().ok()) << client_->failure();
  EXPECT_EQ(journal_.events("connection-ended").size(), 1u);
}

}  // namespace
}  // namespace postern::atls::test
