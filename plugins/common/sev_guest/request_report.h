// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "postern/sdk/call.h"

namespace postern::sev_guest {

inline constexpr std::size_t kReportDataSize = 64;
inline constexpr const char* kTsmFolder = "/sys/kernel/config/tsm/report";

// GuestReport: what the kernel gives, unparsed.
struct GuestReport {
  sdk::ByteVector report;             // ATTESTATION_REPORT
  sdk::ByteVector certificate_table;  // see parse_certificate_table; empty when the host provides none
};

// request_report: a new report of this SEV-SNP guest with that REPORT_DATA (exactly kReportDataSize bytes), through
// the kernel's configfs-tsm interface (Linux, Documentation/ABI/testing/configfs-tsm-report): provider "sev_guest",
// inblob written once, and generation counting exactly that write, so what was read belongs to it. root: the folder
// of reports. Waits for the kernel until the call's deadline. Errors: misconfigured about "/tsm" (no such interface, or
// of another technology), unavailable, internal.
sdk::Result<GuestReport> request_report(const sdk::Call& call, const std::string& root, sdk::ByteView report_data);

}  // namespace postern::sev_guest
