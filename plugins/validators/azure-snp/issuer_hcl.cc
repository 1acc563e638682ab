// SPDX-License-Identifier: Apache-2.0
#include "validators/azure-snp/issuer_hcl.h"

#include <algorithm>
#include <cctype>
#include <thread>

#include "common/azure/check_hcl_binding.h"
#include "common/azure/parse_hcl_report.h"
#include "common/json/bounded_json.h"
#include "common/tpm2/device_nv.h"

namespace postern::azure_snp {
namespace {

using sdk::Failure;
using sdk::Result;

constexpr int kAttempts = 100;
constexpr auto kPause = std::chrono::milliseconds(50);

Failure not_azure(const std::string& why) {
  return Failure::misconfigured("/tcti", why + ": is this an Azure confidential VM with SEV-SNP?");
}

Failure unusable(const Failure& why) {
  return Failure::unavailable(tpm2::nv_name(kHclReportIndex) + ": " + why.operator_text());
}

// shows: whether the runtime data name the user data.
bool shows(const azure::HclReport& blob, sdk::ByteView user_data) {
  const std::string_view text(reinterpret_cast<const char*>(blob.runtime_data.data()), blob.runtime_data.size());
  const auto parsed = common::read_json(text);
  const auto* object = std::get_if<nlohmann::json>(&parsed);
  const auto* member = object == nullptr ? nullptr : common::find_member(*object, "user-data");
  if (member == nullptr || !member->is_string()) return false;
  std::string shown = member->get<std::string>();
  std::transform(shown.begin(), shown.end(), shown.begin(), [](unsigned char c) { return std::tolower(c); });
  return shown == sdk::to_hex(user_data);
}

Result<void> write_user_data(tpm2::Device& device, sdk::ByteView user_data) {
  POSTERN_TRY(written, tpm2::write_nv(device, kUserDataIndex, user_data));
  if (written) return {};
  POSTERN_CHECK(tpm2::define_nv(device, kUserDataIndex, kUserDataSize));
  POSTERN_TRY(again, tpm2::write_nv(device, kUserDataIndex, user_data));
  return again ? Result<void>() : Failure::unavailable("cannot define " + tpm2::nv_name(kUserDataIndex));
}

}  // namespace

Result<azure::HclReport> read_hcl_report(tpm2::Device& device) {
  POSTERN_TRY(content, tpm2::read_nv(device, kHclReportIndex, azure::kLongestHclReport));
  if (!content) return not_azure("the TPM has no report in " + tpm2::nv_name(kHclReportIndex));
  auto blob = azure::parse_hcl_report(*content);
  if (!blob.ok()) return unusable(blob.failure());
  if (const auto is_snp = azure::require_snp(blob.value()); !is_snp.ok())
    return not_azure(is_snp.failure().operator_text());
  if (const auto bound = azure::check_hcl_binding(blob.value()); !bound.ok()) return unusable(bound.failure());
  return blob;
}

Result<azure::HclReport> refresh_hcl_report(const sdk::Call& call, tpm2::Device& device, sdk::ByteView user_data) {
  if (user_data.size() != kUserDataSize) return Failure::internal("user data must have 64 bytes");
  POSTERN_CHECK(write_user_data(device, user_data));
  for (int attempt = 0; attempt < kAttempts && !call.cancelled() && call.remaining() > kPause; ++attempt) {
    if (attempt > 0) std::this_thread::sleep_for(kPause);
    POSTERN_TRY(blob, read_hcl_report(device));
    if (shows(blob, user_data)) return blob;
  }
  return Failure::unavailable("the machine makes no new report for what is written to " + tpm2::nv_name(kUserDataIndex) +
                              "; without refresh_report = true that of its start is used");
}

}  // namespace postern::azure_snp
