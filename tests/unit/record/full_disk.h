// SPDX-License-Identifier: Apache-2.0
#pragma once

// FullDisk: as long as it lives, no file of this process may grow beyond so many bytes (RLIMIT_FSIZE), as on a full disk:
// a write that would writes less, or fails.

#include <signal.h>
#include <sys/resource.h>

#include <stdexcept>

namespace postern::test {

class FullDisk {
 public:
  explicit FullDisk(uint64_t bytes) : former_action_(signal(SIGXFSZ, SIG_IGN)) {
    if (getrlimit(RLIMIT_FSIZE, &former_) != 0) throw std::runtime_error("getrlimit");
    const rlimit limit{bytes, former_.rlim_max};
    if (setrlimit(RLIMIT_FSIZE, &limit) != 0) throw std::runtime_error("setrlimit");
  }
  ~FullDisk() {
    setrlimit(RLIMIT_FSIZE, &former_);
    signal(SIGXFSZ, former_action_);
  }
  FullDisk(const FullDisk&) = delete;

 private:
  void (*const former_action_)(int);
  rlimit former_{};
};

}  // namespace postern::test
