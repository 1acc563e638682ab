// SPDX-License-Identifier: Apache-2.0
#include "common/kube/sigpipe_guard.h"

#include <cerrno>
#include <ctime>

namespace postern::kube {
namespace {

sigset_t only_sigpipe() {
  sigset_t set;
  sigemptyset(&set);
  sigaddset(&set, SIGPIPE);
  return set;
}

bool is_pending() {
  sigset_t pending;
  sigpending(&pending);
  return sigismember(&pending, SIGPIPE) == 1;
}

}  // namespace

SigpipeGuard::SigpipeGuard() : was_pending_(is_pending()) {
  const sigset_t set = only_sigpipe();
  pthread_sigmask(SIG_BLOCK, &set, &before_);
}

SigpipeGuard::~SigpipeGuard() {
  const int error = errno;
  const sigset_t set = only_sigpipe();
  constexpr timespec kNow{};
  if (!was_pending_ && is_pending())
    while (sigtimedwait(&set, nullptr, &kNow) < 0 && errno == EINTR) continue;
  pthread_sigmask(SIG_SETMASK, &before_, nullptr);
  errno = error;
}

}  // namespace postern::kube
