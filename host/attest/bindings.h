// SPDX-License-Identifier: Apache-2.0
#pragma once

// Bindings: to which nonce, channel key and attestation key the evidence was proven to be tied.

#include <cstdint>
#include <map>
#include <optional>
#include <string>

#include "host/attest/reason.h"
#include "host/attest/value.h"

namespace postern::attest {

// equal_constant_time: compares without a data-dependent branch; unequal lengths are unequal.
bool equal_constant_time(ByteView a, ByteView b);

// binding_name: "nonce", "channel-key", "tpm-ak", or "binding-N".
std::string binding_name(uint32_t kind);

class Bindings {
 public:
  struct Binding {
    ByteVector value;
    std::string step;
  };

  // put: false when the kind is already there.
  bool put(uint32_t kind, ByteVector value, std::string step);
  const Binding* find(uint32_t kind) const;
  const std::map<uint32_t, Binding>& all() const { return bindings_; }

  // merge: takes over what a later step proved. A kind that is there already must have the same value, else the
  // answer is a BINDING_MISMATCH refusal and nothing is taken over.
  std::optional<Refusal> merge(const Bindings& other);

 private:
  std::map<uint32_t, Binding> bindings_;
};

}  // namespace postern::attest
