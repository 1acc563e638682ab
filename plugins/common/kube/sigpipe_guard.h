// SPDX-License-Identifier: Apache-2.0
#pragma once

// SigpipeGuard: while it exists, writing to a connection that the peer has closed is an error and no signal.

#include <signal.h>

namespace postern::kube {

// For the thread that makes it, and no other: the process's signal handling stays as the host set it. A signal that
// came up meanwhile is swallowed, one that was pending before is kept.
class SigpipeGuard {
 public:
  SigpipeGuard();
  ~SigpipeGuard();
  SigpipeGuard(const SigpipeGuard&) = delete;

 private:
  sigset_t before_;
  bool was_pending_;
};

}  // namespace postern::kube
