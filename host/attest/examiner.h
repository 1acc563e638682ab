// SPDX-License-Identifier: Apache-2.0
#pragma once

// Examiner: who judges evidence during a handshake, as the TLS acceptor sees it.

#include <memory>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "host/attest/reason.h"
#include "host/attest/validator.h"

namespace postern::attest {

// Identity: a peer that was admitted. What it holds is its maker's; the acceptor only carries it to the requests of
// the same connection.
class Identity {
 public:
  virtual ~Identity() = default;
};
using IdentityPtr = std::shared_ptr<const Identity>;

class Examiner {
 public:
  virtual ~Examiner() = default;

  // evidence_type: the name of the evidence type with this OID (dotted decimal), or empty when none is known.
  virtual std::string evidence_type(std::string_view oid) const = 0;

  // examine: admits the peer or says why not. Blocks for as long as the validators take; thread-safe.
  // connection is the id that stands in every log line about this connection.
  virtual std::variant<IdentityPtr, Refusal> examine(Evidence evidence, const std::string& connection) = 0;
};

}  // namespace postern::attest
