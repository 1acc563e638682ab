// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "common/csr/csr.h"

namespace postern::csr {

// parse_csr: exactly one certificate request in DER (X.690) and nothing after it, of at most kMaxCsr bytes. Refused:
// another encoding of the same request than DER, another version than 1 (RFC 2986, 4.1), two attributes of one kind
// (RFC 2986, 4.1: a SET; readers differ in which they take). Errors: denied, REQUEST_INVALID, subject "csr".
sdk::Result<Csr> parse_csr(sdk::ByteView der);

}  // namespace postern::csr
