// SPDX-License-Identifier: Apache-2.0
#include "common/tpm2/public_key.h"

#include <openssl/bio.h>
#include <openssl/bn.h>
#include <openssl/core_names.h>
#include <openssl/err.h>
#include <openssl/param_build.h>
#include <openssl/pem.h>
#include <openssl/x509.h>

#include <string>

namespace postern::tpm2 {
namespace {

constexpr int kSmallestRsa = 2048, kLargestRsa = 4096;  // bits
constexpr uint32_t kExponent = 65537;

struct FreeOpenssl {
  void operator()(BIGNUM* number) const { BN_free(number); }
  void operator()(BIO* bio) const { BIO_free(bio); }
  void operator()(OSSL_PARAM* parameters) const { OSSL_PARAM_free(parameters); }
  void operator()(OSSL_PARAM_BLD* builder) const { OSSL_PARAM_BLD_free(builder); }
  void operator()(EVP_PKEY_CTX* context) const { EVP_PKEY_CTX_free(context); }
};
template <typename T>
using Owned = std::unique_ptr<T, FreeOpenssl>;

sdk::Failure refused(std::string_view code, std::string text) {
  ERR_clear_error();
  return sdk::Failure::denied(code)
      .about("tpm.ak.name")
      .spec("TPM 2.0 Library rev. 1.59 Part 2, 12.2.3")
      .peer("the attestation key is not acceptable")
      .text(std::move(text));
}
sdk::Failure unsuitable(std::string text) { return refused(POSTERN_REASON_AK_UNSUITABLE, std::move(text)); }

Owned<BIGNUM> to_number(sdk::ByteView bytes) {
  return Owned<BIGNUM>(BN_bin2bn(reinterpret_cast<const unsigned char*>(bytes.data()),
                                 static_cast<int>(bytes.size()), nullptr));
}

EVP_PKEY* build(const char* algorithm, OSSL_PARAM_BLD* builder) {
  const Owned<OSSL_PARAM> parameters(OSSL_PARAM_BLD_to_param(builder));
  const Owned<EVP_PKEY_CTX> context(EVP_PKEY_CTX_new_from_name(nullptr, algorithm, nullptr));
  EVP_PKEY* key = nullptr;
  if (!parameters || !context || EVP_PKEY_fromdata_init(context.get()) != 1) return nullptr;
  if (EVP_PKEY_fromdata(context.get(), &key, EVP_PKEY_PUBLIC_KEY, parameters.get()) != 1) return nullptr;
  return key;
}

EVP_PKEY* build_rsa(const RsaPublic& key) {
  const Owned<OSSL_PARAM_BLD> builder(OSSL_PARAM_BLD_new());
  const Owned<BIGNUM> modulus = to_number(key.modulus);
  const Owned<BIGNUM> exponent(BN_new());
  if (!builder || !modulus || !exponent || BN_set_word(exponent.get(), key.exponent) != 1) return nullptr;
  if (OSSL_PARAM_BLD_push_BN(builder.get(), OSSL_PKEY_PARAM_RSA_N, modulus.get()) != 1 ||
      OSSL_PARAM_BLD_push_BN(builder.get(), OSSL_PKEY_PARAM_RSA_E, exponent.get()) != 1)
    return nullptr;
  return build("RSA", builder.get());
}

// uncompressed_point: 04 ‖ x ‖ y, each padded on the left to size bytes (SEC 1, 2.3.3); empty when they do
// not fit.
sdk::ByteVector uncompressed_point(const EccPublic& key, std::size_t size) {
  if (key.x.size() > size || key.y.size() > size) return {};
  sdk::ByteVector point(1 + 2 * size);
  point[0] = std::byte{4};
  std::copy(key.x.begin(), key.x.end(), point.begin() + static_cast<std::ptrdiff_t>(1 + size - key.x.size()));
  std::copy(key.y.begin(), key.y.end(),
            point.begin() + static_cast<std::ptrdiff_t>(1 + 2 * size - key.y.size()));
  return point;
}

EVP_PKEY* build_ecc(const EccPublic& key) {
  const bool is_p256 = key.curve == EccCurve::kP256;
  const sdk::ByteVector point = uncompressed_point(key, is_p256 ? 32 : 48);
  const Owned<OSSL_PARAM_BLD> builder(OSSL_PARAM_BLD_new());
  if (!builder || point.empty()) return nullptr;
  if (OSSL_PARAM_BLD_push_utf8_string(builder.get(), OSSL_PKEY_PARAM_GROUP_NAME,
                                      is_p256 ? "prime256v1" : "secp384r1", 0) != 1 ||
      OSSL_PARAM_BLD_push_octet_string(builder.get(), OSSL_PKEY_PARAM_PUB_KEY, point.data(), point.size()) !=
          1)
    return nullptr;
  return build("EC", builder.get());
}

bool is_accepted_curve(EVP_PKEY* key) {
  char name[32] = {};
  if (EVP_PKEY_get_group_name(key, name, sizeof name, nullptr) != 1) return false;
  const std::string_view curve(name);
  return curve == "prime256v1" || curve == "P-256" || curve == "secp384r1" || curve == "P-384";
}

}  // namespace

sdk::Result<PublicKey> PublicKey::checked(Handle key) {
  const bool is_rsa = EVP_PKEY_is_a(key.get(), "RSA") == 1;
  if (is_rsa) {
    const int bits = EVP_PKEY_get_bits(key.get());
    if (bits < kSmallestRsa || bits > kLargestRsa)
      return unsuitable("an RSA key of " + std::to_string(bits) + " bits is not accepted");
    return PublicKey(std::move(key), true);
  }
  if (EVP_PKEY_is_a(key.get(), "EC") != 1 || !is_accepted_curve(key.get()))
    return unsuitable("the key is neither RSA nor on P-256 or P-384");
  const Owned<EVP_PKEY_CTX> context(EVP_PKEY_CTX_new_from_pkey(nullptr, key.get(), nullptr));
  if (!context || EVP_PKEY_public_check(context.get()) != 1)
    return unsuitable("the point is not on its curve");
  return PublicKey(std::move(key), false);
}

sdk::Result<PublicKey> PublicKey::from_tpm(const Public& key) {
  const auto* rsa = std::get_if<RsaPublic>(&key.key);
  if (rsa != nullptr && rsa->exponent != kExponent)
    return unsuitable("RSA exponent " + std::to_string(rsa->exponent) + " is not accepted");
  Handle handle(rsa != nullptr ? build_rsa(*rsa) : build_ecc(std::get<EccPublic>(key.key)));
  if (!handle) return unsuitable("the public values are not those of a key");
  POSTERN_TRY(out, checked(std::move(handle)));
  out.scheme_ = key.scheme;
  out.scheme_hash_ = key.scheme_hash;
  return out;
}

sdk::Result<PublicKey> PublicKey::from_pem(std::string_view text) {
  const Owned<BIO> bio(BIO_new_mem_buf(text.data(), static_cast<int>(text.size())));
  Handle key(bio ? PEM_read_bio_PUBKEY(bio.get(), nullptr, nullptr, nullptr) : nullptr);
  if (!key) return refused(POSTERN_REASON_EVIDENCE_MALFORMED, "the text is not a PEM public key");
  return checked(std::move(key));
}

sdk::Result<PublicKey> PublicKey::from_der(sdk::ByteView bytes) {
  const auto* first = reinterpret_cast<const unsigned char*>(bytes.data());
  const auto* next = first;
  Handle key(d2i_PUBKEY(nullptr, &next, static_cast<long>(bytes.size())));
  if (!key || next != first + bytes.size())
    return refused(POSTERN_REASON_EVIDENCE_MALFORMED, "the bytes are not a SubjectPublicKeyInfo");
  return checked(std::move(key));
}

bool PublicKey::same_as(const PublicKey& other) const {
  return EVP_PKEY_eq(key_.get(), other.key_.get()) == 1;
}

}  // namespace postern::tpm2
