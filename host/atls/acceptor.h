// SPDX-License-Identifier: Apache-2.0
#pragma once

// Acceptor: the gate's front door. Terminates attested TLS, has the evidence of each peer judged inside of
// the handshake, and relays the plaintext of those that were admitted to the connection sink.

#include <chrono>
#include <cstddef>
#include <functional>
#include <memory>
#include <string>

#include "absl/status/status.h"
#include "host/attest/connection_sink.h"
#include "host/attest/examiner.h"
#include "host/attest/journal.h"

namespace postern::atls {

struct AcceptorOptions {
  // "host:port"; IPv6 in brackets ("[::1]:9090"), an empty host means every address; port 0 lets the kernel
  // choose.
  std::string listen_address;

  // Sockets in all, in handshake and relayed. What comes above is accepted and closed at once, with a
  // "handshake-refused" event of code OVERLOADED: such a wait would be long, and the peer may try another
  // gate.
  std::size_t max_connections = 10000;

  // Handshakes at the same time. What comes above waits in the kernel's backlog: such a wait is short. The
  // journal tells when that begins ("accept-paused").
  std::size_t max_handshakes = 1024;

  // Threads that run handshakes, and with them the validators; 0: twice the cores, at least 4.
  std::size_t handshake_workers = 0;

  // Threads that relay the plaintext of admitted connections; at least 1.
  std::size_t relay_threads = 1;

  std::chrono::milliseconds handshake_timeout = std::chrono::seconds(30);  // from accept to verdict
  std::chrono::milliseconds idle_timeout = std::chrono::seconds(120);  // without a byte in either direction

  // Largest attestation document, in bytes. A handshake may hold so much memory before anything about its
  // peer is known, so max_handshakes times this is what strangers can make the gate allocate.
  std::size_t max_evidence_bytes = 1 << 20;

  // Wall clock by which certificates are judged and made. Thread-safe.
  std::function<std::chrono::system_clock::time_point()> clock = [] {
    return std::chrono::system_clock::now();
  };
};

// Events in the journal. Every handshake ends in exactly one of the first two; fields that are empty are left
// out.
//   handshake-refused   connection, peer, code, class, step, subject, expected, observed, spec, tls
//   handshake-admitted  connection, peer, evidence, tls
//   connection-ended    connection, peer, reason, received, sent (bytes of plaintext)
//   accept-paused, accept-resumed, accept-failed
class Acceptor {
 public:
  // examiner, sink and journal are called from the acceptor's threads and must outlive it.
  Acceptor(AcceptorOptions options, attest::Examiner& examiner, attest::ConnectionSink& sink,
           attest::Journal& journal);
  ~Acceptor();  // stops
  Acceptor(const Acceptor&) = delete;
  Acceptor& operator=(const Acceptor&) = delete;

  // start: binds, listens and starts the threads. INVALID_ARGUMENT for options that make no sense,
  // UNAVAILABLE when the address cannot be bound, INTERNAL when TLS cannot be set up. Once only.
  absl::Status start();

  // address: "host:port" that is really bound (numeric); empty before start.
  std::string address() const;

  // connections: those accepted and not yet over, handshakes included. handshakes: of these, those that are not yet
  // judged. Thread-safe; for metrics.
  std::size_t connections() const;
  std::size_t handshakes() const;

  // stop: accepts no more, refuses what is in handshake, closes what is relayed (each is forgotten) and joins
  // the threads. Blocks until examinations that are under way have returned. After it nothing is handed to
  // the sink any more, so it comes before the shutdown of whatever serves the connections. Idempotent; not
  // from a callback.
  void stop();

 private:
  class Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace postern::atls
