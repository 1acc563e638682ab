// SPDX-License-Identifier: Apache-2.0
// What happens at the limits of the process.

#include <netinet/in.h>
#include <sys/resource.h>
#include <unistd.h>

#include "unit/atls/gate_fixture.h"
#include "unit/atls/stream.h"

#if defined(__SANITIZE_ADDRESS__)  // g++
#define POSTERN_ADDRESS_SANITIZER 1
#elif defined(__has_feature)  // clang
#define POSTERN_ADDRESS_SANITIZER __has_feature(address_sanitizer)
#else
#define POSTERN_ADDRESS_SANITIZER 0
#endif

namespace postern::atls::test {
namespace {

// DescriptorLimit: while it lives, the process gets no further descriptor.
class DescriptorLimit {
 public:
  DescriptorLimit() {
    ::getrlimit(RLIMIT_NOFILE, &before_);
    const UniqueFd next(::dup(0));
    rlimit now = before_;
    now.rlim_cur = static_cast<rlim_t>(next.get());
    ::setrlimit(RLIMIT_NOFILE, &now);
  }
  ~DescriptorLimit() { ::setrlimit(RLIMIT_NOFILE, &before_); }

 private:
  rlimit before_{};
};

TEST_F(GateFixture, WithoutDescriptorsItWaitsAndRecovers) {
#if POSTERN_ADDRESS_SANITIZER
  GTEST_SKIP() << "UBSan's own vptr check needs a descriptor (a pipe) and takes its absence for a wrong object";
#endif
  start();
  const UniqueFd node(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0));
  const auto where = parse_host_port(address());
  sockaddr_in gate{};
  gate.sin_family = AF_INET;
  gate.sin_port = htons(static_cast<uint16_t>(std::stoi(where->port)));
  gate.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  {
    const DescriptorLimit none_left;
    ASSERT_EQ(::connect(node.get(), reinterpret_cast<const sockaddr*>(&gate), sizeof gate), 0);
    ASSERT_EQ(journal_.wait("accept-failed").size(), 1u);
  }
  ASSERT_TRUE(write_all(node.get(), "no TLS at all"));
  EXPECT_EQ(field(only_refusal(), "code"), "HANDSHAKE_FAILED");
  // Told once, however often it was tried.
  EXPECT_EQ(journal_.events("accept-failed").size(), 1u);
}

// The wall clock is the acceptor's option: certificates are made and judged by it.
TEST_F(GateFixture, ClockOfTheOptionsJudgesCertificates) {
  options_.clock = [] { return std::chrono::system_clock::now() + std::chrono::hours(3); };
  start();
  RawOptions options;
  options.max_version = TLS1_2_VERSION;
  RawClient client(address(), std::move(options));
  EXPECT_FALSE(client.handshake());
  EXPECT_EQ(client.alert(), SSL_AD_CERTIFICATE_EXPIRED);
  EXPECT_EQ(field(only_refusal(), "code"), POSTERN_REASON_CERTIFICATE_EXPIRED);
}

}  // namespace
}  // namespace postern::atls::test
