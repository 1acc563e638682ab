// SPDX-License-Identifier: Apache-2.0
#include "common/x509/parse_crl.h"

#include <openssl/err.h>
#include <openssl/x509v3.h>

#include <algorithm>

namespace postern::x509 {
namespace {

struct FreeParts {
  void operator()(ASN1_SEQUENCE_ANY* parts) const { sk_ASN1_TYPE_pop_free(parts, ASN1_TYPE_free); }
};

constexpr long kVersion2 = 1;  // as encoded (RFC 5280, 5.1.2.1)

sdk::Failure refused(std::string text) {
  ERR_clear_error();
  return sdk::Failure::denied(POSTERN_REASON_CRL_INVALID)
      .about("crl")
      .spec("RFC 5280, 5.1")
      .peer("the revocation list is not valid")
      .text(std::move(text));
}

bool is_canonical(X509_CRL* list, sdk::ByteView der) {
  unsigned char* written = nullptr;
  const int size = i2d_X509_CRL(list, &written);
  if (size < 0) return false;
  const sdk::ByteView again(reinterpret_cast<const std::byte*>(written), static_cast<std::size_t>(size));
  const bool same = std::equal(again.begin(), again.end(), der.begin(), der.end());
  OPENSSL_free(written);
  return same;
}

// parts_of: the parts of a SEQUENCE in DER; nullptr when it is none.
using PartsPtr = std::unique_ptr<ASN1_SEQUENCE_ANY, FreeParts>;
PartsPtr parts_of(const unsigned char* first, std::size_t size) {
  return PartsPtr(d2i_ASN1_SEQUENCE_ANY(nullptr, &first, static_cast<long>(size)));
}

// has_one_algorithm: the algorithm that is signed (tbsCertList.signature, behind the version) is the one
// beside the signature (RFC 5280, 5.1.1.2). OpenSSL compares the two of certificates, but not those of lists.
bool has_one_algorithm(sdk::ByteView der) {
  const PartsPtr list = parts_of(reinterpret_cast<const unsigned char*>(der.data()), der.size());
  if (!list || sk_ASN1_TYPE_num(list.get()) != 3) return false;
  const ASN1_TYPE* content = sk_ASN1_TYPE_value(list.get(), 0);
  if (ASN1_TYPE_get(content) != V_ASN1_SEQUENCE) return false;
  const ASN1_STRING* encoded = content->value.sequence;
  const PartsPtr tbs =
      parts_of(ASN1_STRING_get0_data(encoded), static_cast<std::size_t>(ASN1_STRING_length(encoded)));
  if (!tbs || sk_ASN1_TYPE_num(tbs.get()) < 2) return false;
  return ASN1_TYPE_cmp(sk_ASN1_TYPE_value(tbs.get(), 1), sk_ASN1_TYPE_value(list.get(), 1)) == 0;
}

bool has_critical_extension(X509_CRL* list) {
  if (X509_CRL_get_ext_by_critical(list, 1, -1) >= 0) return true;
  const STACK_OF(X509_REVOKED)* entries = X509_CRL_get_REVOKED(list);
  for (int i = 0; i < sk_X509_REVOKED_num(entries); ++i)
    if (X509_REVOKED_get_ext_by_critical(sk_X509_REVOKED_value(entries, i), 1, -1) >= 0) return true;
  return false;
}

}  // namespace

sdk::Result<CrlPtr> parse_crl(sdk::ByteView der) {
  if (der.empty() || der.size() > kMaxCrl)
    return refused("a revocation list has 1 to " + std::to_string(kMaxCrl) + " bytes")
        .observed(std::to_string(der.size()));
  const auto* next = reinterpret_cast<const unsigned char*>(der.data());
  const auto* end = next + der.size();
  CrlPtr list(d2i_X509_CRL(nullptr, &next, static_cast<long>(der.size())));
  if (!list) return refused("the bytes are not a revocation list");
  if (next != end) return refused(std::to_string(end - next) + " bytes follow the revocation list");
  if (!is_canonical(list.get(), der)) return refused("the revocation list is not encoded as DER");
  if (X509_CRL_get_version(list.get()) != kVersion2)
    return refused("the revocation list is not of version 2");
  if (!has_one_algorithm(der)) return refused("the revocation list names two signature algorithms");
  if (has_critical_extension(list.get()))
    return refused("the revocation list has a critical extension, so it may not tell of every certificate");
  ERR_clear_error();
  return list;
}

}  // namespace postern::x509
