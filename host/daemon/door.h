// SPDX-License-Identifier: Apache-2.0
#pragma once

// Door: what is open to the outside, closed in the right order.

#include <absl/status/status.h>

#include <string>

#include "host/atls/acceptor.h"
#include "host/config/gate_file.h"
#include "host/gate/gate.h"
#include "host/rpc/server.h"

namespace postern::app {

class Door {
 public:
  // gate and journal outlive the door.
  Door(const config::GateSettings& settings, gate::Gate& gate, attest::Journal& journal);
  ~Door();  // refuses what is in handshake, then lets requests in progress end, at most 10 s

  absl::Status open();
  std::string address() const { return acceptor_.address(); }

  // For metrics: see Acceptor and Server.
  std::size_t connections() const { return acceptor_.connections(); }
  std::size_t handshakes() const { return acceptor_.handshakes(); }
  std::size_t waiting() const { return server_.waiting(); }

 private:
  rpc::Server server_;
  atls::Acceptor acceptor_;
};

}  // namespace postern::app
