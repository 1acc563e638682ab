// SPDX-License-Identifier: Apache-2.0
#pragma once

// What the server is tested with: an office that answers what a test wants, and connections as the TLS acceptor
// hands them over.

#include <gtest/gtest.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <atomic>
#include <cstddef>
#include <cstring>
#include <functional>
#include <mutex>
#include <stdexcept>
#include <utility>

#include "host/rpc/server.h"
#include "postern/value.h"
#include "support/journal_recorder.h"

namespace postern::rpc {

inline attest::ByteVector bytes(std::string_view text) {
  const attest::ByteView view = attest::as_bytes(text);
  return {view.begin(), view.end()};
}
inline std::string text(attest::ByteView view) { return {reinterpret_cast<const char*>(view.data()), view.size()}; }

inline pipeline::TicketField field(std::string name, uint32_t type, std::string_view content, std::string key = "",
                                   bool secret = false) {
  pipeline::TicketField made;
  made.name = std::move(name);
  made.key = std::move(key);
  made.type = type;
  made.bytes = pipeline::SecretBytes(attest::as_bytes(content));
  made.secret = secret;
  return made;
}

struct Somebody : attest::Identity {
  explicit Somebody(std::string given) : name(std::move(given)) {}
  const std::string name;
};

// Office: issues what `answer` says; keeps the requests.
class Office : public pipeline::TicketOffice {
 public:
  using Answer = std::function<pipeline::Outcome(const std::string& who, const pipeline::Request&)>;
  pipeline::Outcome issue(const attest::Identity& identity, const pipeline::Request& request) override {
    {
      const std::lock_guard lock(mutex_);
      requests_.push_back(request);
    }
    return answer(dynamic_cast<const Somebody&>(identity).name, request);
  }
  std::vector<pipeline::Request> requests() const {
    const std::lock_guard lock(mutex_);
    return requests_;
  }
  Answer answer = [](const std::string&, const pipeline::Request&) { return pipeline::Ticket{}; };

 private:
  mutable std::mutex mutex_;
  std::vector<pipeline::Request> requests_;
};

// Connection: a socket pair; the peer's end is bound to a unique abstract name.
struct Connection {
  Connection() {
    static std::atomic<int> count = 0;
    name = "postern-test-" + std::to_string(getpid()) + "-" + std::to_string(++count);
    int ends[2];
    if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0, ends) != 0) throw std::runtime_error("socketpair");
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    std::memcpy(address.sun_path + 1, name.data(), name.size());
    const auto size = static_cast<socklen_t>(offsetof(sockaddr_un, sun_path) + 1 + name.size());
    if (bind(ends[0], reinterpret_cast<sockaddr*>(&address), size) != 0) throw std::runtime_error("bind");
    peer = ends[0];
    gate = ends[1];
  }
  std::string name;
  int peer = -1, gate = -1;
};

class ServerFixture : public ::testing::Test {
 protected:
  void SetUp() override { ASSERT_TRUE(server_.start().ok()); }

  // connect: the peer's end of a connection that belongs to this somebody.
  int connect(const std::string& who) {
    Connection connection;
    EXPECT_TRUE(server_.admit(connection.gate, connection.name, std::make_shared<Somebody>(who)));
    return connection.peer;
  }

  Office office_;
  test::JournalRecorder journal_;
  Server server_{ServerOptions{}, office_, journal_};
};

inline constexpr std::chrono::milliseconds kPatience = std::chrono::seconds(60);
inline constexpr char kUuid[] = "f81d4fae-7dec-11d0-a765-00a0c91e6bf6";

}  // namespace postern::rpc
