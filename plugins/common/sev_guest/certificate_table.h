// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "postern/sdk/bytes.h"

namespace postern::sev_guest {

// CertificateTable: certificates that the host gives its guest with a report; each DER, or empty when it is not there.
// From the host, so nothing in it is trusted.
struct CertificateTable {
  sdk::ByteVector vcek, vlek;
  sdk::ByteVector ask;  // of a VLEK: the ASVK
  sdk::ByteVector ark;
};

}  // namespace postern::sev_guest
