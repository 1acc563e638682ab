// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "common/azure/runtime_data.h"
#include "postern/sdk/result.h"

namespace postern::azure {

inline constexpr std::size_t kLongestRuntimeData = 32 * 1024;

// parse_runtime_data: {"keys":[JWK, …],"vm-configuration":{…},"user-data":hex}. The key is taken by its name, never by
// its place: exactly one must have the kid HCLAkPub, and it must be an RSA key that jose::parse_jwk takes. key_ops is
// not looked at, since older machines say "encrypt" of this key. Members that are not known are passed over. Errors:
// denied; EVIDENCE_MALFORMED, AK_UNTRUSTED (no HCLAkPub, or two).
sdk::Result<RuntimeData> parse_runtime_data(sdk::ByteView bytes);

}  // namespace postern::azure
