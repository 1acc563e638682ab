// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>

#include "postern/sdk/bytes.h"

namespace postern::azure {

inline constexpr std::size_t kHardwareReport = 0x20;      // where the hardware report begins
inline constexpr std::size_t kHardwareReportSize = 1184;  // bytes kept for it; a TDREPORT is shorter, then zeros
inline constexpr std::size_t kTdReportSize = 1024;

// HclReportType: what kind of hardware report the blob holds.
enum class HclReportType : uint32_t { kSnp = 2, kTvm = 3, kTdx = 4 };

// HclReport: the blob that Azure's Host Compatibility Layer keeps in NV index 0x01400001 of a confidential VM's vTPM
// (Microsoft "Guest attestation for confidential VMs", attestation report structure), numbers in host byte order.
// Parsed only: nothing in it is trusted.
struct HclReport {
  uint32_t version = 0;       // of the header; 1 and 2 are seen
  uint32_t request_type = 0;  // 2
  HclReportType report_type = HclReportType::kSnp;
  sdk::ByteVector report;        // SNP: ATTESTATION_REPORT, 1184 bytes; TDX: TDREPORT, 1024 bytes
  sdk::ByteVector runtime_data;  // JSON, exactly as it stands there: REPORT_DATA is a hash over it
};

}  // namespace postern::azure
