// SPDX-License-Identifier: Apache-2.0
#include "host/atls/handover.h"

#include <openssl/err.h>

#include <algorithm>

#include "host/atls/handshake_refusal.h"
#include "host/atls/plain_pair.h"

namespace postern::atls {

Handover::Handover(const AcceptorOptions& options, attest::ConnectionSink& sink, ConnectionLog& log)
    : options_(options), sink_(sink), log_(log) {
  for (std::size_t i = 0; i < std::max<std::size_t>(options.relay_threads, 1); ++i) {
    relays_.push_back(std::make_unique<RelaySet>(log));
  }
}

absl::Status Handover::start() {
  for (const auto& relay : relays_) {
    if (absl::Status started = relay->start(); !started.ok()) return started;
  }
  return absl::OkStatus();
}

std::optional<std::pair<UniqueFd, ConnectionSlot>> Handover::give(AdmittedConnection connection) {
  UniqueFd ours;
  const std::string tls = SSL_get_version(connection.ssl.get());
  if (const auto refusal = try_admit(connection, ours)) {
    log_.refused(connection.name, *refusal, tls);
    ERR_clear_error();
    SSL_shutdown(connection.ssl.get());
    ERR_clear_error();
    return std::pair(std::move(connection.fd), std::move(connection.slot));
  }
  log_.admitted(connection.name, connection.admission.evidence_type, tls);
  Membership membership(sink_, connection.name.id);
  // Bytes flow from here on, so whoever serves them knows the identity by then.
  relays_[next_++ % relays_.size()]->add(
      {std::move(connection.name),
       std::move(membership),
       std::move(connection.slot),
       {std::move(connection.fd), std::move(connection.ssl), std::move(ours), options_.idle_timeout}});
  return std::nullopt;
}

std::optional<attest::Refusal> Handover::try_admit(const AdmittedConnection& connection, UniqueFd& ours) {
  if (is_closed_) return refused_stopping();
  auto pair = make_plain_pair(connection.name.id);
  if (!pair.ok()) return refused_overload(std::string(pair.status().message()));
  bool admitted = false;
  try {
    admitted = sink_.admit(pair->theirs.release(), connection.name.id, connection.admission.identity);
  } catch (...) {  // whether the sink knows the name now is unknown; it owns the descriptor in every case
    return attest::internal(kHandshakeFailed, "the connection sink threw");
  }
  if (!admitted) return refused_overload("no more connections are served");
  ours = std::move(pair->ours);
  return std::nullopt;
}

void Handover::stop() {
  for (const auto& relay : relays_) relay->stop();
}

}  // namespace postern::atls
