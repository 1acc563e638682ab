// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

namespace postern::gce {

// Technology: which confidential computing technology the firmware of a machine says that it runs under (GCE
// NonHostInfo event, first byte after the label).
enum class Technology : uint8_t { kNone = 0, kAmdSev = 1, kAmdSevEs = 2, kIntelTdx = 3, kAmdSevSnp = 4 };

// name_of: "none", "amd-sev", "amd-sev-es", "intel-tdx", "amd-sev-snp". parse_technology_name: its inverse.
std::string_view name_of(Technology technology);
std::optional<Technology> parse_technology_name(std::string_view name);

}  // namespace postern::gce
