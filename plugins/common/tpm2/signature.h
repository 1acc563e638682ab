// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string_view>

#include "common/tpm2/algorithm.h"
#include "postern/sdk/bytes.h"

namespace postern::tpm2 {

// SignatureScheme: the schemes that an attestation key may use; values are TPM_ALG_IDs.
enum class SignatureScheme : uint16_t { kRsassa = 0x0014, kRsapss = 0x0016, kEcdsa = 0x0018 };

// name_of: "RSASSA", "RSAPSS" or "ECDSA"; static storage.
std::string_view name_of(SignatureScheme scheme);

// Signature: a TPMT_SIGNATURE (TPM 2.0 Library rev. 1.59 Part 2, 11.3.4). Integers are unsigned and
// big-endian.
struct Signature {
  SignatureScheme scheme = SignatureScheme::kRsassa;
  HashAlgorithm hash = HashAlgorithm::kSha256;
  sdk::ByteVector rsa;               // RSA schemes
  sdk::ByteVector ecdsa_r, ecdsa_s;  // ECDSA; at most 66 bytes each
};

}  // namespace postern::tpm2
