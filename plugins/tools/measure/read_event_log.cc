// SPDX-License-Identifier: Apache-2.0
#include "tools/measure/read_event_log.h"

#include "common/tpm2/parse_event_log.h"
#include "common/tpm2/replay.h"

namespace postern::measure {

sdk::Result<Reading> read_event_log(std::string_view bytes, const std::string& name, tpm2::HashAlgorithm bank) {
  POSTERN_TRY(log, tpm2::parse_event_log(sdk::as_bytes(bytes)));
  Reading reading{.source = "the event log " + name, .bank = bank, .pcrs = tpm2::replay(log, bank), .log = {}};
  reading.is_whole = false;
  if (reading.pcrs.empty())
    return sdk::Failure::denied(POSTERN_REASON_EVENT_LOG_MALFORMED)
        .text("the log extends no PCR of the " + std::string(tpm2::name_of(bank)) + " bank");
  reading.log = std::move(log);
  return reading;
}

}  // namespace postern::measure
