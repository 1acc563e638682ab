// SPDX-License-Identifier: Apache-2.0
#include "common/x509/signature_rule.h"

#include <openssl/asn1t.h>
#include <openssl/evp.h>
#include <openssl/rsa.h>

#include <memory>
#include <string_view>

namespace postern::x509 {
namespace {

constexpr int kAmdKeyBits = 4096;
constexpr int kFewestRsaBits = 2048, kMostRsaBits = 4096;
constexpr long kAmdSalt = 48;

struct FreeOpenssl {
  void operator()(RSA_PSS_PARAMS* parameters) const { RSA_PSS_PARAMS_free(parameters); }
  void operator()(X509_ALGOR* algorithm) const { X509_ALGOR_free(algorithm); }
};

int algorithm_of(const X509_ALGOR* algorithm) {
  const ASN1_OBJECT* oid = nullptr;
  X509_ALGOR_get0(&oid, nullptr, nullptr, algorithm);
  return OBJ_obj2nid(oid);
}

template <typename Out>
std::unique_ptr<Out, FreeOpenssl> parameters_of(const X509_ALGOR* algorithm, const ASN1_ITEM* item) {
  if (algorithm == nullptr) return nullptr;
  return std::unique_ptr<Out, FreeOpenssl>(
      static_cast<Out*>(ASN1_TYPE_unpack_sequence(item, algorithm->parameter)));
}

// PssParts: RSASSA-PSS-params (RFC 4055, 3.1) with their defaults filled in.
struct PssParts {
  int hash = NID_sha1, mask_hash = NID_sha1;
  long salt = 20, trailer = 1;
};

// read_pss: nothing readable leaves the defaults, which no rule accepts.
PssParts read_pss(const X509_ALGOR* algorithm) {
  PssParts out;
  const auto raw = parameters_of<RSA_PSS_PARAMS>(algorithm, ASN1_ITEM_rptr(RSA_PSS_PARAMS));
  if (!raw) return out;
  if (raw->hashAlgorithm != nullptr) out.hash = algorithm_of(raw->hashAlgorithm);
  if (raw->maskGenAlgorithm != nullptr) {
    const auto mask = parameters_of<X509_ALGOR>(raw->maskGenAlgorithm, ASN1_ITEM_rptr(X509_ALGOR));
    const bool is_mgf1 = algorithm_of(raw->maskGenAlgorithm) == NID_mgf1;
    out.mask_hash = is_mgf1 && mask ? algorithm_of(mask.get()) : NID_undef;
  }
  if (raw->saltLength != nullptr) out.salt = ASN1_INTEGER_get(raw->saltLength);
  if (raw->trailerField != nullptr) out.trailer = ASN1_INTEGER_get(raw->trailerField);
  return out;
}

long digest_size(int hash) {
  switch (hash) {
    case NID_sha256:
      return 32;
    case NID_sha384:
      return 48;
    case NID_sha512:
      return 64;
    default:
      return 0;
  }
}

bool is_rsa(EVP_PKEY* key, int fewest, int most) {
  const int bits = EVP_PKEY_get_bits(key);
  return EVP_PKEY_is_a(key, "RSA") == 1 && bits >= fewest && bits <= most;
}

bool is_nist_curve(EVP_PKEY* key) {
  char name[32] = {};
  if (EVP_PKEY_is_a(key, "EC") != 1 || EVP_PKEY_get_group_name(key, name, sizeof name, nullptr) != 1)
    return false;
  const std::string_view curve(name);
  return curve == "prime256v1" || curve == "P-256" || curve == "secp384r1" || curve == "P-384";
}

std::string check_amd(const X509_ALGOR* algorithm, EVP_PKEY* key) {
  if (algorithm_of(algorithm) != NID_rsassaPss) return "the signature is not RSASSA-PSS";
  const PssParts pss = read_pss(algorithm);
  if (pss.hash != NID_sha384) return "the signature is not over a SHA-384 digest";
  if (pss.mask_hash != NID_sha384) return "the signature's mask is not MGF1 with SHA-384";
  if (pss.salt != kAmdSalt || pss.trailer != 1)
    return "the signature's salt is not of 48 bytes, or its trailer another";
  if (!is_rsa(key, kAmdKeyBits, kAmdKeyBits)) return "the issuer's key is not RSA of 4096 bits";
  return {};
}

std::string check_common_pss(const X509_ALGOR* algorithm, EVP_PKEY* key) {
  const PssParts pss = read_pss(algorithm);
  if (digest_size(pss.hash) == 0 || pss.mask_hash != pss.hash)
    return "the signature's digest is not accepted";
  if (pss.salt != digest_size(pss.hash) || pss.trailer != 1) return "the signature's salt is not accepted";
  if (!is_rsa(key, kFewestRsaBits, kMostRsaBits)) return "the issuer's key is not RSA of 2048 to 4096 bits";
  return {};
}

std::string check_common(const X509_ALGOR* algorithm, EVP_PKEY* key) {
  switch (algorithm_of(algorithm)) {
    case NID_sha256WithRSAEncryption:
    case NID_sha384WithRSAEncryption:
    case NID_sha512WithRSAEncryption:
      if (is_rsa(key, kFewestRsaBits, kMostRsaBits)) return {};
      return "the issuer's key is not RSA of 2048 to 4096 bits";
    case NID_ecdsa_with_SHA256:
    case NID_ecdsa_with_SHA384:
    case NID_ecdsa_with_SHA512:
      if (is_nist_curve(key)) return {};
      return "the issuer's key is not on P-256 or P-384";
    case NID_rsassaPss:
      return check_common_pss(algorithm, key);
    default:
      return "the signature's algorithm is not accepted";
  }
}

}  // namespace

std::string check_signature_algorithm(const X509_ALGOR* algorithm, EVP_PKEY* issuer_key, SignatureRule rule) {
  if (algorithm == nullptr || issuer_key == nullptr) return "the issuer's key cannot be read";
  return rule == SignatureRule::kAmd ? check_amd(algorithm, issuer_key) : check_common(algorithm, issuer_key);
}

}  // namespace postern::x509
