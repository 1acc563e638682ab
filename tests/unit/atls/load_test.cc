// SPDX-License-Identifier: Apache-2.0
// Many at once: no two connections are mixed up, and stopping in the middle leaves nothing behind.

#include <sys/resource.h>

#include <atomic>
#include <set>
#include <thread>

#include "unit/atls/gate_fixture.h"
#include "unit/atls/stream.h"

namespace postern::atls::test {
namespace {

#if defined(__SANITIZE_THREAD__)
constexpr std::size_t kConnections = 200;
#else
constexpr std::size_t kConnections = 1000;
#endif
constexpr std::size_t kThreads = 16;

// Each connection takes four descriptors in this process.
void raise_descriptor_limit() {
  rlimit limit{};
  ::getrlimit(RLIMIT_NOFILE, &limit);
  limit.rlim_cur = limit.rlim_max;
  ::setrlimit(RLIMIT_NOFILE, &limit);
}

std::string greeting(std::size_t number) {
  std::string text = std::to_string(number);
  return std::string(6 - text.size(), '0') + text;
}

class LoadTest : public GateFixture {
 protected:
  // The sink greets each node with the document of the identity that came with its connection.
  void greet_everybody() {
    raise_descriptor_limit();
    sink_.on_admit = [](const RecordingSink::Served& served) {
      const auto identity = std::dynamic_pointer_cast<const TestIdentity>(served.identity);
      write_all(served.fd.get(), text_of(identity->evidence.document));
    };
    start();
  }

  std::unique_ptr<RawClient> node(std::size_t number) {
    RawOptions options;
    options.max_version = number % 2 == 0 ? TLS1_2_VERSION : TLS1_3_VERSION;
    options.certificate.document = document_of(greeting(number));
    return std::make_unique<RawClient>(address(), std::move(options));
  }
};

TEST_F(LoadTest, EachOfManyParallelConnectionsHasItsOwnIdentity) {
  greet_everybody();
  std::vector<std::unique_ptr<RawClient>> nodes(kConnections);
  std::atomic<std::size_t> next = 0, failed = 0, mixed_up = 0;
  const auto connect = [&] {
    for (std::size_t i = next++; i < kConnections; i = next++) {
      nodes[i] = node(i);
      if (!nodes[i]->handshake()) ++failed;
    }
  };
  const auto compare = [&] {
    for (std::size_t i = next++; i < kConnections; i = next++) {
      if (nodes[i]->read(6) != greeting(i)) ++mixed_up;
    }
  };
  // All are open before the first one is asked who it is.
  for (const std::function<void()>& phase :
       {std::function<void()>(connect), std::function<void()>(compare)}) {
    next = 0;
    std::vector<std::thread> threads;
    for (std::size_t i = 0; i < kThreads; ++i) threads.emplace_back(phase);
    for (std::thread& thread : threads) thread.join();
  }
  EXPECT_EQ(failed, 0u);
  EXPECT_EQ(mixed_up, 0u);
  EXPECT_EQ(sink_.admitted(), kConnections);
  EXPECT_EQ(sink_.counts().size(), kConnections);
  EXPECT_TRUE(sink_.names_agree());
  std::set<attest::ByteVector> nonces;
  for (const attest::Evidence& evidence : examiner_.seen()) nonces.insert(evidence.nonce);
  EXPECT_EQ(nonces.size(), kConnections);
  acceptor_->stop();
  EXPECT_EQ(sink_.forgotten(), kConnections);
}

TEST_F(LoadTest, StopUnderLoadForgetsEachOnceAndAdmitsNobodyAfterwards) {
  greet_everybody();
  std::atomic<bool> stopping = false;
  std::vector<std::thread> threads;
  const std::string where = address();
  for (std::size_t i = 0; i < kThreads; ++i) {
    threads.emplace_back([&, i] {
      while (!stopping) {
        const UniqueFd probe = tcp_connect(where);
        if (!probe) continue;
        RawOptions options;
        options.certificate.document = document_of(greeting(i));
        RawClient client(where, std::move(options));
        if (client.fd() >= 0 && client.handshake()) client.read(6);
      }
    });
  }
  EXPECT_GE(journal_.wait("handshake-admitted", 50).size(), 50u);
  acceptor_->stop();
  const std::size_t admitted = sink_.admitted();
  stopping = true;
  for (std::thread& thread : threads) thread.join();
  EXPECT_EQ(sink_.admitted(), admitted);
  EXPECT_EQ(sink_.forgotten(), admitted);
  for (const auto& [name, count] : sink_.counts()) EXPECT_EQ(count, 0) << name;
  EXPECT_EQ(journal_.events("handshake-admitted").size(), admitted);
  // Once stopped, an acceptor may be stopped again.
  acceptor_->stop();
}

}  // namespace
}  // namespace postern::atls::test
