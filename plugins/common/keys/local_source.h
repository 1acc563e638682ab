// SPDX-License-Identifier: Apache-2.0
#pragma once

// LocalSource: derives data keys from a master secret that this process can read, the same keys as the key service
// does: HKDF-SHA-256(master secret, salt, info = "key-" + id).

#include "common/keys/key_source.h"
#include "common/keys/source_config.h"

namespace postern::keys {

// kMasterSize: bytes of the master secret, of its salt and of the measurement salt.
inline constexpr std::size_t kMasterSize = 32;

// read_secret32: the named secret, which must be exactly kMasterSize raw bytes. The view lives until the call ends.
// Errors: misconfigured, naming the secret and the size that was found (a text file with a line end has 33).
sdk::Result<sdk::ByteView> read_secret32(sdk::Call& call, const std::string& name);

class LocalSource final : public KeySource {
 public:
  explicit LocalSource(LocalConfig config) : config_(std::move(config)) {}

  // Both secrets are read anew for every key, and are nowhere in this object.
  sdk::Result<sdk::Secret> data_key(sdk::Call& call, const KeyId& id, std::size_t length) override;
  sdk::Result<void> self_test(sdk::Call& call) override;

 private:
  const LocalConfig config_;
};

}  // namespace postern::keys
