// SPDX-License-Identifier: Apache-2.0
#include "common/tpm2/algorithm.h"

#include <cstdlib>

namespace postern::tpm2 {

std::optional<HashAlgorithm> to_hash_algorithm(uint64_t tpm_alg_id) {
  switch (tpm_alg_id) {
    case 0x0004:
      return HashAlgorithm::kSha1;
    case 0x000B:
      return HashAlgorithm::kSha256;
    case 0x000C:
      return HashAlgorithm::kSha384;
    case 0x000D:
      return HashAlgorithm::kSha512;
    default:
      return std::nullopt;
  }
}

std::size_t digest_size(HashAlgorithm algorithm) {
  switch (algorithm) {
    case HashAlgorithm::kSha1:
      return 20;
    case HashAlgorithm::kSha256:
      return 32;
    case HashAlgorithm::kSha384:
      return 48;
    case HashAlgorithm::kSha512:
      return 64;
  }
  std::abort();  // not reachable: values come from to_hash_algorithm
}

std::string_view name_of(HashAlgorithm algorithm) {
  switch (algorithm) {
    case HashAlgorithm::kSha1:
      return "sha1";
    case HashAlgorithm::kSha256:
      return "sha256";
    case HashAlgorithm::kSha384:
      return "sha384";
    case HashAlgorithm::kSha512:
      return "sha512";
  }
  std::abort();
}

const EVP_MD* message_digest(HashAlgorithm algorithm) {
  switch (algorithm) {
    case HashAlgorithm::kSha1:
      return EVP_sha1();
    case HashAlgorithm::kSha256:
      return EVP_sha256();
    case HashAlgorithm::kSha384:
      return EVP_sha384();
    case HashAlgorithm::kSha512:
      return EVP_sha512();
  }
  std::abort();
}

}  // namespace postern::tpm2
