// SPDX-License-Identifier: Apache-2.0
#include "host/attest/reason_registry.h"

#include <algorithm>

namespace postern::attest {

const ReasonEntry* find_reason(std::string_view code) {
  const auto all = reasons();
  const auto found = std::find_if(all.begin(), all.end(), [&](const ReasonEntry& entry) { return entry.code == code; });
  return found == all.end() ? nullptr : &*found;
}

}  // namespace postern::attest
