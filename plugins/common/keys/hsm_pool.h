// SPDX-License-Identifier: Apache-2.0
#pragma once

// HsmPool: the sessions of one key source.

#include <condition_variable>
#include <mutex>
#include <optional>
#include <vector>

#include "common/keys/hsm_module.h"

namespace postern::keys {

// OpenKey: a session that is logged in, and the key as it is called there.
struct OpenKey {
  CK_SESSION_HANDLE session;
  CK_OBJECT_HANDLE key;
};

// HsmPool: at most limit sessions at once, each used by one thread at a time. Any thread.
class HsmPool {
 public:
  explicit HsmPool(std::size_t limit) : limit_(limit) {}

  // Lease: the right to one session, for as long as it lives.
  class Lease {
   public:
    Lease(HsmPool& pool, uint64_t generation) : pool_(&pool), generation_(generation) {}
    Lease(Lease&& other) noexcept
        : idle(other.idle), pool_(std::exchange(other.pool_, nullptr)), generation_(other.generation_) {}
    ~Lease() {
      if (pool_ != nullptr) pool_->end(generation_, kept_);
    }
    // keep: the session goes back to the pool and not away.
    void keep(OpenKey open) { kept_ = open; }

    std::optional<OpenKey> idle;  // a session to use, or nothing: then the caller opens one

   private:
    HsmPool* pool_;
    uint64_t generation_;
    std::optional<OpenKey> kept_;
  };

  // take: waits for one of the limit's places. Sessions of other generations of the module are forgotten, since their
  // handles mean nothing any more. Errors: exhausted, when there is no place in time.
  sdk::Result<Lease> take(uint64_t generation, HsmDeadline deadline);

  // clear: takes the idle sessions of this generation out, to be closed.
  std::vector<OpenKey> clear(uint64_t generation);

 private:
  void end(uint64_t generation, std::optional<OpenKey> kept);

  const std::size_t limit_;
  std::mutex mutex_;
  std::condition_variable changed_;
  std::size_t taken_ = 0;
  uint64_t generation_ = 0;  // of what is idle
  std::vector<OpenKey> idle_;
};

}  // namespace postern::keys
