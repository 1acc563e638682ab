// SPDX-License-Identifier: Apache-2.0
#include "common/crypto/hkdf.h"

#include <openssl/core_names.h>
#include <openssl/kdf.h>
#include <openssl/params.h>

#include <array>
#include <memory>

namespace postern::common {
namespace {

struct FreeKdf {
  void operator()(EVP_KDF* kdf) const { EVP_KDF_free(kdf); }
  void operator()(EVP_KDF_CTX* context) const { EVP_KDF_CTX_free(context); }
};

// OpenSSL only reads what these parameters point to; their type has no const form.
OSSL_PARAM octets(const char* name, const void* data, std::size_t size) {
  return OSSL_PARAM_construct_octet_string(name, const_cast<void*>(data), size);
}

}  // namespace

sdk::Result<sdk::Secret> hkdf_sha256(sdk::ByteView key, sdk::ByteView salt, std::string_view info,
                                     std::size_t length) {
  if (key.empty() || length == 0 || length > kMaxHkdfSha256)
    return sdk::Failure::internal("HKDF: key or length outside its bounds");
  const std::unique_ptr<EVP_KDF, FreeKdf> kdf(EVP_KDF_fetch(nullptr, OSSL_KDF_NAME_HKDF, nullptr));
  const std::unique_ptr<EVP_KDF_CTX, FreeKdf> context(kdf ? EVP_KDF_CTX_new(kdf.get()) : nullptr);
  if (!context) return sdk::Failure::internal("HKDF: OpenSSL offers no HKDF");
  char digest[] = "SHA256";
  std::array<OSSL_PARAM, 5> parameters{
      OSSL_PARAM_construct_utf8_string(OSSL_KDF_PARAM_DIGEST, digest, 0),
      octets(OSSL_KDF_PARAM_KEY, key.data(), key.size()),
      octets(OSSL_KDF_PARAM_INFO, info.data(), info.size()),
      OSSL_PARAM_construct_end(), OSSL_PARAM_construct_end()};
  if (!salt.empty()) parameters[3] = octets(OSSL_KDF_PARAM_SALT, salt.data(), salt.size());
  sdk::Secret derived(length);
  auto* out = reinterpret_cast<unsigned char*>(derived.writable().data());
  if (EVP_KDF_derive(context.get(), out, length, parameters.data()) != 1)
    return sdk::Failure::internal("HKDF: OpenSSL failed");
  return derived;
}

}  // namespace postern::common
