// SPDX-License-Identifier: Apache-2.0
#pragma once

// AdminServer: postern.v1.Admin for the operator, on a Unix socket.

#include <absl/status/status.h>

#include <memory>
#include <string>

#include "host/attest/journal.h"
#include "host/rpc/admin_desk.h"

namespace postern::rpc {

class AdminServer {
 public:
  // desk and journal outlive the server. A peer that may not speak is an "admin-refused" event.
  AdminServer(std::string path, AdminDesk& desk, attest::Journal& journal);
  ~AdminServer();  // ends calls in progress

  absl::Status start();  // errors: see AdminSocket::start

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace postern::rpc
