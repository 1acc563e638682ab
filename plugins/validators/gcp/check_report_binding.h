// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "common/attdoc/verify_document.h"
#include "common/snp/verify_report.h"

namespace postern::gcp {

// check_report_binding: all 64 bytes of REPORT_DATA are SHA-256(UserData ‖ nonce) and 32 zeros: the guest asked for the
// report for this connection. (Constellation attestation, gcp-sev-snp.) Errors: denied, REPORT_DATA_MISMATCH.
sdk::Result<void> check_report_binding(const snp::VerifiedReport& report, const attdoc::VerifiedDocument& document,
                                       sdk::ByteView nonce);

}  // namespace postern::gcp
