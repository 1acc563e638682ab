// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "common/tpm2/attest.h"
#include "common/tpm2/parse_time.h"

namespace postern::tpm2 {

// PcrExpectation: what one PCR of the SHA-256 bank may be.
struct PcrExpectation {
  std::vector<sdk::ByteVector> expected;  // 32 bytes each; at least one
  bool warn_only = false;                 // another value is reported, not refused
};

// MeasurementSet: the reference values of one image or release. At least one PCR is enforced (not warn_only).
struct MeasurementSet {
  std::string name;
  std::optional<Time> not_before;  // valid from here on
  std::optional<Time> not_after;   // valid until before here
  std::map<uint32_t, PcrExpectation> pcrs;

  bool is_active(Time now) const {
    return (!not_before || now >= *not_before) && (!not_after || now < *not_after);
  }
};

// MeasurementPolicy: sets with different names, at least one. A machine must satisfy one that is active.
struct MeasurementPolicy {
  std::vector<MeasurementSet> sets;

  // mentioned: the PCRs that any set names.
  PcrSet mentioned() const;
};

}  // namespace postern::tpm2
