// SPDX-License-Identifier: Apache-2.0
#include "common/tpm2/measurement_set.h"

namespace postern::tpm2 {

PcrSet MeasurementPolicy::mentioned() const {
  PcrSet set = 0;
  for (const MeasurementSet& each : sets)
    for (const auto& [pcr, expectation] : each.pcrs) set |= pcr_bit(pcr);
  return set;
}

}  // namespace postern::tpm2
