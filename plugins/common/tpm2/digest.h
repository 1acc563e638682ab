// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <initializer_list>
#include <span>

#include "common/tpm2/algorithm.h"
#include "postern/sdk/bytes.h"

namespace postern::tpm2 {

// digest: the hash over the parts one after the other; digest_size(algorithm) bytes.
// Throws std::runtime_error when OpenSSL fails, which only a lack of memory or a broken set-up makes happen.
sdk::ByteVector digest(HashAlgorithm algorithm, std::span<const sdk::ByteView> parts);
inline sdk::ByteVector digest(HashAlgorithm algorithm, std::initializer_list<sdk::ByteView> parts) {
  return digest(algorithm, std::span(parts.begin(), parts.size()));
}

// same_bytes: equal length and content; the time does not depend on the content.
bool same_bytes(sdk::ByteView left, sdk::ByteView right);

}  // namespace postern::tpm2
