// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "common/x509/certificate.h"

namespace postern::x509 {

inline constexpr std::size_t kMaxCrl = 1024 * 1024;  // bytes of DER

struct FreeCrl {
  void operator()(X509_CRL* list) const { X509_CRL_free(list); }
};
using CrlPtr = std::unique_ptr<X509_CRL, FreeCrl>;

// parse_crl: exactly one certificate revocation list in DER (RFC 5280, 5) and nothing after it; nothing
// verified. Refused: two signature algorithms, and a critical extension of the list or of an entry (delta,
// indirect and partitioned lists say by one that they do not tell everything). Errors: denied, CRL_INVALID.
sdk::Result<CrlPtr> parse_crl(sdk::ByteView der);

}  // namespace postern::x509
