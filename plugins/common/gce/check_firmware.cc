// SPDX-License-Identifier: Apache-2.0
#include "common/gce/check_firmware.h"

#include <algorithm>

namespace postern::gce {
namespace {

sdk::Failure refused(std::string subject, std::string text) {
  return sdk::Failure::denied(POSTERN_REASON_PLATFORM_MISMATCH)
      .about(std::move(subject))
      .spec("Constellation attestation, gcp-sev-es: GCE firmware and technology")
      .peer("the platform is not acceptable")
      .text(std::move(text));
}

std::string names_of(const std::vector<Technology>& technologies) {
  std::string text;
  for (const Technology each : technologies) text += (text.empty() ? "" : ", ") + std::string(name_of(each));
  return text.empty() ? "none accepted" : text;
}

}  // namespace

sdk::Result<void> check_firmware(const VerifiedFirmware& firmware, const FirmwarePolicy& policy) {
  if (firmware.version() < policy.least_version)
    return refused("gcp.firmware_version", "GCE's firmware is too old")
        .expected("at least " + std::to_string(policy.least_version))
        .observed(std::to_string(firmware.version()));
  const auto& accepted = policy.technologies;
  if (std::find(accepted.begin(), accepted.end(), firmware.technology()) == accepted.end())
    return refused("gcp.technology", "the machine runs under a confidential technology that is not accepted")
        .expected(names_of(accepted))
        .observed(std::string(name_of(firmware.technology())));
  return {};
}

}  // namespace postern::gce
