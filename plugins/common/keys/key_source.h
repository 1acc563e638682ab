// SPDX-License-Identifier: Apache-2.0
#pragma once

// KeySource: where data keys come from.

#include "common/keys/key_id.h"
#include "postern/sdk/secret.h"

namespace postern::keys {

// kKeySize: bytes of the keys that a gate asks for.
inline constexpr std::size_t kKeySize = 32;

class KeySource {
 public:
  virtual ~KeySource() = default;

  // data_key: exactly length bytes for the id; the same every time. Any thread. Errors: those of the source, each
  // with a reason for the operator that holds no key material.
  virtual sdk::Result<sdk::Secret> data_key(sdk::Call& call, const KeyId& id, std::size_t length) = 0;

  // self_test: whether keys can be had now.
  virtual sdk::Result<void> self_test(sdk::Call& call) = 0;
};

}  // namespace postern::keys
