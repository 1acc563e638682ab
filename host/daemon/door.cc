// SPDX-License-Identifier: Apache-2.0
#include "host/daemon/door.h"

namespace postern::app {
namespace {

constexpr auto kGrace = std::chrono::seconds(10);

std::chrono::milliseconds milliseconds(std::chrono::nanoseconds duration) {
  return std::chrono::duration_cast<std::chrono::milliseconds>(duration);
}

atls::AcceptorOptions acceptor_options(const config::GateSettings& gate) {
  atls::AcceptorOptions options;
  options.listen_address = gate.listen;
  options.max_connections = static_cast<std::size_t>(gate.max_connections);
  options.max_handshakes = static_cast<std::size_t>(gate.max_handshakes);
  options.handshake_workers = static_cast<std::size_t>(gate.handshake_workers);
  options.handshake_timeout = milliseconds(gate.handshake_timeout);
  options.idle_timeout = milliseconds(gate.idle_timeout);
  options.max_evidence_bytes = gate.max_evidence_bytes;
  return options;
}

}  // namespace

Door::Door(const config::GateSettings& settings, gate::Gate& gate, attest::Journal& journal)
    : server_({static_cast<std::size_t>(settings.request_workers), 4096, milliseconds(settings.preface_timeout)}, gate,
              journal),
      acceptor_(acceptor_options(settings), gate, server_, journal) {}

Door::~Door() {
  acceptor_.stop();
  server_.stop(kGrace);
}

absl::Status Door::open() {
  if (auto status = server_.start(); !status.ok()) return status;
  return acceptor_.start();
}

}  // namespace postern::app
