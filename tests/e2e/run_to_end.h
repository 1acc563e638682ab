// SPDX-License-Identifier: Apache-2.0
#pragma once

// run_to_end: a program, what it printed, and its exit code.

#include <string>
#include <vector>

#include "support/child_process.h"

namespace postern::test {

struct Ended {
  int code = -1;
  std::string output;  // both streams
};

inline Ended run_to_end(const std::vector<std::string>& words) {
  std::vector<std::string> argv{"sh", "-c", "exec \"$0\" \"$@\" 2>&1"};
  argv.insert(argv.end(), words.begin(), words.end());
  ChildProcess child(argv);
  Ended ended;
  ended.output = child.read_all(std::chrono::seconds(120));
  ended.code = child.wait();
  return ended;
}

}  // namespace postern::test
