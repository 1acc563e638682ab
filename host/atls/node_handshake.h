// SPDX-License-Identifier: Apache-2.0
#pragma once

// NodeHandshake: the node's end of one attested handshake (WIRE §1).

#include <chrono>
#include <optional>

#include "absl/status/statusor.h"
#include "host/atls/evidence_source.h"
#include "host/atls/nonce.h"
#include "host/atls/tls_context.h"

namespace postern::atls {

class NodeHandshake final : public TlsPeer {
 public:
  using Deadline = std::chrono::steady_clock::time_point;

  // run: over a connected, non-blocking socket, which must outlive the result. Blocks until the deadline, and
  // for as long as the source takes. Errors: see Client::connect.
  static absl::StatusOr<SslPtr> run(SSL_CTX* context, int fd, EvidenceSource& source, Deadline deadline);

 private:
  explicit NodeHandshake(EvidenceSource& source) : source_(source) {}
  absl::Status begin(SSL_CTX* context, int fd);
  absl::Status shake_hands(int fd, Deadline deadline);
  absl::Status check_gate() const;
  absl::Status make_own_certificate();
  absl::Status failure(int saved_errno) const;

  Answer on_certificate_needed(SSL* ssl) override;
  int on_peer_certificate(X509* leaf) override;

  EvidenceSource& source_;
  SslPtr ssl_;
  KeyPtr key_;
  X509Ptr certificate_;
  std::optional<absl::Status> refused_gate_;  // why its certificate is not good
};

}  // namespace postern::atls
