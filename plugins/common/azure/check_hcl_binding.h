// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "common/azure/hcl_report.h"
#include "postern/sdk/result.h"

namespace postern::azure {

// check_report_data: all 64 bytes of report_data are SHA-256(runtime_data) and 32 zeros. Errors: denied,
// REPORT_DATA_MISMATCH.
sdk::Result<void> check_report_data(sdk::ByteView report_data, sdk::ByteView runtime_data);

// check_hcl_binding: the same for REPORT_DATA where the blob's kind of report has it (SNP 0x50, TDREPORT 0x80), and
// the report is of that kind as far as its first bytes tell. Good for an issuer that wants to know whether a blob is
// whole; it proves nothing, since the report is not verified here. Errors: denied; REPORT_MALFORMED,
// REPORT_DATA_MISMATCH.
sdk::Result<void> check_hcl_binding(const HclReport& blob);

// require_snp: the report is one of SEV-SNP, by type and first bytes. TDX is recognised and refused: there is no code
// that judges it. Errors: denied, REPORT_MALFORMED.
sdk::Result<void> require_snp(const HclReport& blob);

}  // namespace postern::azure
