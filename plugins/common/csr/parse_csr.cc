// SPDX-License-Identifier: Apache-2.0
#include "common/csr/parse_csr.h"

#include <openssl/err.h>

#include <algorithm>

namespace postern::csr {
namespace {

sdk::Failure malformed(std::string text) { return refuse("csr", std::move(text)).spec("RFC 2986, 4"); }

// is_canonical: writing the request gives the bytes that were read. The signed part is kept as it came, so this is
// about what is around it, which no signature covers.
bool is_canonical(X509_REQ* request, sdk::ByteView der) {
  unsigned char* written = nullptr;
  const int size = i2d_X509_REQ(request, &written);
  if (size < 0) return false;
  const sdk::ByteView again(reinterpret_cast<const std::byte*>(written), static_cast<std::size_t>(size));
  const bool same = std::equal(again.begin(), again.end(), der.begin(), der.end());
  OPENSSL_free(written);
  return same;
}

bool has_attribute_twice(const X509_REQ* request) {
  for (int i = 0; i < X509_REQ_get_attr_count(request); ++i) {
    const ASN1_OBJECT* kind = X509_ATTRIBUTE_get0_object(X509_REQ_get_attr(request, i));
    if (X509_REQ_get_attr_by_OBJ(request, kind, i) >= 0) return true;
  }
  return false;
}

}  // namespace

sdk::Result<Csr> parse_csr(sdk::ByteView der) {
  if (der.empty() || der.size() > kMaxCsr)
    return malformed("a certificate request has 1 to " + std::to_string(kMaxCsr) + " bytes")
        .observed(std::to_string(der.size()));
  const auto* next = reinterpret_cast<const unsigned char*>(der.data());
  const auto* end = next + der.size();
  std::shared_ptr<X509_REQ> parsed(d2i_X509_REQ(nullptr, &next, static_cast<long>(der.size())), X509_REQ_free);
  if (!parsed) return malformed("the bytes are not a PKCS#10 certificate request");
  if (next != end) return malformed(std::to_string(end - next) + " bytes follow the certificate request");
  if (!is_canonical(parsed.get(), der)) return malformed("the certificate request is not encoded as DER");
  if (X509_REQ_get_version(parsed.get()) != X509_REQ_VERSION_1)
    return malformed("the certificate request is not of version 1");
  if (has_attribute_twice(parsed.get())) return malformed("the certificate request has an attribute twice");
  Csr out;
  out.parsed_ = std::move(parsed);
  out.der_ = std::make_shared<const sdk::ByteVector>(sdk::to_vector(der));
  ERR_clear_error();
  return out;
}

}  // namespace postern::csr
