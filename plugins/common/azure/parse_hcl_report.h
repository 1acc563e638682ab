// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "common/azure/hcl_report.h"
#include "postern/sdk/result.h"

namespace postern::azure {

inline constexpr std::size_t kLongestHclReport = 64 * 1024;

// parse_hcl_report: little-endian; offsets in bytes:
//   0x000 "HCLA", 0x004 version, 0x008 report size, 0x00C request type, 0x010 status (0), 0x014 reserved
//   0x020 hardware report, 1184 bytes
//   0x4C0 data size (20 + variable data size), 0x4C4 data version (1), 0x4C8 report type (2 SNP, 4 TDX),
//   0x4CC hash type (1 SHA-256), 0x4D0 variable data size, 0x4D4 variable data
// The sizes must fit together and into the blob; what follows the variable data is passed over, since the NV index is
// longer. Other hash types than SHA-256 and report type 3 (no hardware report) are refused. Errors: denied,
// REPORT_MALFORMED.
sdk::Result<HclReport> parse_hcl_report(sdk::ByteView bytes);

}  // namespace postern::azure
