// SPDX-License-Identifier: Apache-2.0
#include "tools/measure/reading.h"

#include "common/tpm2/replay.h"

namespace postern::measure {

tpm2::PcrSet Reading::explained() const {
  tpm2::PcrSet set = 0;
  if (!log) return set;
  for (const auto& [pcr, value] : tpm2::replay(*log, bank))
    if (const auto found = pcrs.find(pcr); found != pcrs.end() && found->second == value) set |= tpm2::pcr_bit(pcr);
  return set;
}

}  // namespace postern::measure
