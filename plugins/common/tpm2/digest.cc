// SPDX-License-Identifier: Apache-2.0
#include "common/tpm2/digest.h"

#include <openssl/crypto.h>

#include <memory>
#include <stdexcept>

namespace postern::tpm2 {

sdk::ByteVector digest(HashAlgorithm algorithm, std::span<const sdk::ByteView> parts) {
  struct Free {
    void operator()(EVP_MD_CTX* context) const { EVP_MD_CTX_free(context); }
  };
  const std::unique_ptr<EVP_MD_CTX, Free> context(EVP_MD_CTX_new());
  bool fine = context && EVP_DigestInit_ex(context.get(), message_digest(algorithm), nullptr) == 1;
  for (const sdk::ByteView part : parts)
    fine = fine && EVP_DigestUpdate(context.get(), part.data(), part.size()) == 1;
  sdk::ByteVector out(digest_size(algorithm));
  fine =
      fine && EVP_DigestFinal_ex(context.get(), reinterpret_cast<unsigned char*>(out.data()), nullptr) == 1;
  if (!fine) throw std::runtime_error("OpenSSL cannot compute a digest");
  return out;
}

bool same_bytes(sdk::ByteView left, sdk::ByteView right) {
  if (left.size() != right.size()) return false;
  return left.empty() || CRYPTO_memcmp(left.data(), right.data(), left.size()) == 0;
}

}  // namespace postern::tpm2
