// SPDX-License-Identifier: Apache-2.0
#pragma once

// Handover: from an admitted handshake to a connection that the sink serves and a relay thread carries.

#include <atomic>
#include <memory>
#include <vector>

#include "host/atls/gate_handshake.h"
#include "host/atls/relay_set.h"

namespace postern::atls {

class Handover {
 public:
  Handover(const AcceptorOptions& options, attest::ConnectionSink& sink, ConnectionLog& log);

  absl::Status start();

  // give: makes the plaintext socket pair and gives one end to the sink. Thread-safe. Returns the connection
  // when it was not taken (after a close_notify; the refusal has been logged), so that the caller closes it
  // properly.
  std::optional<std::pair<UniqueFd, ConnectionSlot>> give(AdmittedConnection connection);

  // close: gives no more; thread-safe. stop: closes all relays, joins; give() must no longer run.
  void close() { is_closed_ = true; }
  void stop();

 private:
  std::optional<attest::Refusal> try_admit(const AdmittedConnection& connection, UniqueFd& ours);

  const AcceptorOptions& options_;
  attest::ConnectionSink& sink_;
  ConnectionLog& log_;
  std::atomic<bool> is_closed_ = false;
  std::atomic<std::size_t> next_ = 0;
  std::vector<std::unique_ptr<RelaySet>> relays_;
};

}  // namespace postern::atls
