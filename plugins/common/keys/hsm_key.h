// SPDX-License-Identifier: Apache-2.0
#pragma once

// A key in an HSM: finding it, what the HSM says about it, and the one operation that we need of it.

#include <optional>
#include <vector>

#include "common/keys/hsm_location.h"
#include "common/keys/hsm_module.h"
#include "postern/sdk/secret.h"

namespace postern::keys {

// find_keys: the keys of the session's token that the location names. Errors: those of hsm_failure.
sdk::Result<std::vector<CK_OBJECT_HANDLE>> find_keys(const HsmModule::Use& module, CK_SESSION_HANDLE session,
                                                     const HsmLocation& location);

// find_only_key: as find_keys. Errors: misconfigured unless there is exactly one.
sdk::Result<CK_OBJECT_HANDLE> find_only_key(const HsmModule::Use& module, CK_SESSION_HANDLE session,
                                            const HsmLocation& location);

// HsmKeyFacts: attributes; nothing where the HSM does not say.
struct HsmKeyFacts {
  std::optional<CK_KEY_TYPE> type;
  std::optional<bool> is_sensitive, is_extractable, can_sign;
  std::optional<CK_ULONG> size;  // bytes
};
HsmKeyFacts read_key_facts(const HsmModule::Use& module, CK_SESSION_HANDLE session, CK_OBJECT_HANDLE key);

// hmac_sha256: computed in the HSM, 32 bytes. Errors: those of hsm_failure; internal for another length.
sdk::Result<sdk::Secret> hmac_sha256(const HsmModule::Use& module, CK_SESSION_HANDLE session, CK_OBJECT_HANDLE key,
                                     sdk::ByteView message);

}  // namespace postern::keys
