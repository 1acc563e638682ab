// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <vector>

#include "common/csr/csr.h"

namespace postern::csr {

inline constexpr std::size_t kMaxAddresses = 64;

// RequestedNames: the subject alternative names for which a request asks (RFC 5280, 4.2.1.6).
struct RequestedNames {
  std::vector<sdk::ByteVector> addresses;  // IP addresses in network byte order, 4 or 16 bytes each, in their order
  std::size_t others = 0;                  // how many names of other kinds: DNS, e-mail, URI …
};

// requested_names: empty without an extension request (RFC 2985, 5.4.2). Errors: denied, REQUEST_INVALID, subject
// "csr.extensions": what is there cannot be read, an extension is there twice, an address has another length, more
// than kMaxAddresses addresses.
sdk::Result<RequestedNames> requested_names(const Csr& csr);

}  // namespace postern::csr
