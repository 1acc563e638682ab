// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <openssl/asn1.h>

#include <chrono>
#include <optional>

namespace postern::x509 {

// from_asn1_time: UTCTime or GeneralizedTime (RFC 5280, 4.1.2.5) as UTC, years 0 to 9999; nothing when time
// is null or malformed.
std::optional<std::chrono::sys_seconds> from_asn1_time(const ASN1_TIME* time);

}  // namespace postern::x509
