// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <string>

#include "common/snp/silicon.h"

namespace postern::snp {

// TcbFloor: the least patch levels that are accepted, as one named and dated file holds them. Silicon that it
// does not name is refused, never waved through.
struct TcbFloor {
  std::string name;
  std::string date;                         // of the figures: "2025-02-03"
  std::string source;                       // where they come from
  std::map<Silicon, TcbVersion> minimum{};  // not empty; fmc is there exactly for Turin; reserved is zero
};

}  // namespace postern::snp
