// SPDX-License-Identifier: Apache-2.0
#include "common/jose/rsa_key.h"

#include <openssl/bn.h>
#include <openssl/core_names.h>
#include <openssl/err.h>
#include <openssl/param_build.h>
#include <openssl/x509.h>

#include "common/jose/refusal.h"

namespace postern::jose {
namespace {

constexpr int kSmallestRsa = 2048, kLargestRsa = 4096;  // bits
constexpr unsigned long kExponent = 65537;
constexpr std::size_t kLongestCertificate = 16 * 1024;  // bytes

struct FreeOpenssl {
  void operator()(BIGNUM* number) const { BN_free(number); }
  void operator()(OSSL_PARAM* parameters) const { OSSL_PARAM_free(parameters); }
  void operator()(OSSL_PARAM_BLD* builder) const { OSSL_PARAM_BLD_free(builder); }
  void operator()(EVP_PKEY_CTX* context) const { EVP_PKEY_CTX_free(context); }
  void operator()(X509* certificate) const { X509_free(certificate); }
};
template <typename T>
using Owned = std::unique_ptr<T, FreeOpenssl>;

sdk::Failure unusable(std::string text) {
  ERR_clear_error();
  return refused("RFC 7518, 6.3.1", std::move(text));
}

Owned<BIGNUM> to_number(sdk::ByteView bytes) {
  return Owned<BIGNUM>(BN_bin2bn(reinterpret_cast<const unsigned char*>(bytes.data()),
                                 static_cast<int>(bytes.size()), nullptr));
}

EVP_PKEY* build(const BIGNUM* modulus, const BIGNUM* exponent) {
  const Owned<OSSL_PARAM_BLD> builder(OSSL_PARAM_BLD_new());
  if (!builder || OSSL_PARAM_BLD_push_BN(builder.get(), OSSL_PKEY_PARAM_RSA_N, modulus) != 1 ||
      OSSL_PARAM_BLD_push_BN(builder.get(), OSSL_PKEY_PARAM_RSA_E, exponent) != 1)
    return nullptr;
  const Owned<OSSL_PARAM> parameters(OSSL_PARAM_BLD_to_param(builder.get()));
  const Owned<EVP_PKEY_CTX> context(EVP_PKEY_CTX_new_from_name(nullptr, "RSA", nullptr));
  EVP_PKEY* key = nullptr;
  if (!parameters || !context || EVP_PKEY_fromdata_init(context.get()) != 1) return nullptr;
  if (EVP_PKEY_fromdata(context.get(), &key, EVP_PKEY_PUBLIC_KEY, parameters.get()) != 1) return nullptr;
  return key;
}

bool has_usual_exponent(EVP_PKEY* key) {
  BIGNUM* raw = nullptr;
  if (EVP_PKEY_get_bn_param(key, OSSL_PKEY_PARAM_RSA_E, &raw) != 1) return false;
  const Owned<BIGNUM> exponent(raw);
  return BN_is_word(exponent.get(), kExponent) == 1;
}

bool is_canonical(sdk::ByteView number, std::size_t longest) {
  return !number.empty() && number.size() <= longest && number.front() != std::byte{0};
}

}  // namespace

sdk::Result<RsaKey> RsaKey::checked(EVP_PKEY* raw) {
  std::shared_ptr<EVP_PKEY> key(raw, EVP_PKEY_free);
  if (raw == nullptr || EVP_PKEY_is_a(raw, "RSA") != 1) return unusable("the key is no RSA key");
  const int bits = EVP_PKEY_get_bits(raw);
  if (bits < kSmallestRsa || bits > kLargestRsa)
    return unusable("an RSA key of " + std::to_string(bits) + " bits is not accepted");
  if (!has_usual_exponent(raw)) return unusable("an RSA key with another exponent than 65537 is not accepted");
  return RsaKey(std::move(key));
}

sdk::Result<RsaKey> RsaKey::from_numbers(sdk::ByteView modulus, sdk::ByteView exponent) {
  if (!is_canonical(modulus, kLargestRsa / 8) || !is_canonical(exponent, 8))
    return unusable("modulus or exponent is empty, too long or starts with a zero");
  const Owned<BIGNUM> n = to_number(modulus), e = to_number(exponent);
  EVP_PKEY* key = n && e ? build(n.get(), e.get()) : nullptr;
  if (key == nullptr) return unusable("modulus and exponent are not those of a key");
  return checked(key);
}

sdk::Result<RsaKey> RsaKey::from_certificate(sdk::ByteView der) {
  if (der.size() > kLongestCertificate) return unusable("the certificate is too long");
  const auto* first = reinterpret_cast<const unsigned char*>(der.data());
  const auto* next = first;
  const Owned<X509> certificate(d2i_X509(nullptr, &next, static_cast<long>(der.size())));
  if (!certificate || next != first + der.size()) return unusable("x5c holds no certificate");
  EVP_PKEY* key = X509_get_pubkey(certificate.get());
  if (key == nullptr) return unusable("the certificate's key is of an unknown kind");
  return checked(key);
}

}  // namespace postern::jose
