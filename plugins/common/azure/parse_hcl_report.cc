// SPDX-License-Identifier: Apache-2.0
#include "common/azure/parse_hcl_report.h"

#include <string>

namespace postern::azure {
namespace {

using sdk::Failure;
using sdk::Result;

constexpr std::size_t kDataHeader = 20;  // bytes from data size to variable data
constexpr std::size_t kDataStart = kHardwareReport + kHardwareReportSize;
constexpr std::size_t kVariableData = kDataStart + kDataHeader;
constexpr uint32_t kSha256 = 1;

Failure refused(std::string text) {
  return Failure::denied(POSTERN_REASON_REPORT_MALFORMED)
      .about("azure.hcl")
      .spec("Azure confidential VM guest attestation, attestation report structure")
      .peer("the HCL report is not valid")
      .text("the HCL report " + std::move(text));
}

// u32_at: little-endian; the caller has checked that it is there.
uint32_t u32_at(sdk::ByteView bytes, std::size_t offset) {
  uint32_t number = 0;
  for (std::size_t i = 4; i-- > 0;) number = number << 8 | std::to_integer<uint32_t>(bytes[offset + i]);
  return number;
}

Result<void> check_header(sdk::ByteView bytes) {
  if (bytes.size() < kVariableData) return refused("has only " + std::to_string(bytes.size()) + " bytes");
  if (bytes.size() > kLongestHclReport) return refused("has " + std::to_string(bytes.size()) + " bytes");
  if (sdk::to_hex(bytes.first(4)) != "48434c41") return refused("does not begin with HCLA");
  if (const uint32_t status = u32_at(bytes, 0x10); status != 0)
    return refused("says that making it failed").expected("0").observed(std::to_string(status));
  if (const uint32_t version = u32_at(bytes, 0x4C4); version != 1)
    return refused("has data of an unknown version").expected("1").observed(std::to_string(version));
  if (const uint32_t hash = u32_at(bytes, 0x4CC); hash != kSha256)
    return refused("is bound by another hash than SHA-256").expected("1").observed(std::to_string(hash));
  return {};
}

// variable_size: the length of the variable data, once all that is said about it agrees.
Result<std::size_t> variable_size(sdk::ByteView bytes) {
  const std::size_t size = u32_at(bytes, 0x4D0);
  if (size > bytes.size() - kVariableData)
    return refused("is shorter than its variable data")
        .expected(std::to_string(size))
        .observed(std::to_string(bytes.size() - kVariableData));
  if (u32_at(bytes, 0x4C0) != kDataHeader + size || u32_at(bytes, 0x08) != kVariableData + size)
    return refused("contradicts itself about its length");
  return size;
}

}  // namespace

Result<HclReport> parse_hcl_report(sdk::ByteView bytes) {
  POSTERN_CHECK(check_header(bytes));
  POSTERN_TRY(size, variable_size(bytes));
  const uint32_t type = u32_at(bytes, 0x4C8);
  if (type != static_cast<uint32_t>(HclReportType::kSnp) && type != static_cast<uint32_t>(HclReportType::kTdx))
    return refused("holds no hardware report that is known").expected("2 or 4").observed(std::to_string(type));
  HclReport out;
  out.version = u32_at(bytes, 0x04);
  out.request_type = u32_at(bytes, 0x0C);
  out.report_type = static_cast<HclReportType>(type);
  const bool is_snp = out.report_type == HclReportType::kSnp;
  out.report = sdk::to_vector(bytes.subspan(kHardwareReport, is_snp ? kHardwareReportSize : kTdReportSize));
  out.runtime_data = sdk::to_vector(bytes.subspan(kVariableData, size));
  return out;
}

}  // namespace postern::azure
