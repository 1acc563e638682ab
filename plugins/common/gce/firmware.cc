// SPDX-License-Identifier: Apache-2.0
#include "common/gce/firmware.h"

#include <array>
#include <cstdlib>

namespace postern::gce {

std::string_view name_of(Technology technology) {
  switch (technology) {
    case Technology::kNone:
      return "none";
    case Technology::kAmdSev:
      return "amd-sev";
    case Technology::kAmdSevEs:
      return "amd-sev-es";
    case Technology::kIntelTdx:
      return "intel-tdx";
    case Technology::kAmdSevSnp:
      return "amd-sev-snp";
  }
  std::abort();  // not reachable: values come from parse_technology and parse_technology_name
}

std::optional<Technology> parse_technology_name(std::string_view name) {
  for (const Technology each : std::array{Technology::kNone, Technology::kAmdSev, Technology::kAmdSevEs,
                                          Technology::kIntelTdx, Technology::kAmdSevSnp})
    if (name_of(each) == name) return each;
  return std::nullopt;
}

}  // namespace postern::gce
