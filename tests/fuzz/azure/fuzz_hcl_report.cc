// SPDX-License-Identifier: Apache-2.0
//
// Parts of a parsed HCL report are parts of the input, and a blob that is bound cannot be bound with other data.
#include <algorithm>

#include "common/azure/check_hcl_binding.h"
#include "common/azure/parse_hcl_report.h"
#include "fuzz/tpm2/require.h"

using namespace postern;

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, std::size_t size) {
  const sdk::ByteView bytes = fuzz::input(data, size);
  auto parsed = azure::parse_hcl_report(bytes);
  if (!parsed.ok()) {
    fuzz::require(parsed.failure().code() == POSTERN_REASON_REPORT_MALFORMED, "refused as malformed");
    return 0;
  }
  azure::HclReport& blob = parsed.value();
  const sdk::ByteView report = bytes.subspan(azure::kHardwareReport, blob.report.size());
  const sdk::ByteView data_part = bytes.subspan(azure::kHardwareReport + azure::kHardwareReportSize + 20);
  fuzz::require(std::equal(report.begin(), report.end(), blob.report.begin()), "the report is the input's");
  fuzz::require(blob.runtime_data.size() <= data_part.size() &&
                    std::equal(blob.runtime_data.begin(), blob.runtime_data.end(), data_part.begin()),
                "the runtime data is the input's");
  const bool is_bound = azure::check_hcl_binding(blob).ok();
  fuzz::require(!azure::require_snp(blob).ok() || blob.report.size() == azure::kHardwareReportSize,
                "an SNP report has its size");
  blob.runtime_data.push_back(std::byte{1});
  fuzz::require(!is_bound || !azure::check_hcl_binding(blob).ok(), "it is bound to nothing else");
  return 0;
}
