// SPDX-License-Identifier: Apache-2.0
//
// Certificates that are accepted are DER: what OpenSSL writes is what was read. None of them says anything
// twice.
#include <algorithm>

#include "common/x509/parse_certificate.h"
#include "common/x509/spki_pin.h"
#include "fuzz/tpm2/require.h"

using namespace postern;

namespace {

void require_sound(const x509::Certificate& certificate) {
  unsigned char* written = nullptr;
  const int size = i2d_X509(certificate.get(), &written);
  fuzz::require(size > 0, "OpenSSL writes what was accepted");
  const sdk::ByteView again(reinterpret_cast<const std::byte*>(written), static_cast<std::size_t>(size));
  fuzz::require(sdk::to_vector(again) == certificate.der(), "written again it is the same bytes");
  OPENSSL_free(written);
  for (int i = 0; i < X509_get_ext_count(certificate.get()); ++i)
    for (int j = 0; j < i; ++j)
      fuzz::require(OBJ_cmp(X509_EXTENSION_get_object(X509_get_ext(certificate.get(), i)),
                            X509_EXTENSION_get_object(X509_get_ext(certificate.get(), j))) != 0,
                    "no extension is there twice");
  const std::string label = certificate.label();
  fuzz::require(!label.empty() && label.size() <= 64 &&
                    std::all_of(label.begin(), label.end(), [](char c) { return c > ' ' && c <= '~'; }),
                "labels are printable");
  fuzz::require(!certificate.serial().empty(), "there is a serial number");
  fuzz::require(x509::spki_pin(certificate) == x509::spki_pin(certificate), "a key has one pin");
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, std::size_t size) {
  const sdk::ByteView whole = fuzz::input(data, size);
  const auto list = x509::parse_certificates(whole, "fuzz");
  if (!list.ok()) {
    fuzz::require(list.failure().status() == POSTERN_DENIED, "a refusal is a denial");
    return 0;
  }
  fuzz::require(!list.value().empty() && list.value().size() <= x509::kMaxCertificates, "lists are bounded");
  for (const x509::Certificate& certificate : list.value()) require_sound(certificate);
  if (whole.front() == std::byte{0x30})
    fuzz::require(list.value().front().der() == sdk::to_vector(whole), "DER is taken as a whole");
  return 0;
}
