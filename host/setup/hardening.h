// SPDX-License-Identifier: Apache-2.0
#pragma once

// harden_process: no core files, no tracing by other processes of the user, a secure heap for secrets, no SIGPIPE,
// no cleanup of OpenSSL at exit, while threads of libraries may still run.
// Call it first, before threads and secrets. What the system does not allow is left out.

namespace postern::app {

void harden_process();

}  // namespace postern::app
