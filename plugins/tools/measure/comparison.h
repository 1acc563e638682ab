// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <vector>

#include "tools/measure/operand.h"

namespace postern::measure {

// FirstEvents: where two logs begin to differ in one PCR: the number of the event among those that extend the PCR, from
// 1, and the event of each side; nullptr where that log has ended. The events are the operands'.
struct FirstEvents {
  std::size_t number = 0;
  const tpm2::Event* left = nullptr;
  const tpm2::Event* right = nullptr;
};

struct PcrDifference {
  uint32_t pcr = 0;
  const tpm2::PcrExpectation* left = nullptr;  // nullptr: that side has no such PCR
  const tpm2::PcrExpectation* right = nullptr;
  std::optional<FirstEvents> events;  // when both sides have logs that differ there
};

// Comparison: valid as long as the operands.
struct Comparison {
  tpm2::PcrSet compared = 0;
  std::vector<PcrDifference> differences;  // ascending
};

// compare: PCR by PCR. Two sets are the same when they expect the same. A reading and a set are when the values read
// are among those expected, in the PCRs that the set names. Two readings are when their values are. A PCR that a
// reading of an event log lacks is not known, so not compared. Both sides are of one bank.
Comparison compare(const Operand& left, const Operand& right);

}  // namespace postern::measure
