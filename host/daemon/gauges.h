// SPDX-License-Identifier: Apache-2.0
#pragma once

// Gauges that are read when somebody asks, not when something happens:
//   postern_connections                              accepted and not over; postern_handshakes_in_progress of them
//   postern_requests_waiting                         for a worker
//   postern_peers{generation}                        admitted connections
//   postern_collateral_pages{host}                   kept
//   postern_collateral_age_seconds{host}             of the oldest page
//   postern_collateral_expiry_timestamp_seconds{host}  when the first page may no longer stand in for its source

#include "host/daemon/door.h"
#include "host/daemon/reloader.h"
#include "host/gate/drain.h"
#include "host/observe/metrics.h"

namespace postern::app {

// read_gauges: sets them as of now. Thread-safe.
void read_gauges(const Door& door, const gate::Drain& drain, const Reloader& reloader, observe::Metrics& metrics);

}  // namespace postern::app
