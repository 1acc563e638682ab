// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "common/azure/runtime_data.h"
#include "common/snp/verify_report.h"

namespace postern::azure {

// VerifiedRuntimeData: runtime data that a verified report is bound to, so the layer below the guest, which the report
// measured, vouches for it. Made only by verify_runtime_data.
class VerifiedRuntimeData {
 public:
  const RuntimeData& data() const { return data_; }

 private:
  explicit VerifiedRuntimeData(RuntimeData data) : data_(std::move(data)) {}
  friend sdk::Result<VerifiedRuntimeData> verify_runtime_data(sdk::ByteView runtime_data,
                                                              const snp::VerifiedReport& report);

  RuntimeData data_;
};

// verify_runtime_data: all 64 bytes of REPORT_DATA are SHA-256(runtime_data) and zeros; only then is it parsed. Errors:
// denied; REPORT_DATA_MISMATCH, and those of parse_runtime_data.
sdk::Result<VerifiedRuntimeData> verify_runtime_data(sdk::ByteView runtime_data, const snp::VerifiedReport& report);

}  // namespace postern::azure
