// SPDX-License-Identifier: Apache-2.0
#pragma once

// status_view: a running gate as the status page shows it.

#include "host/daemon/reloader.h"
#include "host/gate/drain.h"
#include "host/gate/gate.h"
#include "host/web/status_view.h"

namespace postern::app {

// status_view: thread-safe as its arguments are. started: when this process began.
web::StatusView status_view(const Reloader& reloader, const gate::Gate& gate, const gate::Drain& drain,
                            attest::Time started);

}  // namespace postern::app
