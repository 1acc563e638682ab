// SPDX-License-Identifier: Apache-2.0
#include "vectors/ak_public_area.h"

#include <openssl/core_names.h>
#include <openssl/pem.h>

#include <memory>

#include "support/software_ak.h"
#include "vectors/manifest.h"

namespace postern::vectors {
namespace {

using sdk::ByteVector;
using test::big_endian;

struct Free {
  void operator()(BIO* bio) const { BIO_free(bio); }
  void operator()(EVP_PKEY* key) const { EVP_PKEY_free(key); }
  void operator()(BIGNUM* number) const { BN_free(number); }
};

ByteVector sized(const EVP_PKEY* key, const char* name, int size) {
  BIGNUM* number = nullptr;
  if (EVP_PKEY_get_bn_param(key, name, &number) != 1) throw BrokenCase("ak.pem is no key that a TPM has");
  const std::unique_ptr<BIGNUM, Free> owned(number);
  ByteVector bytes(static_cast<std::size_t>(size));
  if (BN_bn2binpad(number, reinterpret_cast<unsigned char*>(bytes.data()), size) != size) throw BrokenCase("ak.pem has another size");
  return test::join({big_endian(bytes.size(), 2), bytes});
}

}  // namespace

ByteVector public_area(const std::string& pem, sdk::ByteView scheme) {
  const std::unique_ptr<BIO, Free> bio(BIO_new_mem_buf(pem.data(), static_cast<int>(pem.size())));
  const std::unique_ptr<EVP_PKEY, Free> key(PEM_read_bio_PUBKEY(bio.get(), nullptr, nullptr, nullptr));
  if (!key) throw BrokenCase("ak.pem is no public key");
  const bool is_rsa = EVP_PKEY_is_a(key.get(), "RSA") == 1;
  const int bits = EVP_PKEY_get_bits(key.get());
  const ByteVector head = test::join({big_endian(is_rsa ? 0x0001 : 0x0023, 2), big_endian(0x000B, 2),
                                      big_endian(test::kGoodAttributes, 4), big_endian(0, 2), big_endian(0x0010, 2), scheme});
  if (is_rsa)
    return test::join({head, big_endian(static_cast<uint64_t>(bits), 2), big_endian(0, 4), sized(key.get(), OSSL_PKEY_PARAM_RSA_N, bits / 8)});
  return test::join({head, big_endian(bits == 256 ? 3 : 4, 2), big_endian(0x0010, 2), sized(key.get(), OSSL_PKEY_PARAM_EC_PUB_X, bits / 8),
                     sized(key.get(), OSSL_PKEY_PARAM_EC_PUB_Y, bits / 8)});
}

}  // namespace postern::vectors
