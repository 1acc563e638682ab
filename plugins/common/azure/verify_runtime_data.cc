// SPDX-License-Identifier: Apache-2.0
#include "common/azure/verify_runtime_data.h"

#include "common/azure/check_hcl_binding.h"
#include "common/azure/parse_runtime_data.h"

namespace postern::azure {

sdk::Result<VerifiedRuntimeData> verify_runtime_data(sdk::ByteView runtime_data, const snp::VerifiedReport& report) {
  POSTERN_CHECK(check_report_data(report.report().report_data, runtime_data));
  POSTERN_TRY(data, parse_runtime_data(runtime_data));
  return VerifiedRuntimeData(std::move(data));
}

}  // namespace postern::azure
