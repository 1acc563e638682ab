// SPDX-License-Identifier: Apache-2.0
#pragma once

// run_daemon: the gate, from a checked configuration to the signal that ends it.

#include "host/setup/configuration.h"
#include "host/daemon/reloader.h"

namespace postern::app {

// run_daemon: creates the instances, opens the door, and serves until SIGTERM or SIGINT; then lets requests in
// progress end (at most 10 s). Meanwhile SIGHUP, `postern reload` and, with [gate] watch, a change of its files put the
// source in force again. Answers the exit code: 0 after a signal, 1 when it cannot start. Blocks those signals in the
// calling thread, so call it before other threads exist.
int run_daemon(LoadedGate loaded, const ConfigSource& source);

// block_signals: SIGTERM, SIGINT and SIGHUP in this thread and those that it will start.
void block_signals();

}  // namespace postern::app
