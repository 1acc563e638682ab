// SPDX-License-Identifier: Apache-2.0
#pragma once

// ConnectionLog: what the acceptor tells the journal. Never throws: a journal that fails must not end a
// thread.

#include <cstdint>
#include <string>

#include "host/attest/journal.h"
#include "host/attest/reason.h"

namespace postern::atls {

// ConnectionName: how a connection is called in every event.
struct ConnectionName {
  std::string id;    // unique in this process; also the abstract name of its plaintext socket
  std::string peer;  // numeric address and port
};

class ConnectionLog {
 public:
  explicit ConnectionLog(attest::Journal& journal) : journal_(journal) {}

  // refused: "handshake-refused"; quiet ones (a port probe) at debug level. tls: version, empty when none was
  // agreed.
  void refused(const ConnectionName& name, const attest::Refusal& refusal, const std::string& tls,
               bool quiet = false) noexcept;

  // admitted: "handshake-admitted".
  void admitted(const ConnectionName& name, const std::string& evidence, const std::string& tls) noexcept;

  // ended: "connection-ended"; received and sent are bytes of plaintext from and to the peer.
  void ended(const ConnectionName& name, const std::string& reason, uint64_t received,
             uint64_t sent) noexcept;

  // paused, resumed, failed: "accept-paused", "accept-resumed", "accept-failed".
  void paused(std::size_t handshakes) noexcept;
  void resumed() noexcept;
  void failed(const std::string& error) noexcept;

 private:
  void note(attest::Level level, const char* name, std::string text,
            std::vector<std::pair<std::string, std::string>> fields);
  attest::Journal& journal_;
};

}  // namespace postern::atls
