// SPDX-License-Identifier: Apache-2.0
#include "common/gce/verify_firmware.h"

#include "common/gce/parse_firmware_event.h"

namespace postern::gce {
namespace {

using sdk::Result;

sdk::Failure refused(std::string subject, std::string text) {
  return sdk::Failure::denied(POSTERN_REASON_PLATFORM_MISMATCH)
      .about(std::move(subject))
      .spec("TCG PC Client Platform Firmware Profile 1.05, 10.4.1")
      .peer("the platform is not acceptable")
      .text(std::move(text));
}

// only_one: the data of the one event that the firmware measured and that is such an event.
Result<sdk::ByteView> only_one(const tpm2::ReplayedLog& log, bool (*is_such)(sdk::ByteView),
                               const std::string& subject, const std::string& what) {
  const tpm2::TrustedEvent* found = nullptr;
  for (const tpm2::TrustedEvent& event : log.trusted()) {
    if (event.pcr != 0 || !event.before_separator || !is_such(event.data)) continue;
    if (found != nullptr) return refused(subject, "the firmware measured " + what + " twice");
    found = &event;
  }
  if (found == nullptr) return refused(subject, "the event log does not show " + what + " in PCR 0");
  return found->data;
}

}  // namespace

Result<VerifiedFirmware> verify_firmware(const tpm2::ReplayedLog& log) {
  if (!tpm2::contains(log.separated(), 0))
    return refused("tpm.pcr.0", "PCR 0 has no separator, so nothing tells what the firmware measured");
  POSTERN_TRY(version_data, only_one(log, is_firmware_version, "gcp.firmware_version", "GCE's firmware version"));
  POSTERN_TRY(version, parse_firmware_version(version_data));
  POSTERN_TRY(technology_data, only_one(log, is_technology, "gcp.technology", "a confidential technology"));
  POSTERN_TRY(technology, parse_technology(technology_data));
  return VerifiedFirmware(version, technology);
}

}  // namespace postern::gce
