// SPDX-License-Identifier: Apache-2.0
#include "common/snp/report_signature.h"

#include <openssl/bn.h>
#include <openssl/ec.h>
#include <openssl/ecdsa.h>
#include <openssl/err.h>

#include <memory>

namespace postern::snp {
namespace {

struct FreeOpenssl {
  void operator()(BIGNUM* number) const { BN_free(number); }
  void operator()(EC_GROUP* group) const { EC_GROUP_free(group); }
  void operator()(ECDSA_SIG* signature) const { ECDSA_SIG_free(signature); }
  void operator()(EVP_MD_CTX* context) const { EVP_MD_CTX_free(context); }
};
template <typename T>
using Owned = std::unique_ptr<T, FreeOpenssl>;

// in_range: 1 … n-1, with n the order of P-384's base point.
bool in_range(const BIGNUM* number) {
  const Owned<EC_GROUP> group(EC_GROUP_new_by_curve_name(NID_secp384r1));
  return group && !BN_is_zero(number) && BN_cmp(number, EC_GROUP_get0_order(group.get())) < 0;
}

Owned<BIGNUM> to_number(const Bytes<kSignatureNumber>& bytes) {
  return Owned<BIGNUM>(BN_lebin2bn(reinterpret_cast<const unsigned char*>(bytes.data()),
                                   static_cast<int>(bytes.size()), nullptr));
}

// to_der: ECDSA-Sig-Value (RFC 3279, 2.2.3), or nothing. Takes both numbers.
sdk::ByteVector to_der(Owned<BIGNUM> r, Owned<BIGNUM> s) {
  const Owned<ECDSA_SIG> pair(ECDSA_SIG_new());
  if (!pair || ECDSA_SIG_set0(pair.get(), r.get(), s.get()) != 1) return {};
  (void)r.release();
  (void)s.release();
  unsigned char* encoded = nullptr;
  const int size = i2d_ECDSA_SIG(pair.get(), &encoded);
  if (size <= 0) return {};
  const auto* first = reinterpret_cast<const std::byte*>(encoded);
  sdk::ByteVector der(first, first + size);
  OPENSSL_free(encoded);
  return der;
}

bool verifies(EVP_PKEY* key, sdk::ByteView signature, sdk::ByteView message) {
  const Owned<EVP_MD_CTX> context(EVP_MD_CTX_new());
  if (!context || EVP_DigestVerifyInit(context.get(), nullptr, EVP_sha384(), nullptr, key) != 1) return false;
  return EVP_DigestVerify(context.get(), reinterpret_cast<const unsigned char*>(signature.data()),
                          signature.size(), reinterpret_cast<const unsigned char*>(message.data()),
                          message.size()) == 1;
}

}  // namespace

std::string check_report_signature(const Report& report, EVP_PKEY* key) {
  Owned<BIGNUM> r = to_number(report.signature_r), s = to_number(report.signature_s);
  if (!r || !s || !in_range(r.get()) || !in_range(s.get())) return "R or S is not within 1 to n-1 of P-384";
  const sdk::ByteVector signature = to_der(std::move(r), std::move(s));
  const bool fine = key != nullptr && !signature.empty() && verifies(key, signature, report.signed_part());
  ERR_clear_error();
  return fine ? "" : "the report's signature does not verify under the endorsement key";
}

}  // namespace postern::snp
