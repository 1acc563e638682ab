// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string_view>
#include <vector>

#include "common/tpm2/attest.h"
#include "postern/sdk/result.h"

namespace postern::measure {

// parse_pcr: a PCR number, 0 to 23 in decimal digits, or nothing.
std::optional<uint32_t> parse_pcr(std::string_view text);

// parse_pcrs: "0,2,4-7". Errors: misconfigured about `what` (not of that form, a number over 23, nothing).
sdk::Result<tpm2::PcrSet> parse_pcrs(std::string_view text, const std::string& what);

// platform_names: for which there is a choice of PCRs.
std::vector<std::string> platform_names();

// pcrs_of_platform: those that Constellation compares on that platform: azure leaves out 0, 6 and 10, qemu 1 and 10,
// which differ between machines of one image there; gcp and none leave out nothing.
tpm2::PcrSet pcrs_of_platform(std::string_view name);

}  // namespace postern::measure
