// SPDX-License-Identifier: Apache-2.0
#pragma once

// Readings for tests: what a machine measured that told its log these events.

#include <utility>

#include "common/tpm2/parse_event_log.h"
#include "common/tpm2/replay.h"
#include "support/log_writer.h"
#include "tools/measure/reading.h"

namespace postern::test {

inline constexpr uint32_t kEvAction = 0x00000005, kEvIpl = 0x0000000D;

// reading_of: a whole reading whose other PCRs, 0 to 15, are zeros.
inline measure::Reading reading_of(const LogWriter& log, HashAlgorithm bank = HashAlgorithm::kSha256) {
  measure::Reading reading{.source = "a test", .bank = bank, .pcrs = {}, .log = tpm2::parse_event_log(log.bytes()).take()};
  reading.pcrs = tpm2::replay(*reading.log, bank);
  for (uint32_t pcr = 0; pcr < 16; ++pcr) reading.pcrs.try_emplace(pcr, tpm2::digest_size(bank));
  return reading;
}

}  // namespace postern::test
