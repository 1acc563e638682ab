// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>

#include "common/tpm2/event_log.h"

namespace postern::tpm2 {

// pcr_use: what is measured into the PCR (TCG PC Client Platform Firmware Profile 1.05, 3.3.4; for 8 to 15 what GRUB,
// shim, Linux and systemd do: UAPI group, Linux TPM PCR Registry). Static storage.
std::string_view pcr_use(uint32_t pcr);

// event_name: "EV_S_CRTM_VERSION" (the same, 10.4.1), or "EV_0x0000ABCD" for a type without a name there.
std::string event_name(uint32_t type);

// event_text: what the event's data says, where it is text, an EFI variable or a started image; else "". Printable ASCII only and at
// most 72 characters, whatever the data is.
std::string event_text(const Event& event);

}  // namespace postern::tpm2
