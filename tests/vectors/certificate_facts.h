// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "common/x509/certificate.h"
#include "vectors/manifest.h"

namespace postern::vectors {

// certificate_facts: subject, issuer, not_before, not_after, cert_sha256 and spki_sha256 in the manifest's words. It
// writes times in two ways: "2024-01-01T00:00:00Z" with "T" and "Z", "2024-01-01 00:00:00" with " " and "".
Json certificate_facts(const x509::Certificate& certificate, const char* between, const char* end);

}  // namespace postern::vectors
