// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <openssl/evp.h>

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>

namespace postern::tpm2 {

// HashAlgorithm: the hashes that name a PCR bank or take part in a signature. The values are TPM_ALG_IDs
// (TCG Algorithm Registry; TPM 2.0 Library rev. 1.59 Part 2, 6.3).
enum class HashAlgorithm : uint16_t { kSha1 = 0x0004, kSha256 = 0x000B, kSha384 = 0x000C, kSha512 = 0x000D };

// to_hash_algorithm: the algorithm of that TPM_ALG_ID, or nothing when this code does not know it.
std::optional<HashAlgorithm> to_hash_algorithm(uint64_t tpm_alg_id);

// digest_size: in bytes; 20, 32, 48 or 64.
std::size_t digest_size(HashAlgorithm algorithm);

// name_of: "sha1", "sha256", "sha384", "sha512"; static storage.
std::string_view name_of(HashAlgorithm algorithm);

// message_digest: OpenSSL's constant for the algorithm.
const EVP_MD* message_digest(HashAlgorithm algorithm);

}  // namespace postern::tpm2
