// SPDX-License-Identifier: Apache-2.0
#pragma once

// Drain: destroys generations whose last user has gone, on a thread of its own: the last user may be a handshake or a
// relay that must not wait for plugins.

#include <functional>
#include <memory>
#include <vector>

#include "host/gate/generation.h"

namespace postern::gate {

class Drain {
 public:
  using Ended = std::function<void(const Origin&)>;

  // ended: called after a generation has been destroyed here, on the thread that did it.
  explicit Drain(Ended ended = nullptr);
  ~Drain();  // destroys what is in line; generations still in use are destroyed by their last user
  Drain(const Drain&) = delete;

  // adopt: the same generation, to be given to its users. When the last of them lets it go, it is destroyed here. No
  // reference but the answer may be kept. Thread-safe.
  std::shared_ptr<const Generation> adopt(std::shared_ptr<const Generation> generation);

  // Alive: a generation that was adopted and is not destroyed.
  struct Alive {
    Origin origin;
    std::size_t peers = 0;  // connections
  };
  std::vector<Alive> alive() const;  // oldest first; thread-safe

 private:
  struct State;
  std::shared_ptr<State> state_;
};

}  // namespace postern::gate
