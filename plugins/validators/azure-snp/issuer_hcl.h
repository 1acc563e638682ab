// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "common/azure/hcl_report.h"
#include "common/tpm2/device.h"
#include "postern/sdk/call.h"

namespace postern::azure_snp {

inline constexpr uint32_t kHclReportIndex = 0x01400001;
inline constexpr uint32_t kUserDataIndex = 0x01400002;
inline constexpr std::size_t kUserDataSize = 64;

// read_hcl_report: the blob in kHclReportIndex: a report of SEV-SNP and the runtime data that it is bound to. Errors:
// misconfigured about "/tcti" (the TPM has no such index, or it holds a report of another technology), unavailable
// (unreadable, malformed, or runtime data that the report is not bound to).
sdk::Result<azure::HclReport> read_hcl_report(tpm2::Device& device);

// refresh_hcl_report: writes user_data (exactly kUserDataSize bytes) to kUserDataIndex, which is made when it is not
// there, and reads the blob until its runtime data shows them ("user-data", hexadecimal). Errors: those of
// read_hcl_report; unavailable when that does not happen within some seconds.
sdk::Result<azure::HclReport> refresh_hcl_report(const sdk::Call& call, tpm2::Device& device, sdk::ByteView user_data);

}  // namespace postern::azure_snp
