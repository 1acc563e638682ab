// SPDX-License-Identifier: Apache-2.0
#include "common/keys/check_hsm_key.h"

#include "common/keys/key_source.h"

namespace postern::keys {
namespace {

sdk::Failure unfit(const char* attribute, const char* text) {
  return sdk::Failure(POSTERN_MISCONFIGURED, POSTERN_REASON_MISCONFIGURED)
      .about(attribute)
      .text(std::string("HSM: the key is not fit: ") + attribute + " " + text);
}

}  // namespace

sdk::Result<void> check_hsm_key(const HsmKeyFacts& facts) {
  if (facts.type != CKK_GENERIC_SECRET && facts.type != CKK_SHA256_HMAC)
    return unfit("CKA_KEY_TYPE", "is neither CKK_GENERIC_SECRET nor CKK_SHA256_HMAC");
  if (facts.is_sensitive != true) return unfit("CKA_SENSITIVE", "must be true");
  if (facts.is_extractable != false) return unfit("CKA_EXTRACTABLE", "must be false");
  if (facts.can_sign != true) return unfit("CKA_SIGN", "must be true");
  if (facts.size && *facts.size != kKeySize) return unfit("CKA_VALUE_LEN", "must be 32");
  return {};
}

}  // namespace postern::keys
