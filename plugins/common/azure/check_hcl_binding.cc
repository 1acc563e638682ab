// SPDX-License-Identifier: Apache-2.0
#include "common/azure/check_hcl_binding.h"

#include <string>

#include "common/tpm2/digest.h"

namespace postern::azure {
namespace {

using sdk::Failure;
using sdk::Result;

constexpr std::size_t kReportDataSize = 64;
constexpr std::size_t kSnpReportData = 0x50, kTdReportData = 0x80;  // offsets
constexpr std::byte kTdxType{0x81};  // TDREPORT, REPORTTYPE.TYPE (Intel TDX Module ABI, REPORTTYPE)

Failure malformed(std::string text) {
  return Failure::denied(POSTERN_REASON_REPORT_MALFORMED)
      .about("azure.hcl")
      .spec("Azure confidential VM guest attestation, attestation report structure")
      .peer("the HCL report is not valid")
      .text(std::move(text));
}

bool looks_like_tdx(const HclReport& blob) { return !blob.report.empty() && blob.report[0] == kTdxType; }

}  // namespace

Result<void> check_report_data(sdk::ByteView report_data, sdk::ByteView runtime_data) {
  sdk::ByteVector expected = tpm2::digest(tpm2::HashAlgorithm::kSha256, {runtime_data});
  expected.resize(kReportDataSize);
  if (tpm2::same_bytes(report_data, expected)) return {};
  return Failure::denied(POSTERN_REASON_REPORT_DATA_MISMATCH)
      .about("snp.report_data")
      .expected(sdk::to_hex(expected))
      .observed(sdk::to_hex(report_data.first(std::min(report_data.size(), kReportDataSize))))
      .spec("Azure confidential VM guest attestation, runtime data")
      .peer("the report is not bound to the runtime data")
      .text("REPORT_DATA is not SHA-256 of the runtime data, then zeros");
}

Result<void> check_hcl_binding(const HclReport& blob) {
  const bool is_tdx = blob.report_type == HclReportType::kTdx;
  if (is_tdx != looks_like_tdx(blob)) return malformed("the HCL report's type is not that of the report in it");
  const std::size_t offset = is_tdx ? kTdReportData : kSnpReportData;
  if (blob.report.size() < offset + kReportDataSize) return malformed("the hardware report is too short");
  return check_report_data(sdk::ByteView(blob.report).subspan(offset, kReportDataSize), blob.runtime_data);
}

Result<void> require_snp(const HclReport& blob) {
  if (blob.report_type != HclReportType::kSnp || looks_like_tdx(blob))
    return malformed("the machine is not one of SEV-SNP; reports of TDX are not judged")
        .expected("2")
        .observed(std::to_string(static_cast<uint32_t>(blob.report_type)));
  return {};
}

}  // namespace postern::azure
