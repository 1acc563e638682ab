// SPDX-License-Identifier: Apache-2.0
#pragma once

// Checkpoints: where the instances of the test plugin `checkpoint` stop requests between two steps.

#include <chrono>
#include <string>

namespace postern::test {

class Checkpoints {
 public:
  // Listens on a Unix socket at this path; throws when it cannot.
  explicit Checkpoints(std::string path);
  ~Checkpoints();
  Checkpoints(const Checkpoints&) = delete;

  const std::string& path() const { return path_; }

  // arrive: waits until a request stands at a checkpoint; its name, or nothing when none comes in a minute.
  std::string arrive();
  // pass: lets the request go on that has arrived last. drop: forgets it, when its gate is dead.
  void pass();
  void drop();

 private:
  const std::string path_;
  int listener_ = -1, standing_ = -1;
};

}  // namespace postern::test
