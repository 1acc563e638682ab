// SPDX-License-Identifier: Apache-2.0
#include "common/keys/local_source.h"

#include "common/crypto/hkdf.h"

namespace postern::keys {

sdk::Result<sdk::ByteView> read_secret32(sdk::Call& call, const std::string& name) {
  POSTERN_TRY(content, call.secret(name));
  if (content.size() == kMasterSize) return content;
  const std::string expected = std::to_string(kMasterSize) + " bytes";
  const std::string observed = std::to_string(content.size()) + " bytes";
  return sdk::Failure(POSTERN_MISCONFIGURED, POSTERN_REASON_MISCONFIGURED)
      .about(name)
      .expected(expected)
      .observed(observed)
      .text("secret '" + name + "' must be exactly " + expected + ", not encoded and without a line end; found " +
            observed);
}

sdk::Result<sdk::Secret> LocalSource::data_key(sdk::Call& call, const KeyId& id, std::size_t length) {
  POSTERN_TRY(master, read_secret32(call, config_.master_secret));
  POSTERN_TRY(salt, read_secret32(call, config_.salt));
  return common::hkdf_sha256(master, salt, "key-" + id.text(), length);
}

sdk::Result<void> LocalSource::self_test(sdk::Call& call) {
  POSTERN_TRY(key, data_key(call, KeyId::measurement_secret(), kMasterSize));
  if (key.size() != kMasterSize) return sdk::Failure::internal("derived key has the wrong size");
  return {};
}

}  // namespace postern::keys
