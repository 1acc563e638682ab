// SPDX-License-Identifier: Apache-2.0
//
// Revocation lists that are accepted are DER and have no critical extension: none of them hides that it does
// not tell everything.
#include "common/x509/parse_crl.h"
#include "fuzz/tpm2/require.h"

using namespace postern;

namespace {

void require_nothing_critical(X509_CRL* list) {
  for (int i = 0; i < X509_CRL_get_ext_count(list); ++i)
    fuzz::require(X509_EXTENSION_get_critical(X509_CRL_get_ext(list, i)) == 0,
                  "the list has no critical extension");
  const STACK_OF(X509_REVOKED)* entries = X509_CRL_get_REVOKED(list);
  for (int i = 0; i < sk_X509_REVOKED_num(entries); ++i) {
    const X509_REVOKED* entry = sk_X509_REVOKED_value(entries, i);
    for (int j = 0; j < X509_REVOKED_get_ext_count(entry); ++j)
      fuzz::require(X509_EXTENSION_get_critical(X509_REVOKED_get_ext(entry, j)) == 0, "no entry has one");
  }
}

// require_listed: every entry is found by its serial number, which is how certificates are looked up.
void require_listed(X509_CRL* list) {
  const STACK_OF(X509_REVOKED)* entries = X509_CRL_get_REVOKED(list);
  for (int i = 0; i < sk_X509_REVOKED_num(entries) && i < 16; ++i) {
    X509_REVOKED* found = nullptr;
    const ASN1_INTEGER* serial = X509_REVOKED_get0_serialNumber(sk_X509_REVOKED_value(entries, i));
    fuzz::require(X509_CRL_get0_by_serial(list, &found, serial) != 0,
                  "an entry is found by its serial number");
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, std::size_t size) {
  const sdk::ByteView whole = fuzz::input(data, size);
  const auto list = x509::parse_crl(whole);
  if (!list.ok()) {
    fuzz::require(list.failure().status() == POSTERN_DENIED, "a refusal is a denial");
    return 0;
  }
  unsigned char* written = nullptr;
  const int length = i2d_X509_CRL(list.value().get(), &written);
  fuzz::require(length > 0, "OpenSSL writes what was accepted");
  const sdk::ByteView again(reinterpret_cast<const std::byte*>(written), static_cast<std::size_t>(length));
  fuzz::require(sdk::to_vector(again) == sdk::to_vector(whole), "written again it is the same bytes");
  OPENSSL_free(written);
  require_nothing_critical(list.value().get());
  require_listed(list.value().get());
  return 0;
}
