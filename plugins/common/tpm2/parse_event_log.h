// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "common/tpm2/event_log.h"
#include "postern/sdk/result.h"

namespace postern::tpm2 {

// EventLogLimits: refused beyond these, before anything is stored.
struct EventLogLimits {
  std::size_t bytes = 1024 * 1024;
  std::size_t events = 16 * 1024;
  std::size_t event_data = 256 * 1024;  // bytes of one event
};

// parse_event_log: a firmware event log in either form (TCG PC Client Platform Firmware Profile 1.05, 10.2.1
// TCG_PCClientPCREvent and 10.2.2 TCG_PCR_EVENT2); all numbers little-endian. Strict: every event carries
// exactly the digests that the Spec ID event announces, PCRs are 0 to 23 except in EV_NO_ACTION events,
// StartupLocality (10.4.5.3) comes at most once and before PCR 0 is extended, and nothing follows the last
// event. Errors: denied, EVENT_LOG_MALFORMED; also for an empty log.
sdk::Result<EventLog> parse_event_log(sdk::ByteView bytes, const EventLogLimits& limits = {});

}  // namespace postern::tpm2
