// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "common/snp/report.h"
#include "postern/sdk/result.h"

namespace postern::snp {

// parse_report: exactly kReportSize bytes. An envelope that carries more (some issuers send 20 bytes of the
// HCL header behind it) is the caller's to open: no signature covers what would be skipped here. Versions 2,
// 3 and 5; 4 is refused, because no public revision of AMD 56860 says what it holds, and later ones because
// this code does not know them. All that the version's layout calls reserved must be zero, bit 17 of the
// policy one, PLATFORM_INFO without flags above bit 7, the signature algorithm ECDSA P-384 with SHA-384,
// SIGNING_KEY one of SigningKey, and VMPL at most 3 (a report that the host asked for itself has 0xFFFFFFFF).
// Errors: denied; REPORT_VERSION, REPORT_MALFORMED.
sdk::Result<Report> parse_report(sdk::ByteView bytes);

}  // namespace postern::snp
