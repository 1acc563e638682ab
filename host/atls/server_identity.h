// SPDX-License-Identifier: Apache-2.0
#pragma once

// ServerIdentity: the gate's own certificate and key, renewed as time goes by.

#include <chrono>
#include <memory>
#include <mutex>

#include "absl/status/statusor.h"
#include "host/atls/openssl_handle.h"

namespace postern::atls {

class ServerIdentity {
 public:
  using Time = std::chrono::system_clock::time_point;

  struct Pair {
    X509Ptr certificate;
    KeyPtr key;
    Time made;
  };

  // current: a certificate at most an hour old, of a validity of two hours either way. INTERNAL when none can
  // be made. Thread-safe; handshakes that use an older one keep it alive.
  absl::StatusOr<std::shared_ptr<const Pair>> current(Time now);

 private:
  std::mutex mutex_;
  std::shared_ptr<const Pair> pair_;  // under mutex_
};

}  // namespace postern::atls
