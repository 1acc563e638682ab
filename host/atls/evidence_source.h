// SPDX-License-Identifier: Apache-2.0
#pragma once

// EvidenceSource: who makes the evidence for a handshake, as the TLS client sees it.

#include <array>
#include <cstddef>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "host/atls/nonce.h"

namespace postern::atls {

// ChannelKey: SHA-256 of the DER SubjectPublicKeyInfo (RFC 5280 §4.1.2.7) of a TLS key.
using ChannelKey = std::array<std::byte, 32>;

struct EvidenceDocument {
  std::string oid;                  // evidence type, dotted decimal
  std::vector<std::byte> document;  // goes into the certificate extension as it is
};

class EvidenceSource {
 public:
  virtual ~EvidenceSource() = default;

  // make_evidence: a document bound to the gate's nonce and to the key of this connection. Called at most
  // once per connection, on the thread that connects; may block, but the gate's patience for the whole
  // handshake is 30 s.
  virtual absl::StatusOr<EvidenceDocument> make_evidence(const Nonce& nonce,
                                                         const ChannelKey& channel_key) = 0;
};

}  // namespace postern::atls
