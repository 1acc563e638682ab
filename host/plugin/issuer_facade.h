// SPDX-License-Identifier: Apache-2.0
#pragma once

// IssuerFacade: a plugin's issuer, on the node.

#include "host/plugin/instance.h"

namespace postern::plugin {

class IssuerFacade {
 public:
  explicit IssuerFacade(std::shared_ptr<Instance> instance) : instance_(std::move(instance)) {}

  // issue: the document for this nonce and channel key, or why there is none.
  std::variant<attest::ByteVector, attest::Refusal> issue(const std::string& type, attest::ByteVector nonce,
                                                          attest::ByteVector channel_key, attest::Time now,
                                                          std::chrono::nanoseconds timeout);

 private:
  const std::shared_ptr<Instance> instance_;
};

}  // namespace postern::plugin
