// SPDX-License-Identifier: Apache-2.0
#pragma once

// Server: the gRPC server behind the TLS acceptor. It listens nowhere: its connections are handed to it.

#include <absl/status/status.h>

#include <chrono>
#include <memory>

#include "host/attest/connection_sink.h"
#include "host/pipeline/ticket_office.h"

namespace postern::rpc {

struct ServerOptions {
  std::size_t workers = 64;            // requests that are answered at the same time
  std::size_t longest_line = 4096;     // requests that wait
  std::chrono::milliseconds preface_timeout = std::chrono::seconds(10);  // for the HTTP/2 preface (RFC 9113, 3.4)
  int largest_message = 1024 * 1024;   // bytes of one request
};

class Server : public attest::ConnectionSink {
 public:
  // office and journal outlive the server.
  Server(const ServerOptions& options, pipeline::TicketOffice& office, attest::Journal& journal);
  ~Server() override;

  absl::Status start();

  // stop: lets calls in progress end until the deadline, then cancels them. Nothing may be admitted after it.
  void stop(std::chrono::milliseconds grace);

  // waiting: requests that no worker has taken yet. Thread-safe; for metrics.
  std::size_t waiting() const;

  bool admit(int fd, const std::string& name, attest::IdentityPtr identity) override;
  void forget(const std::string& name) override;

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace postern::rpc
