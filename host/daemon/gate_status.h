// SPDX-License-Identifier: Apache-2.0
#pragma once

// GateStatus: what an operator is told, as messages of postern.v1.Admin.

#include "host/setup/configuration.h"
#include "host/daemon/reload_report.h"
#include "host/gate/drain.h"
#include "host/gate/gate.h"
#include "postern/v1/admin.pb.h"

namespace postern::app {

v1::ReloadReport to_message(const ReloadReport& report);

// describe: plugins, instances and pipelines of a configuration.
void describe(const gate::Resolved& resolved, v1::GateStatus& status);

// describe: what is in force, what drains, and the last decisions.
void describe(const gate::Gate& gate, const gate::Drain& drain, v1::GateStatus& status);

}  // namespace postern::app
