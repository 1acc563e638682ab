// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string_view>
#include <vector>

#include "common/x509/certificate.h"

namespace postern::x509 {

inline constexpr std::size_t kMaxCertificates = 8;  // in one list

// parse_certificate: exactly one certificate in DER (X.690) and nothing after it, of at most kMaxCertificate
// bytes. Refused: another encoding of the same certificate than DER, X.509 versions before 3, two extensions
// of one OID (RFC 5280, 4.2), a validity that is no time. what names it in the denial: "snp.vek". Errors:
// denied, CERTIFICATE_INVALID.
sdk::Result<Certificate> parse_certificate(sdk::ByteView der, std::string_view what);

// parse_certificates: one or several: PEM when the text does not start with a DER SEQUENCE (0x30), else one
// in DER. PEM: every block must be a CERTIFICATE whose content parse_certificate takes; text between blocks
// is skipped (RFC 7468, 2). Refused: none at all, more than kMaxCertificates, more than common::kMaxPem
// bytes. Errors: denied, CERTIFICATE_INVALID.
sdk::Result<std::vector<Certificate>> parse_certificates(sdk::ByteView text, std::string_view what);

// parse_one_certificate: as parse_certificates, and there is exactly one.
sdk::Result<Certificate> parse_one_certificate(sdk::ByteView text, std::string_view what);

}  // namespace postern::x509
