// SPDX-License-Identifier: Apache-2.0
#include "support/rsa_from_tpm.h"

#include <openssl/bio.h>
#include <openssl/bn.h>
#include <openssl/core_names.h>
#include <openssl/param_build.h>
#include <openssl/pem.h>
#include <openssl/rsa.h>

#include <stdexcept>

namespace postern::test {
namespace {

constexpr std::size_t kModulus = 256;

const unsigned char* raw(sdk::ByteView bytes) { return reinterpret_cast<const unsigned char*>(bytes.data()); }

void require(bool holds, const char* what) {
  if (!holds) throw std::runtime_error(what);
}

KeyHandle rsa_of(sdk::ByteView modulus) {
  const std::unique_ptr<BIGNUM, void (*)(BIGNUM*)> n(BN_bin2bn(raw(modulus), static_cast<int>(modulus.size()), nullptr),
                                                      BN_free);
  const std::unique_ptr<OSSL_PARAM_BLD, void (*)(OSSL_PARAM_BLD*)> builder(OSSL_PARAM_BLD_new(), OSSL_PARAM_BLD_free);
  OSSL_PARAM_BLD_push_BN(builder.get(), OSSL_PKEY_PARAM_RSA_N, n.get());
  OSSL_PARAM_BLD_push_uint(builder.get(), OSSL_PKEY_PARAM_RSA_E, 65537);
  const std::unique_ptr<OSSL_PARAM, void (*)(OSSL_PARAM*)> params(OSSL_PARAM_BLD_to_param(builder.get()),
                                                                  OSSL_PARAM_free);
  const std::unique_ptr<EVP_PKEY_CTX, void (*)(EVP_PKEY_CTX*)> context(
      EVP_PKEY_CTX_new_from_name(nullptr, "RSA", nullptr), EVP_PKEY_CTX_free);
  EVP_PKEY* key = nullptr;
  require(EVP_PKEY_fromdata_init(context.get()) == 1 &&
              EVP_PKEY_fromdata(context.get(), &key, EVP_PKEY_PUBLIC_KEY, params.get()) == 1,
          "no RSA key");
  return {key, EVP_PKEY_free};
}

}  // namespace

// The modulus is the last member of either structure.
sdk::ByteVector modulus_of(sdk::ByteView tpmt_public) {
  require(tpmt_public.size() > kModulus, "no RSA-2048 key of a TPM");
  return sdk::to_vector(tpmt_public.last(kModulus));
}

KeyHandle rsa_from_tpm(sdk::ByteView tpm2b_public) { return rsa_of(modulus_of(tpm2b_public)); }

std::string spki_pem(sdk::ByteView tpmt_public) {
  const KeyHandle key = rsa_of(modulus_of(tpmt_public));
  const std::unique_ptr<BIO, int (*)(BIO*)> out(BIO_new(BIO_s_mem()), BIO_free);
  require(PEM_write_bio_PUBKEY(out.get(), key.get()) == 1, "cannot write a key");
  char* text = nullptr;
  const long size = BIO_get_mem_data(out.get(), &text);
  return {text, static_cast<std::size_t>(size)};
}

sdk::ByteVector encrypt_for(sdk::ByteView tpm2b_public, sdk::ByteView secret) {
  const KeyHandle key = rsa_from_tpm(tpm2b_public);
  const std::unique_ptr<EVP_PKEY_CTX, void (*)(EVP_PKEY_CTX*)> context(EVP_PKEY_CTX_new(key.get(), nullptr),
                                                                       EVP_PKEY_CTX_free);
  sdk::ByteVector out(kModulus);
  std::size_t size = out.size();
  require(EVP_PKEY_encrypt_init(context.get()) == 1 &&
              EVP_PKEY_CTX_set_rsa_padding(context.get(), RSA_PKCS1_PADDING) == 1 &&
              EVP_PKEY_encrypt(context.get(), reinterpret_cast<unsigned char*>(out.data()), &size, raw(secret),
                               secret.size()) == 1,
          "cannot encrypt");
  return out;
}

}  // namespace postern::test
